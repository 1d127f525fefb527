use alloc::string::String;
use alloc::vec::Vec;

use super::*;

const CODE: &str = "
/// Adds what the shelves hold.
pub fn total(shelves: &[Shelf], kinds: &Kinds) -> Result<u64, Missing> {
    let mut sum = 0; // nothing yet
    for shelf in shelves.iter().filter(|shelf| shelf.open && !shelf.dusty) {
        let kind = kinds.get(shelf.kind).ok_or(Missing::Kind(shelf.kind))?;
        sum += u64::from(shelf.rows) * kind.books_per_row() + shelf.loose.len() as u64;
    }
    Ok(sum)
}
";

const OTHER: &str = "
pub fn widest(items: &[Item]) -> Option<&Item> {
    let mut best: Option<&Item> = None;
    for item in items {
        if best.is_none_or(|known| known.width < item.width) {
            best = Some(item);
        }
    }
    best
}
class Lamp(Device):
    def __init__(self, colour, watts=40):
        super().__init__(name='lamp')
        self.colour, self.watts = colour, watts
        self.state = {'on': False, 'level': 0}
";

fn find(text: &str) -> Vec<Match> {
    let mut found = Vec::new();
    let set = build([CODE.as_bytes()]).and_then(|bytes| FingerprintSet::from_bytes(&bytes));
    assert!(set.is_ok());
    if let Ok(set) = set {
        set.find(text.as_bytes(), &mut found);
    }
    found
}

#[test]
fn code_of_the_repositories_is_found_and_other_code_is_not() {
    let text = alloc::format!("Please explain this:\n{CODE}\nThank you.");
    let found = find(&text);
    assert_eq!(found.len(), 1);
    assert!(
        text.get(found[0].start..found[0].end).is_some_and(|code| code.contains("shelf.dusty"))
            && found[0].hits >= ENOUGH
    );
    assert!(find(OTHER).is_empty());
    assert!(find(&"The committee met on Tuesday to review the proposal. ".repeat(50)).is_empty());
}

#[test]
fn white_space_and_comments_do_not_matter() {
    let spaced: String =
        CODE.replace("// nothing yet", "/* zero */").replace('\n', "\n\n\t").replace(" = ", "\n=\n");
    assert_eq!(find(&spaced)[0].hits, find(CODE)[0].hits);
    let commented = CODE.replace("{\n", "{ // here\n    # and here\n");
    assert_eq!(find(&commented)[0].hits, find(CODE)[0].hits);
}

#[test]
fn renamed_code_is_other_code() {
    assert!(find(&CODE.replace("shelf", "box").replace("kind", "type").replace("sum", "all")).is_empty());
}

#[test]
fn bytes_that_are_no_set_are_refused() {
    let bytes = build([CODE.as_bytes()]).unwrap();
    for length in 0..bytes.len() {
        if let Ok(set) = FingerprintSet::from_bytes(&bytes[..length]) {
            set.find(CODE.as_bytes(), &mut Vec::new());
        }
    }
    for at in 0..24 {
        for bit in 0..8 {
            let mut broken = bytes.clone();
            broken[at] ^= 1 << bit;
            if let Ok(set) = FingerprintSet::from_bytes(&broken) {
                set.find(CODE.as_bytes(), &mut Vec::new());
            }
        }
    }
    assert_eq!(build([b"x = 1".as_slice()]).unwrap_err(), FingerprintError::Build);
}
