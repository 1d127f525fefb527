//! Words of postal addresses. Sources: USPS Publication 28 (appendices B and C: suffixes, secondary units), Unicode CLDR and
//! the addressing formats of the Universal Postal Union for the other countries.

use super::near::{byte, hash, is_word, word_end};

/// Behind the name of a street, as a word of its own.
#[rustfmt::skip]
const AFTER_NAME: &[&str] = &[
    "street", "st", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "lane", "ln", "drive", "dr", "court", "ct", "place", "pl",
    "square", "sq", "terrace", "parkway", "pkwy", "highway", "hwy", "crescent", "cres", "turnpike", "expressway", "esplanade", "quay",
    "straße", "strasse", "gasse", "weg", "allee", "platz", "ufer", "damm", "steig", "chaussee",
    "utca", "út", "tér", "körút", "sétány", "krt", "kapu", "dűlő",
    "gata", "gatan", "väg", "vägen", "allé", "gade", "vej", "vei", "veien", "terrasse", "plads", "straat", "laan", "plein", "kade",
    "tee", "pst", "puiestee", "mnt", "põik", "iela", "bulvāris", "gatvė", "ulica", "cesta", "trg", "náměstí", "třída", "nám",
    "caddesi", "sokak", "bulvarı", "marg", "nagar", "katu", "tie",
];

/// The same, where other things are called so: a street only at a place where an address is expected.
#[rustfmt::skip]
const WEAK_AFTER_NAME: &[&str] = &[
    "ter", "way", "circle", "cir", "close",
    "grove", "gardens", "mews", "row", "alley", "walk", "trail", "trl", "route", "plaza", "loop",
    "parade", "promenade", "crossing", "ridge", "creek", "hill", "hills", "rise", "vale", "wharf", "heights", "green", "view",
    "mall", "spur", "pike", "run", "bend", "cove", "point", "pointe", "path", "pass", "park", "ranch", "meadow", "meadows",
    "knoll", "knolls", "landing", "manor", "mill", "mills", "mission", "mountain", "oval", "overpass", "shore", "shores", "spring",
    "springs", "station", "stream", "summit", "throughway", "track", "trace", "tunnel", "union", "valley", "viaduct", "village",
    "ville", "vista", "well", "wells", "branch", "bridge", "brook", "brooks", "burg", "bypass", "camp", "canyon", "cape",
    "causeway", "center", "centers", "centre", "cliff", "cliffs", "club", "common", "corner", "corners", "course", "courts", "coves",
    "curve", "dale", "dam", "divide", "drives", "estate", "estates", "extension", "falls", "ferry", "field", "fields", "flat",
    "flats", "ford", "forest", "forge", "forges", "fork", "forks", "fort", "freeway", "garden", "gateway", "glen", "glens",
    "harbor", "harbors", "haven", "hollow", "inlet", "island", "islands", "isle", "junction", "junctions", "key", "keys", "lake",
    "lakes", "land", "light", "lights", "lock", "locks", "lodge", "motorway", "neck", "orchard", "parks", "passage", "pine", "pines",
    "plain", "plains", "port", "ports", "prairie", "radial", "ramp", "rapid", "rapids", "rest", "river", "roads", "rue", "shoal",
    "skyway", "squares", "stravenue", "streets", "trafficway", "via", "walks", "wall", "ways", "köz", "u",
];

/// Of [`AFTER_NAME`], those that make a street of small letters too.
const PLAIN_AFTER: &[&str] = &["street", "avenue", "road", "boulevard", "blvd", "ave", "lane", "rd", "drive"];

/// Before the name of a street.
#[rustfmt::skip]
const BEFORE_NAME: &[&str] = &[
    "calle", "cl", "av", "avda", "avd", "avenida", "avinguda", "plaza", "pza", "plaça", "plza", "paseo", "pso", "passeig", "pº", "ronda", "camino",
    "carretera", "ctra", "carrer", "travesía", "glorieta", "urbanización", "urb", "barrio", "callejón", "rambla", "cuesta", "bulevar",
    "calzada", "carrera", "diagonal", "transversal", "jirón", "pasaje", "rúa", "polígono", "alameda",
    "rue", "avenue", "boulevard", "bd", "place", "allée", "allées", "chemin", "impasse", "quai", "cours", "route", "square", "sentier",
    "faubourg", "passage", "chaussée", "villa",
    "via", "viale", "v.le", "corso", "piazza", "piazzale", "vicolo", "strada", "largo", "lungomare", "contrada", "salita",
    "rua", "r", "avenida", "praça", "travessa", "tv", "estrada", "alameda", "rodovia", "beco", "praceta", "azinhaga", "avendia",
    "ulica", "ul", "aleja", "aleje", "al", "plac", "osiedle", "os", "strada", "str", "bulevardul", "calea", "aleea", "șoseaua",
    "ulitsa", "ул", "улица", "проспект", "пр", "οδός", "λεωφόρος", "πλατεία", "jalan", "jl", "rruga", "am", "an", "im", "zum", "zur",
    "quinta", "trg", "náměstí", "nám", "postbox", "postboks", "postbus", "postfach", "apartado", "apdo", "postilokero",
];

