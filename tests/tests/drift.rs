//! `generated/` is what the documents in `spec/` give, file by file.

use oasmith::diagnostic::Style;
use oasmith::output::{self, Limit};
use oasmith::{Input, Report};
use oasmith_tests::folder::repository;

#[test]
fn generated_is_what_the_documents_give() {
    let (manifest, folder) = (repository().join("spec/sdk.toml"), repository().join("generated"));
    let mut report = Report::new();
    let input = Input::from_manifest(&manifest, &mut report);
    let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
    let Some(generated) = generated else { panic!("{}", report.render(Style::Plain)) };

    let comparison = output::compare(&generated.files, &folder).expect("generated/ can be read");
    let diff = output::diff(&generated.files, &folder, Limit::default());
    assert!(comparison.is_clean(), "run `cargo xtask codegen`\n{diff}");
    assert_eq!(comparison.unchanged, generated.files.len());
    assert_eq!(diff, "");
}

#[test]
fn the_documents_give_no_errors() {
    let mut report = Report::new();
    let input = Input::from_manifest(&repository().join("spec/sdk.toml"), &mut report).expect("a manifest");
    oasmith::generate(&input, &mut report);
    assert_eq!(report.counts().0, 0, "{}", report.render(Style::Plain));
}
