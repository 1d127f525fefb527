//! A policy pack folder → an unsigned bundle.
//!
//! `*.cedar`, `detectors/*.toml`, `lexicons/*.toml`, `dictionaries/*.toml` with their `*.txt`, `exact/*.toml`, `fingerprints.bin`,
//! `routes.toml`, `issuers.toml`, `entities.json`. The last three can come from elsewhere: they describe an installation, while policies and detectors can be shared between installations. So can the
//! weights of names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use countersign_classify::compile;
use countersign_formats::{
    b64,
    bundle::{BlobKind, MANIFEST_FORMAT, UnsignedBlob, UnsignedBundle},
    digest::Digest,
    jcs,
};

use super::{
    blobs, detectors, entities, exact, issuers, policies,
    problem::{Problem, Source},
    routes, sign,
};

/// What policies may speak of.
pub const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

/// The first filter version; it understands every blob that this program writes.
const MINIMUM_FILTER_VERSION: &str = "0.1.0";

/// One source file. The largest are lists of detectors.
pub const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Source files of one kind.
const FILES_MAX: usize = 1000;

/// Where the parts of a pack are.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Folder with policies and detectors.
    pub directory: PathBuf,
    /// Another place for `routes.toml`.
    pub routes: Option<PathBuf>,
    /// Another place for `issuers.toml`.
    pub issuers: Option<PathBuf>,
    /// Another place for `entities.json`.
    pub entities: Option<PathBuf>,
    /// Folders with more `detectors`, `lexicons`, `dictionaries` and `exact`.
    pub with: Vec<PathBuf>,
    /// Weights of the tagger of names. Without them, detectors of names find nothing.
    pub names: Option<PathBuf>,
}

/// A built bundle.
#[derive(Debug)]
pub struct Built {
    /// The bundle as JSON.
    pub json: Vec<u8>,
    /// What was built, one line each.
    pub report: Vec<String>,
    /// What deserves a look.
    pub warnings: Vec<String>,
}

