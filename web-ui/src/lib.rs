//! The console's files, embedded.
//!
//! A checkout in which the console was not built compiles as well: then [`index`] is a page that says how to build it.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// What the page may load: nothing from elsewhere, no inline scripts or styles.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Countersign</title>\
     <p>The console is not built. Run <code>make console</code> and build the control plane again.</p></html>";

#[derive(RustEmbed)]
#[folder = "dist/"]
#[allow_missing = true]
struct Dist;

/// A file of the console.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Content.
    pub bytes: Cow<'static, [u8]>,
    /// Media type.
    pub content_type: &'static str,
    /// Quoted entity tag.
    pub etag: String,
    /// Whether the name changes with the content, so that it may be kept for ever.
    pub immutable: bool,
}

/// The file at this path, without leading slash. The page itself is [`index`].
pub fn asset(path: &str) -> Option<Asset> {
    let file = Dist::get(path)?;
    let hash = file.metadata.sha256_hash();
    let tag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    Some(Asset {
        bytes: file.data,
        content_type: content_type(path),
        etag: format!("\"{tag}\""),
        immutable: path.starts_with("assets/"),
    })
}

/// The page.
pub fn index() -> Asset {
    asset("index.html").unwrap_or_else(|| Asset {
        bytes: Cow::Borrowed(NOT_BUILT.as_bytes()),
        content_type: "text/html; charset=utf-8",
        etag: "\"not-built\"".to_owned(),
        immutable: false,
    })
}

/// Whether the console was there when this program was compiled.
pub fn is_built() -> bool {
    Dist::get("index.html").is_some()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_there_built_or_not() {
        let page = index();
        let text = String::from_utf8_lossy(&page.bytes).into_owned();
        assert_eq!(page.content_type, "text/html; charset=utf-8");
        assert_eq!(text.contains("make console"), !is_built());
        // The policy forbids inline scripts, so the page must not need one.
        assert!(!text.contains("<script>") && !text.contains("<style>"));
    }

    #[test]
    fn other_paths_are_nothing() {
        for path in ["", "../Cargo.toml", "/etc/passwd", "assets/none.js"] {
            assert!(asset(path).is_none(), "{path}");
        }
    }
}
