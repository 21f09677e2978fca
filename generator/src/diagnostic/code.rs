//! The table of codes. A code is stable: it is never given another meaning, and never reused.

use super::Severity;

macro_rules! codes {
    ($($id:ident $name:ident $title:literal,)+) => {
        /// What a message is about. `E` codes are errors, `W` codes are warnings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", stringify!($id), "`: ", $title, ".")] $name,)+
        }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is printed, such as `E0101`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => stringify!($id),)+ }
            }

            /// What the code stands for, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

codes! {
    // 01xx: reading files, references, and single nodes of a document.
    E0101 UnreadableFile "a file cannot be read",
    E0102 Syntax "a text is not well-formed YAML or JSON",
    E0103 DanglingReference "a reference points at nothing",
    E0104 ReferenceLoop "references lead back to themselves",
    E0105 WrongType "a member has a value of the wrong type",
    E0106 MissingMember "a required member is missing",
    E0107 DuplicateKey "a key stands twice in one mapping",
    E0108 ReferenceOutside "a reference leaves the folder that files are read from",
    E0109 ReferenceUrl "a reference is a URL",
    E0110 UnsupportedVersion "the version of OpenAPI is missing or not supported",
    E0111 TextEncoding "a text is not UTF-8",
    E0112 NotAnObject "a document is empty or not an object",
    E0113 TooDeep "a text is nested too deeply",
    E0114 TooLarge "a text grows too much when its aliases are expanded",
    E0115 ComplexKey "a key is not a plain scalar",
    E0116 NotFinite "a number is infinite or not a number",
    E0117 MalformedReference "the text of a reference cannot be understood",
    E0118 InvalidStatus "a key of `responses` is no HTTP status",
    E0119 UnknownValue "a value is none of those that OpenAPI defines",
    E0120 SchemaAndContent "a parameter or header has both `schema` and `content`",
    E0121 OverlayVersion "the version of an overlay is missing or not supported",
    E0122 OverlayMember "an overlay has a member that means nothing",
    E0123 OverlayTarget "a JSONPath of an overlay cannot be understood",
    E0124 OverlayNoMatch "an action of an overlay matches nothing",
    E0125 OverlayMisfit "an action of an overlay does not fit what it is about",
    E0126 RootElsewhere "a document is not below its root",
    E0127 TooMany "there is more of something than is read, or a name is longer",
    W0101 MissingResponses "an operation has no `responses`",
    W0102 MissingDescription "a response has no `description`",
    W0103 MissingInfo "the document has no title or version",
    W0104 TagIgnored "a YAML tag has no meaning here",
    W0105 MissingSchema "a parameter or header has neither `schema` nor `content`",
    W0106 NotText "a value should be text",
    W0107 NotBoolean "a value should be `true` or `false`",
    W0108 MissingDetail "a minor member is missing",
    W0109 MissingPaths "the document has no paths",
    W0110 IgnoredMember "a member that makes no sense is ignored",
    W0150 KeywordNotExpressed "a keyword of JSON Schema is not expressed in the types",
    W0151 TupleFlattened "the items of a tuple are not told apart by their position",
    W0152 ContentEncoding "the encoding of a text is not one that is undone",
    W0153 MutualTls "a security scheme is settled when a connection is made",
    W0154 FlowLeftOut "a flow of OAuth is left out",
    W0155 QueryStringLeftOut "a parameter that is the whole query string is left out",
    W0156 CookieStyle "a cookie is percent-encoded",
    W0157 EncodingLeftOut "a part of `encoding` is not taken into account",
    W0158 CollectionFormat "a format of lists cannot be kept",
    W0159 SchemeLeftOut "a scheme of a URL is not used",
    W0160 BodyLeftOut "an operation has more than one body",
    W0161 SharedMediaTypes "a shared response has the media types of the document",
    W0162 NewerKeyword "a keyword is used as a newer version of OpenAPI has it",
    W0163 OverlayOfAnother "an overlay is for another document",

    // 02xx: the manifest and the command line.
    E0201 ManifestSyntax "the manifest is not well-formed TOML",
    E0202 UnknownManifestKey "the manifest has a key that means nothing",
    E0203 MissingManifestKey "a key of the manifest is missing",
    E0204 WrongManifestType "a value of the manifest has the wrong type",
    E0205 EmptyManifestValue "a value of the manifest is empty",
    E0206 InvalidPackageName "a package cannot have this name",
    E0207 InvalidVersion "a version does not follow semantic versioning",
    E0208 InvalidLicense "a licence is not an SPDX expression",
    E0209 InvalidRegistry "a registry cannot have this name",
    E0210 InvalidRepository "a repository is not an address",
    E0211 UnknownFormatType "a format cannot have this type",
    E0212 NoApi "the manifest names no API",
    E0213 MissingDocument "the document of an API is not there",
    E0214 InvalidModule "a module cannot have this name",
    E0215 InvalidFeature "a feature cannot have this name",
    E0216 DuplicateModule "two APIs would have the same module",
    E0217 DuplicateFeature "two APIs would have the same feature",
    E0218 InvalidChosenName "a chosen name is not a Rust identifier",
    E0219 InvalidExamples "a folder or file of examples cannot be used",
    E0220 PaginationStyle "there is no such style of pagination",
    E0221 PaginationOfNothing "a pagination is for an operation that is not there",
    E0222 PaginationMisfit "a pagination does not fit its operation",
    E0223 MissingOverlay "an overlay of an API is not there",
    E0224 InvalidRoot "the root of an API is no folder",
    E0225 WhichApi "an argument is for one API, and the manifest names several",
    E0226 InvalidLicenseFile "a file of a licence cannot be used",
    E0227 InvalidUpstream "the upstream of an API is no address",
    E0230 SelectorOfNothing "a selector names nothing in the document",
    E0231 InvalidSelector "a selector cannot be understood",
    // E0232 was about selections, what E0225 is now.
    E0233 NothingSelected "nothing is selected",
    E0234 UnknownContents "an API cannot be only this",
    E0240 UnknownLint "no message has this code",
    E0241 ErrorLowered "an error cannot be lowered to a warning",
    E0242 UnknownLevel "a lint cannot have this level",

    // 03xx: what a document means.
    // E0301 was what is W0339 now.
    // E0302 was what is W0335 now.
    E0303 MalformedTemplate "a path or URL has unbalanced braces",
    E0304 DuplicateOperationId "two operations have the same `operationId`",
    E0305 UnknownSecurityScheme "a security scheme is not declared",
    E0306 EndlessSchema "a schema is nothing but itself",
    W0301 UnsupportedKeyword "a keyword is not supported",
    W0302 UnknownKeyword "a keyword is not one of OpenAPI 3.0",
    W0303 UnknownType "a type is not one of OpenAPI",
    W0304 MixedEnum "an enum is of values that no enum can be made of",
    W0305 EnumText "a value of an enum of strings is no string",
    W0306 DuplicateEnumValue "a value stands in an enum twice",
    W0307 FormatIgnored "a format does not fit its type",
    W0308 RequiredWithoutProperty "a required property is not described",
    W0309 ReadAndWriteOnly "something is both `readOnly` and `writeOnly`",
    W0310 AlternativesIgnored "alternatives only restrict what stands beside them",
    W0311 SeveralAlternatives "alternatives hold together with other alternatives",
    W0312 Contradiction "parts of an `allOf` contradict each other",
    W0313 DiscriminatorIgnored "a discriminator cannot be used",
    W0314 DiscriminatorMapping "a value of a discriminator names no schema, or two",
    W0315 PathParameterNotRequired "a parameter of a path is not required",
    W0316 PathParameterUnused "a path has no place for its parameter",
    W0317 PathWithoutSlash "a path does not start with a slash",
    W0318 DuplicateParameter "a parameter is described twice",
    W0319 HeaderIgnored "a header has no meaning to OpenAPI",
    W0320 ParameterContent "a parameter or header is taken as text",
    W0321 MediaTypesLeftOut "only one of several media types is used",
    W0322 SchemaNotUsed "the schema of a body is not used",
    W0323 EncodingIgnored "a part of `encoding` is not used",
    W0324 DefaultOnly "the only response is `default`",
    // W0325 was about callbacks when they were not supported.
    // W0326 was about links when they were not used.
    W0327 ServersLeftOut "a server of a path or an operation is not used",
    W0328 ServerVariable "a variable and the URL of its server do not match",
    W0329 ExternalExample "an example stands elsewhere",
    W0330 WebhookPart "a part of a webhook is not used",
    W0331 TemplateOperator "a parameter in a path is written as in RFC 6570",
    W0332 EndlessPart "a part of a schema leads back to the schema",
    W0333 RelativeServer "a server's URL has no host",
    W0334 NewerFeature "something of OpenAPI 3.2 is not supported yet",
    W0335 PathParameterAssumed "a part of a path has no parameter",
    W0336 OpenFields "what names of additional properties look like is not clear",
    W0337 MethodLeftOut "an operation has a method that cannot be sent",
    W0338 EnumOfAnything "an enum becomes any JSON value",
    W0339 NestedTooDeep "anonymous schemas are nested too deeply",
    W0340 PathFragment "a fragment of a path is not sent",
    W0341 DanglingLink "a link leads to no operation",
    W0342 DefaultMisfit "a default is no value of its schema",
    W0343 LinkServer "the server of a link is not used",
    W0344 BigInteger "integers are larger than 64 bits",

    // 04xx: names and shapes of the Rust code.
    W0401 NameClash "a name gives way to another that is the same in Rust",
    W0402 UnusedChosenName "a chosen name is for nothing in the document",
    W0403 WebhooksAlike "no property tells the webhooks apart",

    // 05xx: writing files.
    E0501 InTheWay "something that was not generated is in the way",
    E0502 OutputFailed "the output cannot be read or written",
    E0503 InvalidOutputPath "the path of a generated file is not safe",
    E0504 Drift "what is on the disk is not what the documents give",
    E0505 NotACrate "the output folder holds something else than a generated crate",
}