/// Of [`BEFORE_NAME`], those that need no capital.
#[rustfmt::skip]
const PLAIN_BEFORE: &[&str] = &[
    "calle", "avda", "avenida", "avinguda", "paseo", "passeig", "plaza", "carrer", "carretera", "ctra", "rue", "boulevard", "allée",
    "chemin", "impasse", "quai", "avenue", "place", "route", "viale", "piazza", "corso", "vicolo", "rua", "praça", "travessa", "ulica", "ul",
];

/// Before a name of small letters.
#[rustfmt::skip]
const SMALL_BEFORE: &[&str] = &[
    "calle", "avda", "avenida", "avinguda", "paseo", "carrer", "carretera", "rue", "chemin", "viale", "piazza", "rua", "travessa",
];

/// Ends of names that hold the word for a street.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "strasse", "straße", "straat", "gasse", "weg", "allee", "platz", "plein", "damm", "ufer", "steig", "laan", "gracht", "singel",
    "kade", "steeg", "dijk", "markt", "brücke", "gatan", "gata", "gaten", "gate", "vägen", "vagen", "väg", "gränd", "torget",
    "torg", "gade", "gården", "stræde", "vænget", "vej", "vejen", "veien", "vegen", "vei", "bakken", "plads", "katu", "tie", "polku",
    "kuja", "kaari", "raitti", "utca", "ulica", "iela", "gatvė", "plaats", "braut", "gerði", "hlíð", "holt", "byntie", "str",
];

/// Of [`ENDINGS`], those that no other word has.
#[rustfmt::skip]
const PLAIN_ENDINGS: &[&str] = &[
    "strasse", "straße", "straat", "gatan", "vägen", "stræde", "katu", "vej", "tie", "laan",
];

/// Names of houses, which no street has.
#[rustfmt::skip]
const HOUSES: &[&str] = &[
    "hospital", "servicio", "complejo", "universitario", "universitaria", "clínica", "clínico", "instituto", "centro",
    "departamento", "facultad", "unidad", "residencia", "school", "university", "department", "office", "klinikum", "hôpital", "ospedale", "service",
];

/// Words for a street that stand behind its name in English and before it in French: no comma divides them from their number.
const EITHER: &[&str] = &["avenue", "place", "square", "route", "passage", "villa", "boulevard"];

/// Small words inside of names.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "la", "las", "los", "el", "z", "nad", "pod", "w", "del", "da", "do", "das", "dos", "di", "della", "delle", "dei", "degli", "du", "des", "le",
    "les", "l", "d", "y", "e", "of", "the", "van", "von", "der", "den", "dem", "zu", "zum", "zur", "am", "al", "dell", "i", "på",
];

/// Before the number of a flat, floor or office.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "apt", "apartment", "suite", "ste", "unit", "flat", "floor", "fl", "room", "rm", "bldg", "building", "lot", "piso", "planta",
    "puerta", "pta", "esc", "escalera", "bloque", "portal", "étage", "bâtiment", "appt", "apto", "andar", "sala", "scala", "interno", "box",
    "hus", "lgh", "wohnung", "etage", "depto", "dpto",
];

/// What a word can be, bit by bit.
const AFTER: u16 = 1;
const WEAKLY_AFTER: u16 = 1 << 1;
const PLAINLY_AFTER: u16 = 1 << 2;
const BEFORE: u16 = 1 << 3;
const PLAINLY_BEFORE: u16 = 1 << 4;
const BEFORE_SMALL: u16 = 1 << 5;
const HOUSE: u16 = 1 << 6;
const FRENCH: u16 = 1 << 7;
const PARTICLE: u16 = 1 << 8;
const UNIT: u16 = 1 << 9;

const LISTS: [(&[&str], u16); 10] = [
    (AFTER_NAME, AFTER),
    (WEAK_AFTER_NAME, WEAKLY_AFTER),
    (PLAIN_AFTER, PLAINLY_AFTER),
    (BEFORE_NAME, BEFORE),
    (PLAIN_BEFORE, PLAINLY_BEFORE),
    (SMALL_BEFORE, BEFORE_SMALL),
    (HOUSES, HOUSE),
    (EITHER, FRENCH),
    (PARTICLES, PARTICLE),
    (UNITS, UNIT),
];

