//! The language model: what tokens weigh for which language, hashed when the crate is compiled.
//!
//! A token is a word (`elif`), a word with the mark before it (`@property`, `#include`, `$this`, `.globl`) or the `!` behind it
//! (`println!`), two adjacent punctuation bytes (`->`), the first word of a line (`^fn`), one or two first punctuation bytes of a line
//! (`^--`), or the last byte of a line (`~;`). Words and weights are our own choice from the languages' references.

mod curly;
mod functional;
mod other;
mod script;

/// A language and its tokens, space separated.
pub(super) struct Language {
    /// Name in findings.
    pub(super) name: &'static str,
    /// Keywords are matched in any case; the lists are lower case.
    pub(super) folded: bool,
    /// Tokens that almost no other language has.
    pub(super) strong: &'static str,
    /// Tokens that few others have.
    pub(super) medium: &'static str,
    /// Tokens that are common in it, and in others.
    pub(super) weak: &'static str,
}

/// Weights of the three lists.
const WEIGHTS: [u8; 3] = [12, 5, 2];
/// Slots of the hash table: a power of two, about twice the number of different tokens.
const SLOTS: usize = 4096;
/// Room for all pairs of a token and a language.
const PAIRS: usize = 6144;

/// Number of languages.
pub(super) const COUNT: usize = 68;

/// All languages; a tie goes to the first.
pub(super) static LANGUAGES: [&Language; COUNT] = ALL;

#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const ALL: [&Language; COUNT] = {
    let groups: [&[Language]; 4] = [curly::LIST, script::LIST, functional::LIST, other::LIST];
    let mut all = [&groups[0][0]; COUNT];
    let (mut at, mut group) = (0, 0);
    while group < groups.len() {
        let mut i = 0;
        while i < groups[group].len() {
            all[at] = &groups[group][i];
            at += 1;
            i += 1;
        }
        group += 1;
    }
    assert!(at == COUNT);
    all
};

/// A token: its hash, and where its languages begin in the list of pairs. An empty slot has no pairs.
#[derive(Clone, Copy)]
struct Slot {
    hash: u16,
    start: u16,
    count: u8,
}

/// A language and what a token weighs for it.
#[derive(Clone, Copy)]
struct Pair {
    language: u8,
    weight: u8,
}

struct Table {
    slots: [Slot; SLOTS],
    pairs: [Pair; PAIRS],
}

static TABLE: Table = table();

/// FNV-1a's state before the first byte.
pub(super) const BASIS: u32 = 0x811c_9dc5;

