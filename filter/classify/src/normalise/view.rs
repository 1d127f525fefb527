//! A view: the neighbourhoods of what was disguised, in plain form, with a way back.

use alloc::{string::String, vec::Vec};

/// Source bytes that a view shows before a changed place: more than any detector looks back.
const BEFORE: usize = 128;
/// The same behind it.
const AFTER: usize = 64;
/// Stands between two neighbourhoods. No detector matches it.
const GAP: &str = "\0";
/// Gentle edits that wait for a firm one.
const WAITING_MAX: usize = 256;

/// How the text of a view came about. In falling order of how sure it is that honest text does not look like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Characters in plain form: width, look-alikes, invisible ones, character escapes.
    Folded,
    /// Base64 and hexadecimal text decoded.
    Decoded,
    /// What was glued apart by comments, emphasis or string concatenation.
    Joined,
    /// Digits and addresses that were written out: `four two`, `jo [at] example [dot] com`, `jo@examp1e.c0m`.
    Spoken,
    /// Characters or pairs of them that were written apart: `4 1 1 1`, `41.11.11`.
    Spread,
    /// Joins over line breaks and between the items of a list. Honest text is full of these: only check digits, distinctive heads and
    /// context words are evidence here.
    Loose,
}

/// Where a stretch of a view begins. It ends where the next one begins.
#[derive(Clone, Copy, Debug)]
struct Mark {
    plain: u32,
    /// Source offset, twice; plus one if the stretch stands for all of its source bytes together.
    source: u32,
}

impl Mark {
    fn replaced(self) -> bool {
        self.source & 1 == 1
    }

    fn source(self) -> usize {
        (self.source >> 1) as usize
    }
}

/// Plain text with the way back to its source.
#[derive(Debug)]
pub(crate) struct View {
    pub kind: Kind,
    pub text: String,
    /// Index of the view that this one was made from; else it was made from the text itself.
    pub parent: Option<usize>,
    /// Sorted; the last one is the end.
    marks: Vec<Mark>,
}

impl View {
    fn stretch(&self, at: usize) -> usize {
        self.marks.partition_point(|mark| mark.plain as usize <= at).saturating_sub(1)
    }

    fn mark(&self, index: usize) -> Mark {
        self.marks.get(index).or(self.marks.last()).copied().unwrap_or(Mark { plain: 0, source: 0 })
    }

    /// The source range that a range of the view stands for, on character borders.
    pub(super) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        let (start, end) = (self.text.floor_char_boundary(start), self.text.ceil_char_boundary(end));
        let (first, last) = (self.stretch(start), self.stretch(end.saturating_sub(1).max(start)));
        let (mark, next) = (self.mark(first), self.mark(last + 1));
        let from =
            if mark.replaced() { mark.source() } else { mark.source() + (start - mark.plain as usize) };
        let mark = self.mark(last);
        let to = if mark.replaced() {
            next.source()
        } else {
            mark.source() + end.saturating_sub(mark.plain as usize)
        };
        (from, to.max(from))
    }

    /// Whether the range holds anything that is different in the source.
    pub(super) fn changed(&self, start: usize, end: usize) -> bool {
        let (first, last) = (self.stretch(start), self.stretch(end.saturating_sub(1).max(start)));
        first != last || self.mark(first).replaced()
    }

    /// Bytes that the view takes.
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }
}

