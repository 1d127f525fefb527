//! Whether a value is worth its name.

use super::{
    key::Promise,
    link::{Link, Value},
    value::{Shape, has, is_hex, is_place, is_random, is_stand_in, is_token, is_uuid, wordy},
};

/// How a value is written, and what its name promises.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'t> {
    pub bytes: &'t [u8],
    pub value: Value,
    pub promise: Promise,
    /// The name is a flag of a command, `--password`.
    pub flag: bool,
    /// The value stands in a connection string or a record of a login: what is there is a secret, however plain.
    pub record: bool,
}

impl Case<'_> {
    /// Whether the value is a secret.
    pub(super) fn accepts(&self) -> bool {
        let shape = Shape::of(self.bytes);
        if is_stand_in(self.bytes)
            || (is_place(self.bytes) && !self.record)
            || (!self.value.quoted && self.is_code(&shape))
        {
            return false;
        }
        match self.promise {
            Promise::Password => self.password(&shape),
            Promise::Token => self.token(&shape),
            Promise::Weak => self.weak(),
        }
    }

    fn framed(&self) -> bool {
        self.value.quoted || self.value.link == Link::Element
    }

    fn password(&self, shape: &Shape) -> bool {
        let plain = shape.digits == 0 && shape.marks == 0;
        // Labels and messages: `"password": "Your password"`, `'forgot-password'`.
        let speaks =
            has(self.bytes, b"password") || has(self.bytes, b"passwd") || has(self.bytes, b"passwort");
        if !(4..=128).contains(&shape.length)
            || (speaks && shape.digits == 0)
            || shape.strange * 2 > shape.length
        {
            return false;
        }
        let joins =
            self.bytes.iter().filter(|b| matches!(b, b'-' | b'_' | b'.' | b'/' | b':' | b',')).count();
        let name = wordy(self.bytes)
            && shape.digits == 0
            && joins == shape.marks
            && (joins > 0 || shape.changes > 0);
        let strong = !plain && shape.length >= 6 && !name && shape.kinds() >= 2;
        if shape.spaces > 0 {
            return self.framed()
                && shape.spaces < 4
                && !plain
                && shape.digits > 0
                && shape.length < 48
                && self.value.link == Link::Sign;
        }
        match self.value.link {
            Link::Sign | Link::Element if self.framed() => !name || self.record,
            Link::Sign => self.record || strong || (plain && shape.length >= 8 && !wordy(self.bytes)),
            Link::Blank if self.flag || self.record => {
                !self.bytes.starts_with(b"-") && (self.framed() || !name)
            }
            Link::Blank if self.framed() => !name,
            Link::Argument if self.framed() => strong || (!wordy(self.bytes) && shape.length >= 6),
            _ => is_random(self.bytes, 10),
        }
    }

    fn token(&self, shape: &Shape) -> bool {
        if is_uuid(self.bytes) {
            return self.value.link != Link::Blank || self.flag;
        }
        if shape.spaces > 0 || !is_token(self.bytes) {
            // Secrets of people, with any marks: quoted, mixed, and no sentence.
            let mixed = shape.kinds() == 4 || (shape.kinds() == 3 && shape.digits > 1 && shape.length >= 20);
            return self.framed()
                && shape.spaces == 0
                && mixed
                && (8..=128).contains(&shape.length)
                && shape.strange == 0
                && !wordy(self.bytes);
        }
        match self.value.link {
            Link::Sign | Link::Element => {
                is_random(self.bytes, if self.framed() { 8 } else { 10 })
                    || (shape.length >= 16
                        && !wordy(self.bytes)
                        && shape.letters() == shape.length
                        && shape.entropy > 3 * 256)
            }
            Link::Blank if self.flag => is_random(self.bytes, 8),
            Link::Argument if self.framed() => is_random(self.bytes, 12),
            _ => is_random(self.bytes, 16),
        }
    }

    fn weak(&self) -> bool {
        let joined = self.framed() || (self.value.link == Link::Sign && !self.value.apart);
        match self.value.link {
            Link::Blank | Link::Sentence => !is_hex(self.bytes) && is_random(self.bytes, 20),
            _ => joined && !is_uuid(self.bytes) && is_random(self.bytes, 16),
        }
    }

    /// Names, calls and types of programs.
    fn is_code(&self, shape: &Shape) -> bool {
        let bytes = self.bytes;
        let held = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
        let first = bytes.first().copied().unwrap_or(0);
        let call = (held(b"(") || held(b"[")) && first.is_ascii_alphabetic() && !self.record;
        let dotted = bytes.split(|b| *b == b'.').count() > 1
            && bytes
                .split(|b| *b == b'.')
                .all(|part| wordy(part) && part.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_'));
        call || dotted
            || held(b"::")
            || held(b"->")
            || held(b"=>")
            || held(b"&&")
            || held(b"process.env")
            || held(b"environ")
            || matches!(first, b'(' | b'[' | b'{' | b'<' | b'=' | b'&' | b'|' | b')' | b',')
            || (first == b'-' && shape.length < 3)
    }
}
