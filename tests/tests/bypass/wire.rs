//! Requests as their bytes, and what became of them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use base64ct::{Base64, Encoding as _};
use countersign_tests::{
    client::{Connection, Response},
    stack::{Options, Shared, Stack},
    upstream::Recorded,
};
use serde_json::{Value, json};

pub const SSN: &str = "536-90-4399";
pub const CHAT: &str = "/support/v1/chat/completions";
pub const JSON: &str = "application/json";

static NEXT: AtomicUsize = AtomicUsize::new(0);

pub fn stack() -> Arc<Stack> {
    static STACK: Shared = Shared::new(|| Stack::with("bypass", &Options::default()));
    STACK.get()
}

/// What becomes of a trick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// Answered here, with this status and code.
    Refused(u16, &'static str),
    /// It goes upstream, with the number masked.
    Masked,
    /// It goes upstream without what carried the number.
    Cut,
}

pub use Fate::{Cut, Masked, Refused};

pub const UNKNOWN: Fate = Refused(403, "endpoint_unknown");
pub const PATH: Fate = Refused(403, "path_invalid");
pub const UNREAD: Fate = Refused(403, "content_uninspectable");
pub const INVALID: Fate = Refused(422, "body_invalid");
pub const FIELD: Fate = Refused(403, "field_refused");
pub const BLOCKED: Fate = Refused(403, "content_blocked");

/// A request as its bytes, so that nothing puts it in order.
pub struct Raw {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub fn post(path: &str, media: Option<&str>, body: impl Into<Vec<u8>>) -> Raw {
    let headers = media.map(|media| ("content-type".to_owned(), media.to_owned()));
    Raw { line: format!("POST {path} HTTP/1.1"), headers: headers.into_iter().collect(), body: body.into() }
}

pub fn chat(body: &Value) -> Raw {
    post(CHAT, Some(JSON), body.to_string())
}

pub fn prompt(content: &str) -> String {
    json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]}).to_string()
}

/// A chat request with another member.
pub fn with(member: &str, value: Value) -> Raw {
    let mut body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hi"}]});
    body[member] = value;
    chat(&body)
}

impl Raw {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn bytes(&self, marker: &str) -> Vec<u8> {
        let mut head = format!(
            "{}\r\nhost: gateway.test\r\nauthorization: Bearer {}\r\nx-marker: {marker}\r\nconnection: close\r\n",
            self.line,
            stack().issuer.alice()
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.headers.iter().any(|(name, _)| name == "transfer-encoding") {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }

    /// Sends it; the answer, and what the upstream received of it.
    pub fn send(&self) -> (Response, Vec<Recorded>) {
        let marker = format!("m{}.", NEXT.fetch_add(1, Ordering::Relaxed));
        let method = self.line.split(' ').next().unwrap_or_default();
        let mut connection = Connection::open(stack().envoy.port).unwrap();
        connection.write(&self.bytes(&marker)).unwrap();
        let response = connection.read(method).unwrap_or_default();
        let requests = stack().upstream.requests();
        let received = requests.into_iter().filter(|r| r.header("x-marker") == Some(&marker)).collect();
        (response, received)
    }
}

/// Every form of the number that a row uses.
pub fn written() -> Vec<String> {
    let number = SSN.as_bytes();
    let sentence = format!("the number is {SSN} ok");
    vec![
        SSN.to_owned(),
        hex(number),
        "%35%33%36".to_owned(),
        Base64::encode_string(number),
        Base64::encode_string(sentence.as_bytes()),
        Base64::encode_string(&gzip(sentence.as_bytes())),
        hex(sentence.as_bytes()),
    ]
}

pub fn check(rows: Vec<(&str, Raw, Fate)>) {
    let mut wrong = Vec::new();
    for (name, raw, fate) in rows {
        let (response, received) = raw.send();
        let texts: Vec<String> = received.iter().map(Recorded::text).collect();
        let leaked = texts.iter().any(|text| written().iter().any(|form| text.contains(form)));
        let seen = match fate {
            Refused(..) => received.is_empty().then(|| (response.status, response.code())),
            Masked => {
                texts.iter().any(|text| text.contains("[US_SSN]")).then(|| (response.status, String::new()))
            }
            Cut => (received.len() == 1).then(|| (response.status, String::new())),
        };
        let expected = match fate {
            Refused(status, code) => (status, code.to_owned()),
            Masked | Cut => (200, String::new()),
        };
        if leaked || seen != Some(expected) {
            wrong.push(format!(
                "{name}: expected {fate:?}, found {} {} and {texts:?}",
                response.status,
                response.text()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(stack().upstream.framing_errors(), <[String; 0]>::default());
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Deflate without compression: one stored block.
pub fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&[1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes].concat()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let crc = !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    });
    let length = u32::try_from(bytes.len()).unwrap();
    [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], &stored(bytes)[..], &crc.to_le_bytes(), &length.to_le_bytes()]
        .concat()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    [&[0x78, 1], &stored(bytes)[..], &(b << 16 | a).to_be_bytes()].concat()
}
