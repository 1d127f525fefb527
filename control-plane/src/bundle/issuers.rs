//! `issuers.toml` → the `issuers` blob, with the keys that the issuers publish.
//!
//! A list of `[[issuer]]`. Its keys come from exactly one of `jwks_file` (relative to the file), `discovery = true`, or inline
//! `[[issuer.keys]]`.

use std::path::Path;

use countersign_formats::{
    issuers::{ClaimMapping, Issuer, Issuers},
    limits::ISSUERS_MAX,
};
use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::{
    blobs, discovery,
    jwks::{self, KeySet},
    problem::{Problem, Source},
};

/// A key set file: providers publish two to ten keys.
const JWKS_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    issuer: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    iss: String,
    audiences: Vec<String>,
    algorithms: Vec<String>,
    #[serde(default = "minute")]
    leeway_s: u32,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    claims: ClaimMapping,
    jwks_file: Option<String>,
    #[serde(default)]
    discovery: bool,
    #[serde(default)]
    keys: Vec<Value>,
}

fn minute() -> u32 {
    60
}

/// Reads the file, which stands in `directory`, and fetches what it refers to. Also returns notes for the build's report.
pub fn compile(source: &Source<'_>, directory: &Path) -> Result<(Issuers, Vec<String>), Vec<Problem>> {
    let file: File = source.toml().map_err(|problem| vec![problem])?;
    if file.issuer.is_empty() || file.issuer.len() > ISSUERS_MAX {
        let message = format!("expected 1 to {ISSUERS_MAX} [[issuer]], found {}", file.issuer.len());
        return Err(vec![source.problem(0, message)]);
    }
    let (mut issuers, mut notes, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for entry in file.issuer {
        let span = entry.span();
        match issuer(entry.into_inner(), directory, &mut notes) {
            Ok(issuer) => issuers.push(issuer),
            Err(message) => problems.push(source.at(span, message)),
        }
    }
    let issuers = Issuers { issuers };
    if problems.is_empty()
        && let Err(why) = blobs::load_issuers(&issuers)
    {
        problems.push(source.problem(0, why));
    }
    if problems.is_empty() { Ok((issuers, notes)) } else { Err(problems) }
}

fn issuer(entry: Entry, directory: &Path, notes: &mut Vec<String>) -> Result<Issuer, String> {
    let set = match (entry.jwks_file, entry.discovery, entry.keys.is_empty()) {
        (Some(file), false, true) => read(&directory.join(file))?,
        (None, true, true) => discovery::fetch(&entry.iss)?,
        (None, false, false) => serde_json::from_value(serde_json::json!({"keys": entry.keys}))
            .map_err(|e| format!("keys: {e}"))?,
        _ => {
            return Err(
                "expected keys from exactly one of jwks_file, discovery = true, [[issuer.keys]]".to_owned()
            );
        }
    };
    let (keys, left_out) = jwks::reduce(set).map_err(|why| format!("issuer \"{}\": {why}", entry.name))?;
    notes.extend(left_out.into_iter().map(|note| format!("issuer \"{}\": {note}", entry.name)));
    let issuer = Issuer {
        name: entry.name,
        iss: entry.iss,
        audiences: entry.audiences,
        algorithms: entry.algorithms,
        leeway_s: entry.leeway_s,
        types: entry.types,
        keys,
        claims: entry.claims,
    };
    blobs::load_issuers(&Issuers { issuers: vec![issuer.clone()] })?;
    Ok(issuer)
}

fn read(file: &Path) -> Result<KeySet, String> {
    let size = std::fs::metadata(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?.len();
    if size > JWKS_BYTES_MAX {
        return Err(format!("expected a key set of at most 1 MiB in {}", file.display()));
    }
    let text = std::fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    serde_json::from_slice(&text)
        .map_err(|e| format!("expected a json web key set in {}: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[[issuer]]\nname = \"corp\"\niss = \"https://idp.example\"\naudiences = [\"gw\"]\nalgorithms = [\"EdDSA\"]\n";
    const KEY: &str = "[[issuer.keys]]\nkty = \"OKP\"\nkid = \"a\"\ncrv = \"Ed25519\"\nx = \"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"\n";

    fn compile(text: &str) -> Result<(Issuers, Vec<String>), Vec<Problem>> {
        super::compile(&Source { name: "issuers.toml", text }, Path::new("/nonexistent"))
    }

    #[test]
    fn inline_keys_and_claims_are_read() {
        let text =
            format!("{HEAD}[issuer.claims]\nroles = \"realm_access.roles\"\nfixed_tenant = \"acme\"\n{KEY}");
        let (issuers, notes) = compile(&text).unwrap();
        let issuer = &issuers.issuers[0];
        assert_eq!((issuer.leeway_s, issuer.keys.len(), notes.len()), (60, 1, 0));
        assert_eq!(issuer.claims.roles.as_deref(), Some("realm_access.roles"));
    }

    #[test]
    fn mistakes_have_a_place() {
        let first = |text: &str| compile(text).unwrap_err().remove(0);
        assert!(first(HEAD).message.contains("exactly one"));
        assert!(first(&format!("{HEAD}discovery = true\n{KEY}")).message.contains("exactly one"));
        assert!(first(&format!("{HEAD}jwks_file = \"none.json\"\n")).message.contains("cannot read"));
        assert_eq!(first(&format!("{HEAD}typo = 1\n{KEY}")).line, 6);
        let private = format!("{HEAD}{KEY}d = \"AA\"\n");
        assert!(first(&private).message.contains("private"));
        assert_eq!(first(&format!("\n\n{private}")).line, 3);
        assert!(first("").message.contains("[[issuer]]"));
    }
}