/// FNV-1a over one byte.
pub(super) const fn step(state: u32, byte: u8) -> u32 {
    (state ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// FNV-1a over bytes.
pub(super) const fn hash(mut state: u32, bytes: &[u8]) -> u32 {
    let mut rest = bytes;
    while let [byte, tail @ ..] = rest {
        state = step(state, *byte);
        rest = tail;
    }
    state
}

/// The first word of a list with a space between words, and the rest of the list.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
pub(super) const fn first_word(list: &[u8]) -> (&[u8], &[u8]) {
    let mut length = 0;
    while length < list.len() && list[length] != b' ' {
        length += 1;
    }
    let (word, tail) = list.split_at(length);
    (word, if let [_, tail @ ..] = tail { tail } else { tail })
}

/// Adds a mark that stands before a word to the word's hash, so that a word is hashed only once.
pub(super) const fn marked(state: u32, mark: u8) -> u32 {
    step(state, mark | 0x80)
}

/// The hash of a token as the lists write it.
const fn token(bytes: &[u8]) -> u32 {
    let mut word = bytes;
    let mut marks = 0;
    while let [first, tail @ ..] = word
        && first.is_ascii_punctuation()
        && *first != b'_'
    {
        word = tail;
        marks += 1;
    }
    if word.is_empty() {
        return hash(BASIS, bytes);
    }
    let mut state = hash(BASIS, word);
    let (mut rest, mut left) = (bytes, marks);
    while let [mark, tail @ ..] = rest
        && left > 0
    {
        state = marked(state, *mark);
        rest = tail;
        left -= 1;
    }
    state
}

const fn place(hash: u32) -> (usize, u16) {
    let mixed = hash ^ hash >> 15;
    (mixed as usize % SLOTS, (mixed >> 16) as u16)
}

/// Three passes over the lists: count each token's languages, give it its place among the pairs, fill in.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn table() -> Table {
    let mut table = Table {
        slots: [Slot { hash: 0, start: 0, count: 0 }; SLOTS],
        pairs: [Pair { language: 0, weight: 0 }; PAIRS],
    };
    each_token(&mut table, false);
    let (mut at, mut start) = (0, 0);
    while at < SLOTS {
        let count = table.slots[at].count as u16;
        table.slots[at].start = start;
        start += count;
        at += 1;
    }
    assert!(start as usize <= PAIRS);
    each_token(&mut table, true);
    table
}

/// Counts every token, or fills in its pair.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn each_token(table: &mut Table, fill: bool) {
    let mut language = 0;
    while language < COUNT {
        let lists = [ALL[language].strong, ALL[language].medium, ALL[language].weak];
        let mut list = 0;
        while list < lists.len() {
            let mut rest = lists[list].as_bytes();
            while !rest.is_empty() {
                let word;
                (word, rest) = first_word(rest);
                let at = slot(table, token(word));
                if fill {
                    let mut pair = table.slots[at].start as usize;
                    while table.pairs[pair].weight != 0 {
                        pair += 1;
                    }
                    table.pairs[pair] = Pair { language: language as u8, weight: WEIGHTS[list] };
                } else {
                    table.slots[at].count += 1;
                }
            }
            list += 1;
        }
        language += 1;
    }
}

/// The slot of a hash: its own, or the empty one where it belongs.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn slot(table: &mut Table, state: u32) -> usize {
    let (mut at, hash) = place(state);
    while table.slots[at].count != 0 && table.slots[at].hash != hash {
        at = (at + 1) % SLOTS;
    }
    table.slots[at].hash = hash;
    at
}

/// A token's languages and weights.
pub(super) fn look_up(state: u32) -> impl Iterator<Item = (usize, i32)> {
    let (mut at, hash) = place(state);
    // Half of the slots are empty, so the search ends soon.
    let slot = loop {
        match TABLE.slots.get(at) {
            Some(slot) if slot.count != 0 && slot.hash != hash => at = (at + 1) % SLOTS,
            slot => break slot,
        }
    };
    let (start, count) = slot.map_or((0, 0), |slot| (usize::from(slot.start), usize::from(slot.count)));
    let pairs = TABLE.pairs.get(start..start + count).unwrap_or_default();
    pairs.iter().map(|pair| (usize::from(pair.language), i32::from(pair.weight)))
}

/// The language or data format that a name, an abbreviation or a file ending stands for.
pub(super) fn alias(name: &[u8]) -> Option<&'static str> {
    if name.is_empty() || name.len() > 16 {
        return None;
    }
    let hash = name.iter().map(u8::to_ascii_lowercase).fold(BASIS, step);
    let mut at = hash as usize % NAMED;
    loop {
        let (known, language) = NAMES.get(at).filter(|(_, language)| !language.is_empty())?;
        if *known == hash {
            return Some(language);
        }
        at = (at + 1) % NAMED;
    }
}

/// Slots of the table of names, about twice their number.
const NAMED: usize = 512;
static NAMES: [(u32, &str); NAMED] = names();