/// What the generated crate lacks of what a document describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A schema became any JSON value.
    Schema,
    /// An operation is not there.
    Operation,
}

impl Code {
    /// What a warning with this code says to be lost. Each such warning is about one schema or
    /// operation. What errors lose, where a crate comes of a document with errors, is counted when
    /// it is left out.
    pub const fn loss(self) -> Option<Loss> {
        match self {
            Self::UnknownType
            | Self::SeveralAlternatives
            | Self::Contradiction
            | Self::EnumOfAnything
            | Self::BigInteger
            | Self::NestedTooDeep => Some(Loss::Schema),
            Self::MethodLeftOut => Some(Loss::Operation),
            _ => None,
        }
    }

    /// Whether this is about what people want rather than about a part of a document that could be
    /// left out.
    pub fn stops(self) -> bool {
        self.id().starts_with("E02")
    }

    /// Whether this stops the generation: told by the first letter of the code.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Code, Severity};

    #[test]
    fn codes_are_unique_and_well_formed() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        for id in ids {
            assert!(id.len() == 5 && id.starts_with(['E', 'W']), "{id}");
            assert!(id.bytes().skip(1).all(|digit| digit.is_ascii_digit()), "{id}");
        }
    }

    #[test]
    fn only_warnings_lose_something() {
        for code in Code::ALL.iter().filter(|code| code.loss().is_some()) {
            assert_eq!(code.severity(), Severity::Warning, "{code:?}");
        }
    }

    #[test]
    fn titles_say_something() {
        assert!(
            Code::ALL.iter().all(|code| !code.title().is_empty() && !code.title().ends_with('.'))
        );
    }
}