/// Writes a view, edit by edit, from the beginning of the source to its end.
#[derive(Debug)]
pub(super) struct Builder<'t> {
    source: &'t str,
    text: String,
    marks: Vec<Mark>,
    /// There was a firm edit.
    opened: bool,
    /// Source bytes before this are in the view, or left out for good.
    done: usize,
    /// End of the replaced stretch that the view ends with.
    replaced_to: Option<usize>,
    waiting: Vec<(usize, usize, Option<char>)>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Self {
            source,
            text: String::new(),
            marks: Vec::new(),
            opened: false,
            done: 0,
            replaced_to: None,
            waiting: Vec::new(),
        }
    }

    /// Where the next edit may begin.
    pub(super) fn done(&self) -> usize {
        self.done
    }

    /// A place that is worth a look: the view shows its neighbourhood, with `to` instead of the bytes. An edit that overlaps an earlier
    /// one is passed over.
    pub(super) fn firm(&mut self, start: usize, end: usize, to: &str) {
        if start < self.done || end < start {
            return;
        }
        let window = self.source.floor_char_boundary(start.saturating_sub(BEFORE));
        if !self.opened {
            self.opened = true;
            self.done = window;
        } else if start - self.done > BEFORE + AFTER {
            let tail = self.source.ceil_char_boundary(self.done + AFTER);
            self.copy(tail);
            if self.done < window {
                self.replace(window, GAP);
            }
        }
        self.copy(start);
        self.replace(end, to);
    }

    /// A change that only matters beside a firm one.
    pub(super) fn gentle(&mut self, start: usize, end: usize, to: Option<char>) {
        if self.waiting.len() >= WAITING_MAX {
            let (tail, window) = (self.done + AFTER, start.saturating_sub(BEFORE));
            self.waiting.retain(|(_, end, _)| *end > window || (self.opened && *end <= tail));
        }
        self.waiting.push((start, end, to));
    }

    /// Source text up to `to`, with the gentle edits in it.
    fn copy(&mut self, to: usize) {
        let within = self.waiting.partition_point(|(start, _, _)| *start < to);
        let mut waiting = core::mem::take(&mut self.waiting);
        for (start, end, to) in waiting.drain(..within) {
            if start >= self.done {
                self.copy_as_is(start);
                let mut buffer = [0; 4];
                self.replace(end, to.map_or("", |char| char.encode_utf8(&mut buffer)));
            }
        }
        self.waiting = waiting;
        self.copy_as_is(to);
    }

    fn copy_as_is(&mut self, to: usize) {
        let Some(piece) = self.source.get(self.done..to).filter(|piece| !piece.is_empty()) else { return };
        let goes_on = self.replaced_to.is_none()
            && self.marks.last().is_some_and(|mark| {
                !mark.replaced() && mark.source() + (self.text.len() - mark.plain as usize) == self.done
            });
        if !goes_on {
            self.end_replaced(self.done);
            self.mark(self.done, false);
        }
        self.text.push_str(piece);
        self.done = to;
    }

    /// Source bytes up to `end`, which become `to`.
    fn replace(&mut self, end: usize, to: &str) {
        if !to.is_empty() {
            self.end_replaced(self.done);
            self.mark(self.done, true);
            self.text.push_str(to);
            self.replaced_to = Some(end);
        }
        self.done = end;
    }

    /// What was left out behind a replaced stretch is no part of it.
    fn end_replaced(&mut self, next: usize) {
        if let Some(end) = self.replaced_to.take().filter(|end| *end != next) {
            self.mark(end, false);
        }
    }

    fn mark(&mut self, source: usize, replaced: bool) {
        // The caller refuses texts whose offsets do not fit.
        if let (Ok(plain), Ok(source)) = (u32::try_from(self.text.len()), u32::try_from(source)) {
            self.marks.push(Mark { plain, source: (source << 1) | u32::from(replaced) });
        }
    }

    /// The view, if there was a firm edit.
    pub(super) fn finish(mut self, kind: Kind, parent: Option<usize>) -> Option<View> {
        if !self.opened {
            return None;
        }
        let tail = self.source.ceil_char_boundary((self.done + AFTER).min(self.source.len()));
        self.copy(tail);
        let end = self.replaced_to.take().unwrap_or(self.done);
        self.mark(end, false);
        Some(View { kind, text: self.text, parent, marks: self.marks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn view(source: &str, edits: &[(usize, usize, &str)]) -> View {
        let mut builder = Builder::new(source);
        for (start, end, to) in edits {
            builder.firm(*start, *end, to);
        }
        builder.finish(Kind::Folded, None).unwrap()
    }

    #[test]
    fn replaced_and_removed_bytes_map_back() {
        let view = view("ab%34x--12", &[(2, 5, "4"), (6, 8, "")]);
        assert_eq!(view.text, "ab4x12");
        assert_eq!(view.source(2, 3), (2, 5));
        assert_eq!(view.source(0, 4), (0, 6));
        assert_eq!(view.source(3, 6), (5, 10));
        assert_eq!(view.source(4, 6), (8, 10));
        assert!(view.changed(2, 3) && view.changed(3, 5) && !view.changed(0, 2) && !view.changed(4, 6));
    }

    #[test]
    fn what_is_left_out_behind_a_replaced_stretch_is_not_its_part() {
        let view = view("AB--CD", &[(0, 2, "x"), (2, 4, ""), (4, 6, "y")]);
        assert_eq!(view.text, "xy");
        assert_eq!((view.source(0, 1), view.source(1, 2), view.source(0, 2)), ((0, 2), (4, 6), (0, 6)));
    }

    #[test]
    fn a_view_shows_neighbourhoods() {
        let source = "a".repeat(1000) + "%34" + &"b".repeat(1000) + "%35" + &"c".repeat(30);
        let view = view(&source, &[(1000, 1003, "4"), (2003, 2006, "5")]);
        assert_eq!(view.text.len(), 128 + 1 + 64 + 1 + 128 + 1 + 30);
        let five = view.text.find('5').unwrap();
        assert_eq!(view.source(five, five + 1), (2003, 2006));
        assert_eq!(view.source(view.text.len() - 1, view.text.len()), (2035, 2036));
    }

    #[test]
    fn gentle_edits_need_a_firm_one() {
        let source = "x_y".to_string() + &"-".repeat(400) + "x_y%34";
        let mut builder = Builder::new(&source);
        builder.gentle(1, 2, Some(' '));
        builder.gentle(404, 405, Some(' '));
        builder.firm(406, 409, "4");
        let view = builder.finish(Kind::Folded, None).unwrap();
        assert!(view.text.ends_with("-x y4") && !view.text.starts_with("x y"));
        assert!(Builder::new("x").finish(Kind::Folded, None).is_none());
    }
}
