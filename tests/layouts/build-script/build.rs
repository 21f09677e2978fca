//! Generates the module `api` from `openapi.yaml`.

use std::env;
use std::path::Path;

fn main() {
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script");
    let mut report = oasmith::Report::new();
    let generated = oasmith::Input::from_document(Path::new("openapi.yaml"), "api", &mut report)
        .map(|input| input.with_layout(oasmith::Layout::module()))
        .and_then(|input| oasmith::generate(&input, &mut report));
    if let Some(generated) = &generated {
        for input in &generated.inputs {
            println!("cargo::rerun-if-changed={}", input.display());
        }
    }
    let folder = Path::new(&out).join("api");
    let written = generated
        .and_then(|generated| oasmith::output::write(&generated.files, &folder, &mut report));

    eprint!("{}", report.render(oasmith::diagnostic::Style::Plain));
    assert!(written.is_some(), "the document has errors");
}
