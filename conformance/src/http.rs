//! HTTP/1.1 as it stands on the wire: requests read by their framing alone, so that a wrong length shows.

use std::io::{self, BufRead, Error, ErrorKind};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, lower-case names.
    pub headers: Vec<(String, String)>,
    /// Body, without transfer coding.
    pub body: Vec<u8>,
    /// Number of the connection.
    pub connection: usize,
}

impl Recorded {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Everything that was received, as text.
    pub fn text(&self) -> String {
        let headers: Vec<String> = self.headers.iter().map(|(n, v)| format!("{n}: {v}")).collect();
        let body = String::from_utf8_lossy(&self.body);
        format!("{} {}\n{}\n\n{body}", self.method, self.path, headers.join("\n"))
    }
}

/// Reads a request; `None` at the end of the connection.
///
/// # Errors
///
/// What does not fit HTTP/1.1: bytes after a body mean that somebody's length was wrong.
pub fn read(reader: &mut impl BufRead, connection: usize) -> io::Result<Option<Recorded>> {
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return Ok(None);
    }
    let mut words = line.trim_end().split(' ');
    let (Some(method), Some(path), Some("HTTP/1.1"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        let found: String = line.chars().take(80).collect();
        return Err(Error::other(format!("expected a request line, found {found:?}")));
    };
    let mut request =
        Recorded { method: method.to_owned(), path: path.to_owned(), connection, ..Recorded::default() };
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(Error::other("expected headers, found the end"));
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if request.header("transfer-encoding").is_some() {
        request.body = chunked(reader)?;
    } else if let Some(length) = request.header("content-length") {
        let length = length.parse().map_err(|_| Error::other("expected a number as content-length"))?;
        request.body = vec![0; length];
        reader.read_exact(&mut request.body)?;
    }
    Ok(Some(request))
}

/// Reads a chunked body.
///
/// # Errors
///
/// A chunk without its size, or that ends early.
pub fn chunked(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let size = usize::from_str_radix(line.trim().split(';').next().unwrap_or_default(), 16)
            .map_err(|_| Error::from(ErrorKind::InvalidData))?;
        let mut chunk = vec![0; size + 2];
        stream.read_exact(&mut chunk)?;
        if size == 0 {
            return Ok(body);
        }
        chunk.truncate(size);
        body.append(&mut chunk);
    }
}