/// Builds a pack. Every part is tried, so that one run shows the problems of all of them.
pub fn build(pack: &Pack) -> Result<Built, Vec<Problem>> {
    let mut problems = Vec::new();
    let (mut report, mut warnings) = (Vec::new(), Vec::new());
    let mut part = |blob: Result<Part, Vec<Problem>>| match blob {
        Ok(part) => {
            report.extend(part.report);
            warnings.extend(part.warnings);
            Some(part.bytes)
        }
        Err(found) => {
            problems.extend(found);
            None
        }
    };
    let read_routes = pack_routes(pack);
    let entities = match &read_routes {
        Ok(routes) => part(pack_entities(pack, routes)),
        // What entities there are depends on the routes; a complaint about both would be one too many.
        Err(_) => None,
    };
    let routes = part(read_routes.and_then(|routes| json(&routes)));
    let blobs = [
        (BlobKind::Detectors, part(pack_detectors(pack))),
        (BlobKind::Entities, entities),
        (BlobKind::Issuers, part(pack_issuers(pack))),
        (BlobKind::Policies, part(pack_policies(pack))),
        (BlobKind::Routes, routes),
    ];
    let mut unsigned = Vec::with_capacity(blobs.len());
    for (kind, bytes) in blobs {
        let Some(bytes) = bytes else { continue };
        report.push(format!(
            "{:<9} {:>8} bytes  {}",
            blobs::name(kind),
            bytes.len(),
            Digest::of(&bytes).to_text()
        ));
        unsigned.push(UnsignedBlob { content: b64::encode_std(&bytes), kind });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let bundle = UnsignedBundle {
        blobs: unsigned,
        format: MANIFEST_FORMAT,
        host_capabilities: Vec::new(),
        minimum_filter_version: MINIMUM_FILTER_VERSION.to_owned(),
    };
    let whole = |message: String| vec![in_directory(pack, message)];
    let json = jcs::to_vec(&bundle).map_err(|e| whole(e.to_string()))?;
    // The same check as at publishing: what is built here can be published.
    sign::check(&json).map_err(|e| whole(e.to_string()))?;
    Ok(Built { json, report, warnings })
}

struct Part {
    bytes: Vec<u8>,
    report: Vec<String>,
    warnings: Vec<String>,
}

fn json<T: serde::Serialize>(value: &T) -> Result<Part, Vec<Problem>> {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    Ok(Part { bytes, report: Vec::new(), warnings: Vec::new() })
}

fn in_directory(pack: &Pack, message: String) -> Problem {
    Problem { file: pack.directory.display().to_string(), line: 1, column: 1, message }
}

fn place(pack: &Pack, elsewhere: Option<&PathBuf>, name: &str) -> PathBuf {
    elsewhere.cloned().unwrap_or_else(|| pack.directory.join(name))
}

fn pack_routes(pack: &Pack) -> Result<countersign_formats::routes::Routes, Vec<Problem>> {
    let file = place(pack, pack.routes.as_ref(), "routes.toml");
    let text = read(&file)?;
    routes::compile(&Source { name: &file.display().to_string(), text: &text })
}

fn pack_issuers(pack: &Pack) -> Result<Part, Vec<Problem>> {
    let file = place(pack, pack.issuers.as_ref(), "issuers.toml");
    let text = read(&file)?;
    let directory = file.parent().unwrap_or(Path::new("."));
    let source = Source { name: &file.display().to_string(), text: &text };
    let (issuers, notes) = issuers::compile(&source, directory)?;
    let keys: usize = issuers.issuers.iter().map(|i| i.keys.len()).sum();
    let report = vec![format!("{} issuers with {keys} keys", issuers.issuers.len())];
    Ok(Part { warnings: notes, report, ..json(&issuers)? })
}

fn pack_entities(pack: &Pack, routes: &countersign_formats::routes::Routes) -> Result<Part, Vec<Problem>> {
    let file = place(pack, pack.entities.as_ref(), "entities.json");
    // A pack without facts is a pack: everything is unknown then. A file that was named must be there.
    let text = if pack.entities.is_none() && !file.exists() { "[]".to_owned() } else { read(&file)? };
    let source = Source { name: &file.display().to_string(), text: &text };
    let (bytes, warnings) = entities::compile(&source, routes, SCHEMA)?;
    Ok(Part { bytes, report: vec![format!("{} routes", routes.routes.len())], warnings })
}

fn pack_policies(pack: &Pack) -> Result<Part, Vec<Problem>> {
    let files = read_all(&pack.directory, "cedar")?;
    if files.is_empty() {
        return Err(vec![in_directory(
            pack,
            "expected at least one policy file *.cedar, found none".to_owned(),
        )]);
    }
    let compiled = policies::compile(&files, SCHEMA).map_err(|problems| {
        let problem = |p: policies::PolicyProblem| Problem {
            message: p
                .policy
                .map_or(p.message.clone(), |policy| format!("policy \"{policy}\": {}", p.message)),
            file: p.file,
            line: p.line,
            column: p.column,
        };
        problems.into_iter().map(problem).collect::<Vec<_>>()
    })?;
    let report = vec![format!("{} policy files", files.len())];
    Ok(Part { bytes: compiled.json, report, warnings: compiled.warnings })
}

/// Compiles the detectors of a pack alone, as the filter loads them.
///
/// # Errors
///
/// Every problem found, with file, line and column.
pub fn detectors_of(pack: &Pack) -> Result<Vec<u8>, Vec<Problem>> {
    pack_detectors(pack).map(|part| part.bytes)
}

fn pack_detectors(pack: &Pack) -> Result<Part, Vec<Problem>> {
    let (mut files, mut lexicons) = (Vec::new(), Vec::new());
    let (mut dictionaries, mut lists, mut tables) = (Vec::new(), Vec::new(), exact::Tables::default());
    for folder in pack.with.iter().chain([&pack.directory]) {
        dictionaries.extend(read_all(&folder.join("dictionaries"), "toml")?);
        lists.extend(read_all(&folder.join("dictionaries"), "txt")?);
        for (name, text) in read_all(&folder.join("exact"), "toml")? {
            tables.read(&Source { name: &name, text: &text }).map_err(|problem| vec![problem])?;
        }
        files.extend(read_all(&folder.join("detectors"), "toml")?);
        lexicons.extend(read_all(&folder.join("lexicons"), "toml")?);
    }
    let names = pack.names.as_deref().map(read_bytes).transpose()?.unwrap_or_default();
    let fingerprints = pack.directory.join("fingerprints.bin");
    let fingerprints = if fingerprints.exists() { read_bytes(&fingerprints)? } else { Vec::new() };
    let (bytes, report, mut warnings) = detectors::compile(&compile::Pack {
        detectors: &files,
        lexicons: &lexicons,
        dictionaries: &dictionaries,
        lists: &lists,
        exact: &tables.sets,
        names: &names,
        fingerprints: &fingerprints,
    })?;
    warnings.extend(tables.notes);
    Ok(Part { bytes, report, warnings })
}

/// The files of a folder with this extension, by name. A folder that is missing has none.
fn read_all(directory: &Path, extension: &str) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let about = |message: String| {
        vec![Problem { file: directory.display().to_string(), line: 1, column: 1, message }]
    };
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(directory).map_err(|e| about(format!("cannot read the folder: {e}")))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| about(format!("cannot read the folder: {e}")))?.path();
        if path.extension().is_some_and(|e| e == extension) {
            paths.push(path);
        }
    }
    if paths.len() > FILES_MAX {
        return Err(about(format!("expected at most {FILES_MAX} files, found {}", paths.len())));
    }
    paths.sort();
    paths.into_iter().map(|path| Ok((path.display().to_string(), read(&path)?))).collect()
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, Vec<Problem>> {
    let about =
        |message: String| vec![Problem { file: file.display().to_string(), line: 1, column: 1, message }];
    let size = fs::metadata(file).map_err(|e| about(format!("cannot read the file: {e}")))?.len();
    if size > FILE_BYTES_MAX {
        return Err(about(format!("expected a file of at most {FILE_BYTES_MAX} bytes, found {size}")));
    }
    fs::read(file).map_err(|e| about(format!("cannot read the file: {e}")))
}

fn read(file: &Path) -> Result<String, Vec<Problem>> {
    let about =
        |message: String| vec![Problem { file: file.display().to_string(), line: 1, column: 1, message }];
    let size = fs::metadata(file).map_err(|e| about(format!("cannot read the file: {e}")))?.len();
    if size > FILE_BYTES_MAX {
        return Err(about(format!("expected at most {FILE_BYTES_MAX} bytes, found {size}")));
    }
    fs::read_to_string(file).map_err(|e| about(format!("cannot read the file: {e}")))
}