/// Places of the table: a power of two, twice the words.
const SLOTS: usize = 1024;

/// Every word of the lists by its hash, with what it can be: one look-up tells all. A word that is in no list passes for one once in
/// millions.
struct Kinds {
    hashes: [u32; SLOTS],
    kinds: [u16; SLOTS],
}

impl Kinds {
    #[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
    const fn new() -> Self {
        let mut table = Self { hashes: [0; SLOTS], kinds: [0; SLOTS] };
        let mut list = 0;
        while list < LISTS.len() {
            let (words, kind) = LISTS[list];
            let mut word = 0;
            while word < words.len() {
                let hash = hash(words[word].as_bytes());
                let mut slot = hash as usize % SLOTS;
                while table.hashes[slot] != 0 && table.hashes[slot] != hash {
                    slot = (slot + 1) % SLOTS;
                }
                table.hashes[slot] = hash;
                table.kinds[slot] |= kind;
                word += 1;
            }
            list += 1;
        }
        table
    }

    fn of(&self, word: &[u8]) -> u16 {
        let hash = hash(word);
        let mut slot = hash as usize % SLOTS;
        while let (Some(known), Some(kinds)) = (self.hashes.get(slot), self.kinds.get(slot)) {
            match *known {
                0 => return 0,
                known if known == hash => return *kinds,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
        0
    }
}

static KINDS: Kinds = Kinds::new();

/// A word of a street line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'t> {
    pub bytes: &'t [u8],
    pub start: usize,
    pub end: usize,
    kinds: u16,
}

impl<'t> Word<'t> {
    fn new(text: &'t [u8], start: usize, end: usize) -> Self {
        let bytes = text.get(start..end).unwrap_or_default();
        // No word of the lists begins with a digit.
        let number = bytes.first().is_some_and(u8::is_ascii_digit);
        Self { bytes, start, end, kinds: if number { 0 } else { KINDS.of(bytes) } }
    }

    fn is(&self, kind: u16) -> bool {
        self.kinds & kind != 0
    }

    pub(crate) fn is_particle(&self) -> bool {
        self.is(PARTICLE)
    }

    pub(crate) fn is_before_small_name(&self) -> bool {
        self.is(BEFORE_SMALL)
    }

    pub(crate) fn is_house(&self) -> bool {
        self.is(HOUSE)
    }

    pub(crate) fn is_either(&self) -> bool {
        self.is(FRENCH)
    }

    pub(crate) fn is_unit(&self) -> bool {
        self.is(UNIT)
    }

    pub(crate) fn is_after_name(&self, capital: bool) -> bool {
        self.is(if capital { AFTER } else { PLAINLY_AFTER })
    }

    pub(crate) fn is_weakly_after_name(&self, capital: bool) -> bool {
        self.is(WEAKLY_AFTER) && (capital || self.bytes == b"u")
    }

    pub(crate) fn is_before_name(&self, capital: bool) -> bool {
        self.is(if capital { BEFORE } else { PLAINLY_BEFORE })
    }

    /// Ends like a street: `Hauptstraße`.
    pub(crate) fn is_compound(&self, capital: bool) -> bool {
        // The shortest ending has three bytes, and as many stand before it.
        if self.bytes.len() < 6 {
            return false;
        }
        let endings = if capital { ENDINGS } else { PLAIN_ENDINGS };
        let last = self.bytes.last().map(u8::to_ascii_lowercase);
        endings.iter().any(|ending| {
            let at = self.bytes.len().saturating_sub(ending.len());
            last.as_ref() == ending.as_bytes().last()
                && at >= 3
                && self.bytes.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(ending.as_bytes()))
        })
    }
}

/// The word at `at`, with apostrophes and hyphens inside: `d'Ouchy`, `Saint-Jean`.
pub(crate) fn word_at(text: &[u8], at: usize) -> Option<Word<'_>> {
    let mut end = word_end(text, at);
    while end > at && matches!(byte(text, end), b'\'' | b'-') && is_word(byte(text, end + 1)) && end - at < 40
    {
        end = word_end(text, end + 1);
    }
    (end > at).then(|| Word::new(text, at, end))
}

/// The word that ends at `end`.
pub(crate) fn word_to(text: &[u8], end: usize) -> Option<Word<'_>> {
    let from = end.saturating_sub(40);
    let rest = text.get(from..end)?;
    let part = |b: &u8| is_word(*b) || matches!(b, b'\'' | b'-');
    let mut start = end - rest.iter().rev().take_while(|b| part(b)).count();
    while start < end && !is_word(byte(text, start)) {
        start += 1;
    }
    let free = start < end && is_word(byte(text, end - 1));
    free.then(|| Word::new(text, start, end))
}
