//! What each fixture becomes at each stage, as snapshots in `snapshots/<fixture>/`.
//!
//! To see and accept changes: `cargo insta review`, or
//! `INSTA_UPDATE=always cargo test --test snapshots` and a look at what git shows.

use std::path::Path;

use oasmith_tests::fixture::{self, Fixture};

/// Fixtures that are about what stands around operations and types.
const FRAMES: &[&str] = &[
    "chosen-names",
    "deprecated",
    "docs",
    "docs-hostile",
    "names-clashes",
    "names-keywords",
    "names-of-standard-methods",
    "names-prelude",
    "no-operation-ids",
    "no-tags",
    "security",
    "servers",
    "servers-none",
    "two-documents",
    "types-only",
];

fn check(name: &str) {
    let stages = Fixture::named(name).stages();
    settings(name).bind(|| {
        insta::assert_snapshot!("messages", stages.messages);
        insta::assert_snapshot!("ir", stages.ir());
        insta::assert_snapshot!("plan", stages.plan());
        insta::assert_snapshot!("code", stages.code());
        if FRAMES.contains(&name) {
            insta::assert_snapshot!("frame", stages.frame());
        }
    });
}

fn settings(name: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new("../snapshots").join(name));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

macro_rules! fixtures {
    ($($test:ident $name:literal,)+) => {
        $(#[test]
        fn $test() {
            check($name);
        })+

        #[test]
        fn every_fixture_has_a_test() {
            let found: Vec<_> = fixture::all().into_iter().map(|fixture| fixture.name).collect();
            assert_eq!(found, [$($name),+]);
        }
    };
}

fixtures! {
    additional_properties_beside_properties "additional-properties-beside-properties",
    all_of_merge "all-of-merge",
    all_of_ref_with_prose "all-of-ref-with-prose",
    any_of_scalars "any-of-scalars",
    arrays_and_maps "arrays-and-maps",
    bodies_of_several_types "bodies-of-several-types",
    body_binary "body-binary",
    body_form "body-form",
    body_json "body-json",
    body_multipart "body-multipart",
    body_text "body-text",
    callbacks "callbacks",
    chosen_names "chosen-names",
    defaults_and_constraints "defaults-and-constraints",
    deprecated "deprecated",
    discriminated_base "discriminated-base",
    docs "docs",
    docs_hostile "docs-hostile",
    formats "formats",
    inline_names "inline-names",
    integer_enum "integer-enum",
    links "links",
    methods "methods",
    multi_file "multi-file",
    names_clashes "names-clashes",
    names_keywords "names-keywords",
    names_odd "names-odd",
    names_of_standard_methods "names-of-standard-methods",
    names_prelude "names-prelude",
    no_operation_ids "no-operation-ids",
    no_tags "no-tags",
    objects "objects",
    one_of_tag_implied "one-of-tag-implied",
    one_of_tag_optional "one-of-tag-optional",
    one_of_tagged "one-of-tagged",
    one_of_untagged "one-of-untagged",
    open_fields "open-fields",
    open_struct "open-struct",
    optional_body "optional-body",
    pagination "pagination",
    parameters_cookie "parameters-cookie",
    parameters_header "parameters-header",
    parameters_path "parameters-path",
    parameters_query "parameters-query",
    paths "paths",
    read_write_split "read-write-split",
    recursion "recursion",
    response_headers "response-headers",
    schemas_odd "schemas-odd",
    schemas_only "schemas-only",
    security "security",
    selection "selection",
    servers "servers",
    servers_none "servers-none",
    servers_of_operations "servers-of-operations",
    several_statuses "several-statuses",
    streams "streams",
    streams_3_2 "streams-3-2",
    string_enum "string-enum",
    two_documents "two-documents",
    typed_errors "typed-errors",
    types_only "types-only",
    upgrade_2_0 "upgrade-2-0",
    upgrade_3_1 "upgrade-3-1",
    upgrade_3_2 "upgrade-3-2",
    webhooks "webhooks",
}

/// What people and cargo read, for a crate from one document and one from several.
#[test]
fn cargo_toml_and_readme() {
    for name in ["chosen-names", "two-documents", "types-only"] {
        let files = Fixture::named(name).files();
        settings(name).bind(|| {
            insta::assert_snapshot!("cargo-toml", files.get("Cargo.toml").expect("a Cargo.toml"));
            insta::assert_snapshot!("readme", files.get("README.md").expect("a README.md"));
        });
    }
}
