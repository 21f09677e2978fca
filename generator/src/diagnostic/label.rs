//! Labels of the underlined source, for messages without a label of their own.

use super::Code;

impl Code {
    /// The label of every message with this code. `None` if each message has its own label, or no
    /// location.
    pub fn label(self) -> Option<&'static str> {
        self.for_reading().or(self.for_meaning()).or(self.for_manifest())
    }

    const fn for_reading(self) -> Option<&'static str> {
        Some(match self {
            Self::TextEncoding => "not UTF-8",
            Self::TooDeep | Self::DataTooDeep => "too deep",
            Self::TooLarge => "expands too far",
            Self::ComplexKey => "not a string key",
            Self::NotFinite => "not a JSON number",
            Self::MissingMember => "incomplete",
            Self::UnknownValue => "not defined by OpenAPI",
            Self::MissingResponses => "no `responses`",
            Self::MissingDescription | Self::MissingInfo | Self::MissingDetail => "incomplete",
            Self::MissingPaths => "no `paths` in this document",
            Self::MissingSchema => "no type",
            Self::TagIgnored => "this tag",
            Self::NotText => "not a string without quotes",
            Self::NotBoolean => "a string because of the quotes",
            Self::IgnoredMember | Self::IgnoredDetail => "ignored",
            Self::EmptyCollection => "empty",
            Self::StyleMisfit => "not used",
            Self::KeywordNotExpressed => "not checked by the client",
            Self::TupleFlattened => "items in any order",
            Self::ContentEncoding => "stays encoded",
            Self::MutualTls | Self::FlowLeftOut | Self::EncodingLeftOut | Self::BodyLeftOut => {
                "left out"
            }
            Self::CollectionFormat => "sent as `csv`",
            Self::SchemeLeftOut => "not used",
            Self::SharedMediaTypes => "used here with other media types",
            Self::NewerKeyword => "defined by OpenAPI 3.1",
            Self::OverlayVersion => "unknown version",
            Self::OverlayMember => "unknown member",
            Self::OverlayTarget => "not a JSONPath",
            Self::OverlayNoMatch => "matches nothing",
            Self::OverlayMisfit => "cannot be applied",
            Self::OverlayOfAnother => "another document",
            Self::PartLeftOut
            | Self::SecuritySchemeLeftOut
            | Self::ParameterLeftOut
            | Self::EmptyOperation => "left out",
            Self::BodyParameter => "a body",
            Self::OlderForm => "of Swagger 2.0",
            Self::WordInOtherCase => "other capitals",
            _ => return None,
        })
    }

    const fn for_meaning(self) -> Option<&'static str> {
        Some(match self {
            Self::NestedTooDeep => "too deep",
            Self::MalformedTemplate => "unbalanced braces",
            Self::UnknownSecurityScheme => "not declared",
            Self::EndlessSchema | Self::EndlessPart => "refers to itself",
            Self::UnsupportedKeyword => "not checked",
            Self::UnknownKeyword => "unknown key",
            Self::UnknownType => "not a type",
            Self::MixedEnum | Self::EnumOfAnything => "not only strings, not only integers",
            Self::EnumText => "not a string without quotes",
            Self::DuplicateEnumValue => "repeated here",
            Self::FormatIgnored | Self::HeaderIgnored => "ignored",
            Self::MisspelledFormat => "no such format",
            Self::RequiredWithoutProperty => "no such property",
            Self::ReadAndWriteOnly => "`readOnly` is here",
            Self::AlternativesIgnored => "not checked",
            Self::SeveralAlternatives | Self::Contradiction => "any JSON value",
            Self::DiscriminatorIgnored => "not used",
            Self::DiscriminatorMapping => "not the name of a schema",
            Self::PathParameterNotRequired => "treated as required",
            Self::PathParameterUnused => "not in the path",
            Self::PathWithoutSlash => "no slash",
            Self::DuplicateParameter => "the second one",
            Self::ParameterContent => "treated as a string",
            Self::MediaTypesLeftOut => "only one is used",
            Self::SchemaNotUsed | Self::EncodingIgnored | Self::WebhookPart => "not used",
            Self::DefaultOnly => "both success and errors",
            Self::MethodLeftOut => "left out",
            Self::NewerFeature => "not supported",
            Self::ServerVariable => "does not match",
            Self::ExternalExample => "not read",
            Self::TemplateOperator => "operator ignored",
            Self::RelativeServer => "no host",
            Self::PathParameterAssumed => "treated as a string",
            Self::OpenFields => "not valid",
            Self::ServersLeftOut | Self::ServerUrl => "not used",
            Self::PathFragment => "has a `#`",
            Self::DeepObjectList => "items are not separated",
            Self::BodyNotSent => "not read",
            Self::CredentialsClash => "one excludes the other",
            Self::PathQuery => "sent once, as this parameter",
            Self::DanglingLink => "no such operation",
            Self::AmbiguousLink => "several operations",
            Self::PlaceholderTwice => "twice",
            Self::EmptyOperationId => "empty",
            Self::LooksPaged => "returns one page",
            Self::DefaultMisfit => "not a value of the schema",
            Self::LinkServer => "not used",
            Self::BigInteger => "more than 64 bits",
            Self::MappingsDiffer => "not the value of the nearer base schema",
            Self::TagNotListed => "its name is its value",
            Self::PatchWithoutObject => "not an object",
            Self::TypeWithoutDependency => "no dependency",
            Self::UnusedChosenName | Self::UnusedChosenType | Self::DeriveNothing => "not used",
            Self::HiddenNothing | Self::DeepObjectNothing => "matches nothing",
            Self::WebhooksAlike => "one of them",
            _ => return None,
        })
    }

    const fn for_manifest(self) -> Option<&'static str> {
        Some(match self {
            Self::ManifestSyntax => "not expected here",
            Self::UnknownManifestKey => "unknown key",
            Self::MissingManifestKey => "incomplete",
            Self::WrongManifestType => "wrong type",
            Self::EmptyManifestValue => "empty",
            Self::InvalidPackageName => "not a package name",
            Self::InvalidVersion => "not a version",
            Self::InvalidLicense => "not an SPDX expression",
            Self::InvalidRegistry => "not a registry name",
            Self::InvalidPackageUrl => "not a URL",
            Self::InvalidOutput => "not a usable path",
            Self::InvalidMetadata => "not accepted",
            Self::InvalidLayout => "does not fit the layout",
            Self::InvalidRuntime => "not a shared runtime",
            Self::InvalidRustVersion => "not a supported version",
            Self::UnknownFormatType => "not one of the types",
            Self::NoApi => "empty",
            Self::MissingDocument
            | Self::MissingOverlay
            | Self::InvalidExamples
            | Self::InvalidLicenseFile
            | Self::InvalidReadme => "named here",
            Self::RootElsewhere => "does not hold the document",
            Self::InvalidUpstream => "not an https URL",
            Self::InvalidRoot => "not a folder",
            Self::SelectorOfNothing => "matches nothing",
            Self::InvalidSelector
            | Self::InvalidHidden
            | Self::InvalidDerive
            | Self::InvalidDeepObject
            | Self::InvalidTypePath
            | Self::InvalidDependency => "not valid",
            Self::NothingSelected => "selects nothing",
            Self::UnknownContents => "unknown value",
            Self::InvalidModule => "not a module name",
            Self::InvalidFeature => "not a feature name",
            Self::InvalidChosenName => "not a Rust identifier",
            Self::PaginationStyle => "not a style",
            Self::PaginationOfNothing => "not an operation",
            Self::PaginationMisfit => "does not fit",
            Self::UnknownLint => "unknown code",
            Self::ErrorLowered => "an error",
            Self::UnknownLevel => "not a level",
            _ => return None,
        })
    }
}
