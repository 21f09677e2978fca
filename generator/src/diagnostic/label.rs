//! The words beside the underlined source of messages that have none of their own.

use super::Code;

impl Code {
    /// A label that suits every message with this code; `None` where each has its own, or no place
    /// in a text.
    pub fn label(self) -> Option<&'static str> {
        self.of_reading().or(self.of_meaning()).or(self.of_manifest())
    }

    const fn of_reading(self) -> Option<&'static str> {
        Some(match self {
            Self::TextEncoding => "not UTF-8",
            Self::TooDeep => "too deep from here on",
            Self::TooLarge => "grows too much",
            Self::ComplexKey => "not a plain key",
            Self::NotFinite => "not a number of JSON",
            Self::MissingMember => "incomplete",
            Self::UnknownValue => "not one of those that OpenAPI defines",
            Self::MissingResponses => "says nothing about its answers",
            Self::MissingDescription | Self::MissingInfo | Self::MissingDetail => "incomplete",
            Self::MissingPaths => "no `paths` in this document",
            Self::MissingSchema => "could be anything",
            Self::TagIgnored => "this tag",
            Self::NotText => "no text without quotes",
            Self::NotBoolean => "a text because of the quotes",
            Self::IgnoredMember => "ignored",
            Self::KeywordNotExpressed => "only checked by the server",
            Self::TupleFlattened => "a list of these in any order",
            Self::ContentEncoding => "stays encoded",
            Self::MutualTls
            | Self::FlowLeftOut
            | Self::QueryStringLeftOut
            | Self::EncodingLeftOut => "left out",
            Self::BodyLeftOut => "left out",
            Self::CookieStyle => "taken for `form`",
            Self::CollectionFormat => "taken for `csv`",
            Self::SchemeLeftOut => "not used",
            Self::SharedMediaTypes => "used here with other media types",
            Self::NewerKeyword => "of OpenAPI 3.1",
            Self::OverlayVersion => "not a version that is known",
            Self::OverlayMember => "unknown member",
            Self::OverlayTarget => "not a JSONPath",
            Self::OverlayNoMatch => "matches nothing",
            Self::OverlayMisfit => "cannot be done",
            Self::OverlayOfAnother => "another document",
            _ => return None,
        })
    }

    const fn of_meaning(self) -> Option<&'static str> {
        Some(match self {
            Self::NestedTooDeep => "too deep from here on",
            Self::MalformedTemplate => "unbalanced braces",
            Self::UnknownSecurityScheme => "not declared",
            Self::EndlessSchema | Self::EndlessPart => "leads back to itself",
            Self::UnsupportedKeyword => "not checked",
            Self::UnknownKeyword => "unknown here",
            Self::UnknownType => "not a type",
            Self::MixedEnum | Self::EnumOfAnything => "not only strings, not only integers",
            Self::EnumText => "not a string without quotes",
            Self::DuplicateEnumValue => "stands here again",
            Self::FormatIgnored => "ignored",
            Self::RequiredWithoutProperty => "no such property",
            Self::ReadAndWriteOnly => "`readOnly` is here",
            Self::AlternativesIgnored => "not checked",
            Self::SeveralAlternatives | Self::Contradiction => "any JSON value",
            Self::DiscriminatorIgnored => "not used",
            Self::DiscriminatorMapping => "not the name of a schema",
            Self::PathParameterNotRequired => "taken as required",
            Self::PathParameterUnused => "has no place in the path",
            Self::PathWithoutSlash => "no slash",
            Self::DuplicateParameter => "the second one",
            Self::HeaderIgnored => "ignored",
            Self::ParameterContent => "taken as text",
            Self::MediaTypesLeftOut => "only one is used",
            Self::SchemaNotUsed | Self::EncodingIgnored | Self::WebhookPart => "not used",
            Self::DefaultOnly => "both success and errors",
            Self::MethodLeftOut => "left out",
            Self::NewerFeature => "not supported",
            Self::ServerVariable => "does not match",
            Self::ExternalExample => "not read",
            Self::TemplateOperator => "taken without the operator",
            Self::RelativeServer => "no host",
            Self::PathParameterAssumed => "taken as text",
            Self::OpenFields => "not understood",
            Self::ServersLeftOut => "not used",
            Self::PathFragment => "has a `#`",
            Self::DanglingLink => "leads nowhere",
            Self::DefaultMisfit => "not a value of the schema",
            Self::LinkServer => "not used",
            Self::BigInteger => "more than 64 bits",
            Self::UnusedChosenName => "names nothing",
            Self::WebhooksAlike => "one of them",
            _ => return None,
        })
    }

    const fn of_manifest(self) -> Option<&'static str> {
        Some(match self {
            Self::ManifestSyntax => "not expected here",
            Self::UnknownManifestKey => "unknown key",
            Self::MissingManifestKey => "incomplete",
            Self::WrongManifestType => "of the wrong type",
            Self::EmptyManifestValue => "empty",
            Self::InvalidPackageName => "not the name of a package",
            Self::InvalidVersion => "not a version",
            Self::InvalidLicense => "not a licence",
            Self::InvalidRegistry => "not the name of a registry",
            Self::InvalidRepository => "not an address",
            Self::UnknownFormatType => "not one of the types",
            Self::NoApi => "empty",
            Self::MissingDocument
            | Self::MissingOverlay
            | Self::InvalidExamples
            | Self::InvalidLicenseFile => "named here",
            Self::RootElsewhere => "does not hold the document",
            Self::InvalidUpstream => "not an address of https",
            Self::InvalidRoot => "not a folder",
            Self::SelectorOfNothing => "nothing like it",
            Self::InvalidSelector => "not understood",
            Self::NothingSelected => "nothing is left",
            Self::UnknownContents => "not a word for it",
            Self::InvalidModule => "not the name of a module",
            Self::InvalidFeature => "not the name of a feature",
            Self::InvalidChosenName => "not a name",
            Self::PaginationStyle => "not a style",
            Self::PaginationOfNothing => "not an operation",
            Self::PaginationMisfit => "does not fit",
            Self::UnknownLint => "not the code of a message",
            Self::ErrorLowered => "an error",
            Self::UnknownLevel => "not a level",
            _ => return None,
        })
    }
}
