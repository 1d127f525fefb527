//! The engine in this process, with the starter pack and an issuer of its own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use countersign::native::{Exchange, Headers, Native, Upstream};
use countersign_formats::{b64, keys::SigningKey};
use serde_json::json;

/// Root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A gateway, and a person in all groups of the starter pack who asks it.
pub struct Gateway {
    pub native: Native,
    authorization: String,
}

impl Gateway {
    pub fn start() -> Self {
        Self::of(&root().join("policies/starter"))
    }

    /// With another pack.
    pub fn of(pack: &Path) -> Self {
        let (native, authorization) = gateway(pack);
        Self { native, authorization }
    }

    /// Posts a body, with more headers; `upstream` answers what it is asked.
    pub fn post(
        &mut self,
        path: &str,
        media: &str,
        more: &[(&str, &str)],
        body: &[u8],
        upstream: impl FnOnce(&Headers, &[u8]) -> Upstream,
    ) -> Exchange {
        let headers = [
            (":method", "POST"),
            (":path", path),
            (":authority", "gateway.test"),
            ("authorization", &self.authorization),
            ("content-type", media),
        ];
        let headers =
            headers.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.native.exchange(&headers.collect(), body, upstream)
    }
}

/// An upstream's answer.
pub fn answer(status: u16, media: &str, pieces: Vec<Vec<u8>>) -> Upstream {
    let headers = [(":status", status.to_string()), ("content-type", media.to_owned())];
    Upstream { headers: headers.map(|(name, value)| (name.to_owned(), value)).into(), pieces }
}

fn gateway(pack: &Path) -> (Native, String) {
    let key = SigningKey::from_seed("idp", &[9; 32]).unwrap();
    let vkey = key.verifying_key().to_vkey();
    let x = b64::encode_url(&b64::decode_std(vkey.rsplit('+').next().unwrap()).unwrap().split_off(1));
    let folder = root().join("target/native-tests").join(std::process::id().to_string());
    fs::create_dir_all(&folder).unwrap();
    let issuers = folder.join("issuers.toml");
    let text = format!(
        "[[issuer]]\nname = \"corp\"\niss = \"https://idp.test\"\naudiences = [\"countersign\"]\nalgorithms = [\"EdDSA\"]\n[issuer.claims]\nfixed_tenant = \"acme\"\ngroups = \"groups\"\n[[issuer.keys]]\nkty = \"OKP\"\ncrv = \"Ed25519\"\nkid = \"k1\"\nx = \"{x}\"\n"
    );
    fs::write(&issuers, text).unwrap();
    let native = Native::from_pack(pack, &issuers, None).unwrap();
    let part = |json: serde_json::Value| b64::encode_url(json.to_string().as_bytes());
    let header = part(json!({"alg": "EdDSA", "kid": "k1", "typ": "JWT"}));
    let claims = part(json!({
        "iss": "https://idp.test", "aud": "countersign", "sub": "alice", "exp": 4_000_000_000_u64,
        "groups": ["support", "developers", "clinicians"],
    }));
    let message = format!("{header}.{claims}");
    let signature = b64::encode_url(&key.sign(message.as_bytes()));
    (native, format!("Bearer {message}.{signature}"))
}
