//! The starter pack's detectors, compiled once.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{path::Path, sync::OnceLock};

use countersign_classify::compile;

/// Files of a folder by extension: name and text.
pub fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Detectors of the starter pack and of the catalogue.
pub fn both(folder: &str) -> Vec<(String, String)> {
    ["starter", "catalogue"]
        .into_iter()
        .flat_map(|pack| files(&format!("policies/{pack}/{folder}"), "toml"))
        .collect()
}

/// Artifact of the starter pack and the catalogue.
pub fn artifact() -> &'static [u8] {
    static ARTIFACT: OnceLock<Vec<u8>> = OnceLock::new();
    ARTIFACT.get_or_init(|| {
        let (detectors, lexicons) = (both("detectors"), files("policies/catalogue/lexicons", "toml"));
        let pack = compile::Pack { detectors: &detectors, lexicons: &lexicons, ..compile::Pack::default() };
        compile::compile_pack(&pack).unwrap().artifact
    })
}
