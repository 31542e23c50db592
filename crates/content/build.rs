//! A new file in `content/` must be compiled into a release; cargo only watches the files it already knows.

fn main() {
    // A development build reads the folder as it runs, so a changed text must not rebuild half the house.
    let is_release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    println!("cargo:rerun-if-changed={}", if is_release { "../../content" } else { "build.rs" });
}
