//! The table of codes. A code is stable: it never gets another meaning, and is never reused.

use super::Severity;

macro_rules! codes {
    ($($id:ident $name:ident $title:literal,)+) => {
        /// The kind of a message. `E` codes are errors, `W` codes are warnings.
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

            /// The meaning of the code, in a few words.
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
    E0103 DanglingReference "a reference points to nothing",
    E0104 ReferenceLoop "references form a loop",
    E0105 WrongType "a member has a value of the wrong type",
    E0106 MissingMember "a required member is missing",
    E0107 DuplicateKey "a mapping has the same key twice",
    E0108 ReferenceOutside "a reference points outside of the folder that files are read from",
    E0109 ReferenceUrl "a reference is a URL",
    E0110 UnsupportedVersion "the version of OpenAPI is missing or not supported",
    E0111 TextEncoding "a text is not UTF-8",
    E0112 NotAnObject "a document is empty or not an object",
    E0113 TooDeep "a text is nested too deeply",
    E0114 TooLarge "a text grows too much when its aliases are expanded",
    E0115 ComplexKey "a key is not a plain scalar",
    E0116 NotFinite "a number is infinite or not a number",
    E0117 MalformedReference "a reference is not valid",
    // E0118: replaced by W0167.
    E0119 UnknownValue "a value is not defined by OpenAPI",
    // E0120: replaced by W0168.
    E0121 OverlayVersion "the version of an overlay is missing or not supported",
    E0122 OverlayMember "an overlay has an unknown member",
    E0123 OverlayTarget "a JSONPath of an overlay is not valid",
    E0124 OverlayNoMatch "an action of an overlay matches nothing",
    E0125 OverlayMisfit "an action of an overlay cannot be applied",
    E0126 RootElsewhere "a document is outside of its root",
    E0127 TooMany "a document exceeds a limit",
    W0101 MissingResponses "an operation has no `responses`",
    W0102 MissingDescription "a response has no `description`",
    W0103 MissingInfo "the document has no title or version",
    W0104 TagIgnored "a YAML tag is ignored",
    W0105 MissingSchema "a parameter or header has neither `schema` nor `content`",
    W0106 NotText "a value should be a string",
    W0107 NotBoolean "a value should be `true` or `false`",
    W0108 MissingDetail "a minor member is missing",
    W0109 MissingPaths "the document has no paths",
    W0110 IgnoredMember "a member that is not valid here is ignored",
    W0150 KeywordNotExpressed "a keyword of JSON Schema is ignored",
    W0151 TupleFlattened "items of a tuple lose their order",
    W0152 ContentEncoding "an encoding of text is not decoded",
    W0153 MutualTls "a security scheme is part of the connection",
    W0154 FlowLeftOut "an OAuth flow is not documented",
    // W0155, W0156: supported now.
    W0157 EncodingLeftOut "a part of `encoding` is ignored",
    W0158 CollectionFormat "a format of lists is not supported",
    W0159 SchemeLeftOut "a URL scheme is not used",
    W0160 BodyLeftOut "an operation has more than one body",
    W0161 SharedMediaTypes "a shared response uses the media types of the document",
    W0162 NewerKeyword "a keyword follows a newer version of OpenAPI",
    W0163 OverlayOfAnother "an overlay is for another document",
    W0167 InvalidStatus "a key of `responses` is not an HTTP status",
    W0168 SchemaAndContent "a parameter or header has both `schema` and `content`",
    W0169 IgnoredDetail "a minor member has a value of the wrong type",
    W0170 EmptyCollection "an empty list stands for an object, or an empty object for a list",
    W0171 StyleMisfit "a parameter cannot have this style",

    // 02xx: the manifest and the command line.
    E0201 ManifestSyntax "the manifest is not well-formed TOML",
    E0202 UnknownManifestKey "the manifest has an unknown key",
    E0203 MissingManifestKey "a key of the manifest is missing",
    E0204 WrongManifestType "a value of the manifest has the wrong type",
    E0205 EmptyManifestValue "a value of the manifest is empty",
    E0206 InvalidPackageName "a package cannot have this name",
    E0207 InvalidVersion "a version does not follow semantic versioning",
    E0208 InvalidLicense "a license is not an SPDX expression",
    E0209 InvalidRegistry "a registry cannot have this name",
    E0210 InvalidPackageUrl "a link of the package is not a URL",
    E0211 UnknownFormatType "a format cannot have this type",
    E0212 NoApi "the manifest names no API",
    E0213 MissingDocument "the document of an API does not exist",
    E0214 InvalidModule "a module cannot have this name",
    E0215 InvalidFeature "a feature cannot have this name",
    E0216 DuplicateModule "two APIs would have the same module",
    E0217 DuplicateFeature "two APIs would have the same feature",
    E0218 InvalidChosenName "a chosen name is not a Rust identifier",
    E0219 InvalidExamples "a folder or file of examples cannot be used",
    E0220 PaginationStyle "a pagination style does not exist",
    E0221 PaginationOfNothing "a pagination names an operation that does not exist",
    E0222 PaginationMisfit "a pagination does not fit its operation",
    E0223 MissingOverlay "an overlay of an API does not exist",
    E0224 InvalidRoot "the root of an API is not a folder",
    E0225 WhichApi "a flag applies to one API, and the manifest has several",
    E0226 InvalidLicenseFile "a license file cannot be used",
    E0227 InvalidUpstream "the upstream of an API is not a URL",
    E0230 SelectorOfNothing "a selector matches nothing in the document",
    E0231 InvalidSelector "a selector is not valid",
    // E0232: replaced by E0225.
    E0233 NothingSelected "nothing is selected",
    E0234 UnknownContents "`only` has an unknown value",
    E0240 UnknownLint "a code does not exist",
    E0241 ErrorLowered "an error cannot be lowered to a warning",
    E0242 UnknownLevel "a level of a warning does not exist",
    E0243 InvalidHidden "a hidden field is not named by a schema and a property",
    E0244 InvalidTypePath "a text is not the path of a type",
    E0245 TypeWithoutDependency "a type is in a crate that is no dependency",
    E0246 InvalidDependency "a dependency is not valid",
    E0247 InvalidDeepObject "a key of `deep-object-arrays` does not name a parameter",
    E0248 InvalidDerive "types cannot derive a trait",
    E0249 InvalidOutput "the folder of the crate cannot be used",
    E0250 InvalidMetadata "registries do not accept a keyword, category or author",
    E0251 InvalidRustVersion "a version of Rust is not one that compiles the crate",
    E0252 InvalidReadme "the head of the README cannot be used",
    E0253 InvalidLayout "a key does not fit the layout",
    E0254 InvalidRuntime "a shared runtime is not valid",

    // 03xx: what a document means.
    // E0301: replaced by W0339.
    // E0302: replaced by W0335.
    E0303 MalformedTemplate "a path or URL has unbalanced braces",
    // E0304: replaced by W0370.
    // E0305: replaced by W0373.
    E0306 EndlessSchema "a schema consists only of references to itself",
    W0301 UnsupportedKeyword "a keyword is not supported",
    W0302 UnknownKeyword "a keyword is not defined by OpenAPI 3.0",
    W0303 UnknownType "a type is not defined by OpenAPI",
    W0304 MixedEnum "values of an enum cannot become a Rust enum",
    W0305 EnumText "a value of a string enum is not a string",
    W0306 DuplicateEnumValue "an enum has the same value twice",
    W0307 FormatIgnored "a format does not fit its type",
    W0308 RequiredWithoutProperty "a required property has no schema",
    W0309 ReadAndWriteOnly "a property is both `readOnly` and `writeOnly`",
    W0310 AlternativesIgnored "a restriction by alternatives is ignored",
    W0311 SeveralAlternatives "a schema combines several sets of alternatives",
    W0312 Contradiction "parts of an `allOf` contradict each other",
    W0313 DiscriminatorIgnored "a discriminator cannot be used",
    W0314 DiscriminatorMapping "a mapping of a discriminator is ignored",
    W0315 PathParameterNotRequired "a path parameter is not required",
    W0316 PathParameterUnused "a path does not contain its parameter",
    W0317 PathWithoutSlash "a path does not start with a slash",
    W0318 DuplicateParameter "a parameter is described twice",
    W0319 HeaderIgnored "a header is ignored",
    W0320 ParameterContent "a parameter or header is a string",
    W0321 MediaTypesLeftOut "only one of several media types is used",
    W0322 SchemaNotUsed "the schema of a body is not used",
    W0323 EncodingIgnored "a part of `encoding` is not used",
    W0324 DefaultOnly "the only response is `default`",
    // W0325: callbacks, before they were supported.
    // W0326: links, before they were supported.
    W0327 ServersLeftOut "a server of a path or operation is not used",
    W0328 ServerVariable "a variable and the URL of its server do not match",
    W0329 ExternalExample "an example is not embedded",
    W0330 WebhookPart "a part of a webhook is not used",
    W0331 TemplateOperator "a path parameter uses an operator of RFC 6570",
    W0332 EndlessPart "a schema contains itself without effect",
    W0333 RelativeServer "a server URL has no host",
    W0334 NewerFeature "a feature of OpenAPI 3.2 is not supported yet",
    W0335 PathParameterAssumed "a name in a path has no parameter",
    W0336 OpenFields "`x-open-fields` is not valid",
    W0337 MethodLeftOut "an operation has a method that cannot be sent",
    W0338 EnumOfAnything "an enum becomes any JSON value",
    W0339 NestedTooDeep "anonymous schemas are nested too deeply",
    W0340 PathFragment "a fragment of a path is not sent",
    W0341 DanglingLink "a link points to no operation",
    W0342 DefaultMisfit "a default is not a value of its schema",
    W0343 LinkServer "the server of a link is not used",
    W0344 BigInteger "integers may have more than 64 bits",
    W0345 MappingsDiffer "two mappings give a schema different values",
    W0346 ChildrenNotMerged "a base schema is merged without the schemas that extend it",
    W0347 TagNotListed "the name of a schema is not a listed value of the discriminator",
    W0348 ChildByName "no mapping names a schema that extends a base schema",
    W0349 DeepObjectNothing "a key of `deep-object-arrays` has no effect",
    W0350 DeepHierarchy "a schema is deep in a hierarchy",
    W0351 EmptyOperation "an operation is empty and left out",
    W0352 ParameterLeftOut "a parameter with an error is left out",
    W0353 BodyParameter "a parameter of Swagger 2.0 is the request body",
    W0354 WordInOtherCase "a word of OpenAPI has other capitals",
    W0355 PatchWithoutObject "a merge patch is not an object",
    W0356 SchemaReference "a reference to a schema is where another object belongs",
    W0357 DataTooDeep "data is nested too deeply and ignored",
    W0358 OlderForm "a form of Swagger 2.0 is in a newer document",
    W0359 ServerUrl "a server URL has a query, a fragment, or another scheme",
    W0360 XmlUntyped "a body of XML has no type",
    W0361 XmlPrefix "a prefix of XML has no namespace",
    W0362 XmlIgnored "a part of `xml` is ignored",
    W0363 XmlSameName "two properties have the same name in XML",
    W0364 DeepObjectList "a list in a deep object contains lists or objects",
    W0365 BodyNotSent "a response cannot have a body",
    W0366 CredentialsClash "credentials of one requirement exclude each other",
    W0367 PathQuery "the query of a path has the name of a parameter",
    W0370 DuplicateOperationId "two operations have the same `operationId`",
    W0371 AmbiguousLink "a link leads to one of several operations",
    W0372 PartLeftOut "an example, link, header, callback or tag with an error is left out",
    W0373 UnknownSecurityScheme "a security scheme is not declared",
    W0374 SecuritySchemeLeftOut "a security scheme with an error is left out",
    W0375 PlaceholderTwice "a path contains a parameter twice",
    W0376 EmptyOperationId "an `operationId` is empty",
    W0380 LooksPaged "a list looks paged, and is not",
    W0390 MisspelledFormat "a format looks misspelled",

    // 04xx: names and shapes of the Rust code.
    W0401 NameClash "two names are equal in Rust",
    W0402 UnusedChosenName "a chosen name is not used",
    W0403 WebhooksAlike "no property distinguishes the webhooks",
    W0404 HiddenNothing "a hidden field does not exist",
    W0405 UnusedChosenType "a chosen type is not used",
    W0406 DeriveNothing "a derived trait has no effect",

    // 05xx: writing files.
    E0501 InTheWay "a file that was not generated has the path of a generated file",
    E0502 OutputFailed "the output cannot be read or written",
    E0503 InvalidOutputPath "the path of a generated file is not safe",
    E0504 Drift "the output folder differs from what the documents generate",
    E0505 NotACrate "the output folder holds other files than a generated crate",
}

/// A part of a document that the generated crate lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A schema became any JSON value.
    Schema,
    /// An operation is not there.
    Operation,
}

impl Code {
    /// The part of a document that is lost when a warning with this code is raised. Each such
    /// warning concerns one schema or operation. Parts that are lost by errors, with
    /// `--keep-going`, are counted when they are left out.
    pub const fn loss(self) -> Option<Loss> {
        match self {
            Self::UnknownType
            | Self::SeveralAlternatives
            | Self::Contradiction
            | Self::EnumOfAnything
            | Self::BigInteger
            | Self::NestedTooDeep => Some(Loss::Schema),
            Self::EmptyOperation | Self::MethodLeftOut => Some(Loss::Operation),
            _ => None,
        }
    }

    /// Whether this concerns the manifest or the command line, and not a part of a document that
    /// could be left out.
    pub fn stops(self) -> bool {
        self.id().starts_with("E02")
    }

    /// The severity, from the first letter of the code.
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
