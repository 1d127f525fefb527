//! The data directory's secrets: signing keys and tokens, made at the first start and readable by the owner only.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use countersign_formats::{
    b64,
    digest::Digest,
    keys::{SigningKey, VerifyingKey},
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

/// Name of a control plane that was not given one.
pub const DEFAULT_NAME: &str = "countersign.local";

/// A secret file holds a key or a token; anything larger is not ours.
const SECRET_BYTES_MAX: u64 = 4096;

/// The keys that the control plane signs with; each has one purpose.
#[derive(Debug)]
pub struct Keys {
    /// Signs bundle manifests.
    pub policy: SigningKey,
    /// Signs instance certificates.
    pub enrolment: SigningKey,
    /// Signs checkpoints; its name is the origin of the log.
    pub log: SigningKey,
}

impl Keys {
    /// The public halves.
    pub fn trust(&self) -> Trust {
        Trust {
            policy: vec![self.policy.verifying_key().to_vkey()],
            enrolment: vec![self.enrolment.verifying_key().to_vkey()],
            log: self.log.verifying_key().to_vkey(),
        }
    }
}

/// What others pin: verification keys in signed-note form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// Keys that may sign bundles.
    pub policy: Vec<String>,
    /// Keys that may sign instance certificates.
    pub enrolment: Vec<String>,
    /// Key that signs checkpoints.
    pub log: String,
}

impl Trust {
    /// The enrolment keys and the log key, read.
    pub fn read(&self) -> anyhow::Result<(Vec<VerifyingKey>, VerifyingKey)> {
        let enrolment = self.enrolment.iter().map(|k| VerifyingKey::parse(k)).collect::<Result<_, _>>();
        Ok((
            enrolment.context("cannot read an enrolment key of the trust file")?,
            VerifyingKey::parse(&self.log).context("cannot read the log key of the trust file")?,
        ))
    }
}

/// A bearer token. Only its digest is kept, which also makes the comparison independent of lengths.
#[derive(Clone)]
pub struct Token(Digest);

impl Token {
    /// Whether `presented` is this token; takes the same time for every input of one length.
    pub fn matches(&self, presented: &str) -> bool {
        self.0.0.ct_eq(&Digest::of(presented.as_bytes()).0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Everything secret of a data directory.
#[derive(Debug)]
pub struct Secrets {
    /// Signing keys.
    pub keys: Keys,
    /// What gateways enrol with.
    pub fleet_token: Token,
    /// What administrators present.
    pub admin_token: Token,
}

impl Secrets {
    /// Reads the secrets of a data directory, making directory, keys and tokens where they are missing. `name` is taken at the
    /// first start; a later one must agree, since the keys carry it.
    pub fn open(data_dir: &Path, name: Option<&str>) -> anyhow::Result<Self> {
        for directory in [data_dir, &data_dir.join("keys")] {
            make_directory(directory)?;
        }
        let stored = text(&data_dir.join("name"), || Ok(name.unwrap_or(DEFAULT_NAME).to_owned()))?;
        if let Some(name) = name
            && name != stored
        {
            bail!("expected the name this data directory was made with, {stored:?}, found --name {name:?}");
        }
        let key = |purpose: &str| -> anyhow::Result<SigningKey> {
            let file = data_dir.join("keys").join(format!("{purpose}.key"));
            let seed = text(&file, || Ok(b64::encode_std(&random()?)))?;
            let seed = b64::decode_std(&seed).and_then(|s| s.try_into().ok());
            let seed: [u8; 32] =
                seed.with_context(|| format!("expected base64 of a 32-byte seed in {}", file.display()))?;
            Ok(SigningKey::from_seed(&format!("{stored}/{purpose}"), &seed)?)
        };
        let keys = Keys { policy: key("policy")?, enrolment: key("enrolment")?, log: key("log")? };
        let token = |file: &str| -> anyhow::Result<Token> {
            let token = text(&data_dir.join(file), || Ok(b64::encode_url(&random()?)))?;
            if token.len() < 32 {
                bail!("expected a token of at least 32 characters in {file}, found {}", token.len());
            }
            Ok(Token(Digest::of(token.as_bytes())))
        };
        let (fleet_token, admin_token) = (token("fleet-token")?, token("admin-token")?);
        Ok(Self { keys, fleet_token, admin_token })
    }
}

fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("the system has no randomness: {e}"))?;
    Ok(bytes)
}

fn make_directory(directory: &Path) -> anyhow::Result<()> {
    let context = || format!("cannot make directory {}", directory.display());
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).with_context(context)?;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).with_context(context)
}

/// The trimmed text of a file, which is made with `new` and mode 0600 if it is missing. A file that others may read is
/// refused.
fn text(file: &Path, new: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<String> {
    let context = || format!("cannot read {}", file.display());
    let handle = match OpenOptions::new().read(true).open(file) {
        Ok(handle) => handle,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let text = new()?;
            write_new(file, &text).with_context(|| format!("cannot write {}", file.display()))?;
            return Ok(text);
        }
        Err(error) => return Err(error).with_context(context),
    };
    let mode = handle.metadata().with_context(context)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("expected mode 0600 for {}, found {:04o}", file.display(), mode & 0o7777);
    }
    let mut text = String::new();
    handle.take(SECRET_BYTES_MAX).read_to_string(&mut text).with_context(context)?;
    Ok(text.trim().to_owned())
}

/// Writes beside and renames, so that a crash leaves either no file or a whole one; `create_new`, so that a key is never
/// written over.
fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_added_extension("new");
    let _ = fs::remove_file(&beside);
    let mut handle = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    handle.write_all(text.as_bytes())?;
    handle.write_all(b"\n")?;
    handle.sync_all()?;
    fs::hard_link(&beside, file)?;
    fs::remove_file(&beside)?;
    if let Some(directory) = file.parent() {
        fs::File::open(directory)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> std::path::PathBuf {
        let dir = std::env::temp_dir().join(format!("countersign-keys-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    #[test]
    fn a_second_start_finds_the_same_keys() {
        let dir = scratch("again");
        let first = Secrets::open(&dir, Some("cp.example")).unwrap();
        let second = Secrets::open(&dir, None).unwrap();
        assert_eq!(first.keys.trust(), second.keys.trust());
        assert_eq!(second.keys.log.verifying_key().name(), "cp.example/log");
        let admin = fs::read_to_string(dir.join("admin-token")).unwrap();
        assert!(second.admin_token.matches(admin.trim()));
        assert!(!second.fleet_token.matches(admin.trim()));
        assert!(!second.admin_token.matches(""));
        assert!(Secrets::open(&dir, Some("other.example")).is_err());
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn secrets_are_private_and_stay_so() {
        let dir = scratch("private");
        Secrets::open(&dir, None).unwrap();
        let files = ["keys/policy.key", "keys/enrolment.key", "keys/log.key", "fleet-token", "admin-token"]
            .map(|f| dir.join(f));
        for file in &files {
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
        fs::set_permissions(&files[0], fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Secrets::open(&dir, None).unwrap_err().to_string().contains("0600"));
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn no_secret_is_printed() {
        let dir = scratch("debug");
        let secrets = Secrets::open(&dir, None).unwrap();
        let printed = format!("{secrets:?}");
        for file in ["keys/policy.key", "fleet-token", "admin-token"] {
            let secret = fs::read_to_string(dir.join(file)).unwrap();
            assert!(!printed.contains(secret.trim()), "{file}");
        }
        fs::remove_dir_all(&dir).unwrap();
    }
}
