//! Every dependency is from the public registry at a locked version, under a licence we may ship (G-7).
#![allow(missing_docs, reason = "tests")]

use serde_json::Value;
use std::process::Command;

/// Licences we may ship under EUPL-1.2, by SPDX id. A dependency that offers a choice needs one of them.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "EUPL-1.2",
];

/// Crates that must not come in by a back door: a second TLS, a second way of doing what one crate does.
const BANNED: &[&str] = &["openssl", "openssl-sys", "aws-lc-rs", "aws-lc-sys", "native-tls"];

fn metadata() -> Value {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let asked = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("cargo runs, because it runs this test");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    serde_json::from_slice(&asked.stdout).expect("cargo metadata is JSON")
}

fn packages(metadata: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = metadata["packages"].as_array().expect("packages");
    all.iter().filter(|p| !p["source"].is_null()).map(|p| (p["name"].as_str().expect("a name"), p))
}

/// Whether an SPDX expression can be met: every part of an "and" by an allowed choice.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    expression.split(" AND ").all(|part| {
        part.split(" OR ").any(|choice| ALLOWED.contains(&choice.split(" WITH ").next().unwrap_or_default().trim()))
    })
}

#[test]
fn every_dependency_has_a_licence_we_may_ship() {
    let metadata = metadata();
    let wrong: Vec<String> = packages(&metadata)
        .map(|(name, package)| (name, package["license"].as_str().unwrap_or("(none)")))
        .filter(|(_, licence)| !allowed(licence))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn every_dependency_comes_from_the_public_registry() {
    let metadata = metadata();
    for (name, package) in packages(&metadata) {
        let source = package["source"].as_str().unwrap_or_default();
        assert!(source.starts_with("registry+"), "{name} comes from {source}");
    }
}

#[test]
fn nothing_banned_is_linked() {
    // What cargo resolves for the program itself, without what only other platforms need.
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let asked = Command::new(cargo)
        .args(["tree", "--package", "cli", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--locked", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&asked.stdout);
    assert!(1 < tree.lines().count(), "{}", String::from_utf8_lossy(&asked.stderr));
    let found: Vec<&str> =
        tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| BANNED.contains(name)).collect();
    assert_eq!(found, [] as [&str; 0]);
}

#[test]
fn a_choice_is_enough_and_an_and_needs_both() {
    assert!(allowed("GPL-3.0 OR MIT"));
    assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!allowed("MIT AND GPL-3.0"));
    assert!(!allowed("GPL-3.0"));
}
