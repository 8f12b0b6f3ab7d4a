//! `include_dir!` does not see added files; this makes cargo look.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}