#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn names() -> [(u32, &'static str); NAMED] {
    let mut names = [(0, ""); NAMED];
    let mut at = 0;
    while at < COUNT {
        name(&mut names, ALL[at].name.as_bytes(), ALL[at].name);
        at += 1;
    }
    let mut at = 0;
    while at < ALIASES.len() {
        let (language, aliases) = ALIASES[at];
        name(&mut names, language.as_bytes(), language);
        let mut rest = aliases.as_bytes();
        while !rest.is_empty() {
            let word;
            (word, rest) = first_word(rest);
            name(&mut names, word, language);
        }
        at += 1;
    }
    names
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn name(names: &mut [(u32, &'static str); NAMED], name: &[u8], language: &'static str) {
    let hash = hash(BASIS, name);
    let mut at = hash as usize % NAMED;
    while !names[at].1.is_empty() && names[at].0 != hash {
        at = (at + 1) % NAMED;
    }
    names[at] = (hash, language);
}

/// Other names of languages, as fences and the first lines of scripts use them.
const ALIASES: &[(&str, &str)] = &[
    ("python", "py python2 python3 ipython"),
    ("javascript", "js jsx node nodejs mjs"),
    ("typescript", "ts tsx"),
    ("shell", "sh bash zsh ksh dash console fish"),
    ("cpp", "c++ cc cxx hpp"),
    ("csharp", "c# cs"),
    ("fsharp", "f# fs"),
    ("objectivec", "objc objective-c m"),
    ("go", "golang"),
    ("rust", "rs"),
    ("ruby", "rb"),
    ("perl", "pl"),
    ("kotlin", "kt"),
    ("haskell", "hs"),
    ("ocaml", "ml"),
    ("elixir", "ex exs"),
    ("erlang", "erl escript"),
    ("clojure", "clj cljs"),
    ("lisp", "common-lisp sbcl cl"),
    ("elisp", "emacs-lisp emacs"),
    ("scheme", "guile scm"),
    ("powershell", "ps1 pwsh ps"),
    ("batch", "bat cmd"),
    ("makefile", "make mk"),
    ("hcl", "terraform tf"),
    ("vbnet", "vb vb.net"),
    ("pascal", "delphi instantfpc"),
    ("assembly", "asm nasm x86asm"),
    ("sql", "mysql postgresql postgres sqlite tsql"),
    ("plsql", "pl/sql"),
    ("protobuf", "proto"),
    ("tcl", "tclsh wish expect"),
    ("r", "rscript"),
    ("matlab", "octave"),
    ("prolog", "swipl"),
    ("dockerfile", "docker"),
    ("coffeescript", "coffee"),
    ("css", "scss sass less"),
    ("php", "php5"),
    ("json", "json5 jsonc jsonl ndjson"),
    ("yaml", "yml"),
    ("xml", "svg xsd xsl xslt plist"),
    ("html", "htm xhtml"),
    ("ini", "cfg conf properties"),
    ("toml", "lock"),
    ("csv", "tsv"),
    ("markdown", "md"),
    ("log", "logs"),
];

/// Whether a language is a data format.
pub(super) fn is_data(name: &str) -> bool {
    matches!(name, "json" | "yaml" | "xml" | "html" | "ini" | "toml" | "csv" | "markdown" | "log")
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn names(token: u32) -> Vec<&'static str> {
        look_up(token).map(|(language, _)| LANGUAGES[language].name).collect()
    }

    #[test]
    fn tokens_lead_to_their_languages() {
        let elif = names(hash(BASIS, b"elif"));
        assert!(elif.contains(&"python") && elif.contains(&"shell") && !elif.contains(&"java"));
        assert!(names(marked(hash(BASIS, b"include"), b'#')).contains(&"c"));
        assert!(names(hash(BASIS, b"->")).contains(&"rust"));
        assert!(names(hash(BASIS, b"qzxv")).is_empty());
        let used = TABLE.slots.iter().filter(|slot| slot.count != 0).count();
        assert!(used * 5 < SLOTS * 4, "{used}");
    }

    #[test]
    fn names_and_endings_are_known() {
        assert_eq!(alias(b"PY"), Some("python"));
        assert_eq!(alias(b"rust"), Some("rust"));
        assert_eq!(alias(b"yml"), Some("yaml"));
        assert_eq!(alias(b"poem"), None);
    }
}
