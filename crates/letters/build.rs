//! Says plainly that the letters' fonts are missing, before the compiler says it for each file.

fn main() {
    println!("cargo::rerun-if-changed=fonts");
    for face in ["Regular", "Italic", "SemiBold", "Bold"] {
        let font = format!("fonts/IBMPlexSans-{face}.otf");
        if !std::path::Path::new(&font).exists() {
            println!("cargo::error=the letters' font {font} is missing. Run scripts/assets");
        }
    }
}
