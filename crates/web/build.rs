//! Says what to do when the design system has not been fetched, and gives the static files a version for their address.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let assets = Path::new("assets");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=askama.toml");
    if !assets.join("vendor/.stamp").is_file() {
        println!("cargo::error=The design system is not in place. Kør scripts/assets (needs node and npm).");
        return ExitCode::SUCCESS;
    }
    let mut files = BTreeSet::new();
    collect(assets, &mut files);
    // Static files are cached for a year; their address changes with their content. The hash need not resist anyone.
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.hash(&mut hasher);
        std::fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo::rustc-env=ASSETS_VERSION={:016x}", hasher.finish());
    ExitCode::SUCCESS
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path);
        }
    }
}
