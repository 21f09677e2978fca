//! The table of codes. A code is stable: it never gets another meaning and is never reused.

macro_rules! codes {
    ($($id:ident $name:ident $title:literal,)+) => {
        /// The kind of a change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeCode {
            $(#[doc = concat!("`", stringify!($id), "`: ", $title, ".")] $name,)+
        }

        impl ChangeCode {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is printed, such as `C0101`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => stringify!($id),)+ }
            }

            /// A short description of the code.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

codes! {
    // 01xx: operations.
    C0101 OperationRemoved "an operation is gone",
    C0102 OperationAdded "an operation is new",
    C0103 OperationRenamed "an operation has another name",
    C0104 OperationMoved "an operation is in another group",
    C0105 GroupRenamed "a group has another name",
    C0106 OperationMethod "an operation is sent with another HTTP method",
    C0107 OperationPath "an operation is sent to another path",
    C0108 OperationServer "an operation is sent to another server",
    C0109 OperationId "an operation has another id for hooks and traces",
    C0110 OperationAccept "an operation accepts other media types",
    C0111 OperationSecurity "an operation needs other credentials",
    C0112 OperationOutput "an operation returns another type",
    C0113 OperationHeaders "the response headers of an operation have another type",
    C0114 OperationError "the errors of an operation have another type",
    C0115 OperationStatus "a success has another status",
    C0116 StreamAdded "a response can be read as a stream",
    C0117 StreamRemoved "a response can no longer be read as a stream",
    C0118 StreamChanged "a stream has another type",
    C0119 PagesAdded "an operation can be read page by page",
    C0120 PagesRemoved "an operation can no longer be read page by page",
    C0121 PagesChanged "the pages of an operation change",
    C0122 OperationRetries "whether a failed call is retried changes",
    C0131 ParameterRemoved "a parameter is gone",
    C0132 ParameterAdded "a parameter is new",
    C0133 ParameterRenamed "a parameter has another name in Rust",
    C0134 ParameterRequired "a parameter has become required",
    C0135 ParameterOptional "a parameter has become optional",
    C0136 ParameterType "a parameter has another type",
    C0137 ParameterOrder "arguments are in another order",
    C0138 ParameterLocation "a parameter is sent in another part of the request",
    C0139 ParameterStyle "a parameter has another style",
    C0140 ParameterName "a parameter has another name on the wire",
    C0151 BodyAdded "an operation takes a body",
    C0152 BodyRemoved "an operation no longer takes a body",
    C0153 BodyRequired "a body has become required",
    C0154 BodyOptional "a body has become optional",
    C0155 BodyType "a body has another type",
    C0156 BodyFormat "a body has another format",
    C0157 BodyMediaType "whether callers set the media type of a body changes",

    // 02xx: types.
    C0201 TypeRemoved "a type is gone",
    C0202 TypeAdded "a type is new",
    C0203 TypeRenamed "a type has another name",
    C0204 TypeKind "a type is of another kind",
    C0205 TypeSplit "a type becomes two, one for requests and one for responses",
    C0206 TypesMerged "the types for requests and for responses become one",
    C0207 ConstructorRemoved "a struct can no longer be constructed",
    C0208 ConstructorAdded "a struct can be constructed",
    C0209 TypeTarget "an alias has another target",
    C0211 FieldRemoved "a field is gone",
    C0212 FieldAdded "a field is new",
    C0213 FieldRenamed "a field has another name in Rust",
    C0214 FieldType "a field has another type",
    C0215 FieldRequired "a field has become required",
    C0216 FieldOptional "a field has become optional",
    C0217 FieldNullable "whether a field may be null changes",
    C0218 FieldName "a field has another name on the wire",
    C0219 FieldOrder "the arguments of a constructor are in another order",
    C0220 FieldMoved "a field moves between requests and responses",
    C0221 AdditionalAdded "a struct keeps properties without a field",
    C0222 AdditionalRemoved "a struct no longer keeps properties without a field",
    C0223 AdditionalType "properties without a field have another type",
    C0224 OpenSetterAdded "a setter for properties without a field is new",
    C0225 OpenSetterRemoved "a setter for properties without a field is gone",
    C0226 FromResponseRemoved "a type has no `From` of a type of responses any more",
    C0227 FromResponseAdded "a type has a `From` of a type of responses",
    C0228 DeriveRemoved "a type no longer derives a trait",
    C0229 DeriveAdded "a type derives a trait",
    C0231 VariantRemoved "a variant is gone",
    C0232 VariantAdded "a variant is new",
    C0233 VariantRenamed "a variant has another name",
    C0234 VariantValue "a variant has another value on the wire",
    C0235 VariantType "a variant holds another type",
    C0236 VariantOrder "variants are in another order",
    C0237 ConversionRemoved "a variant has no `From` any more",
    C0238 ConversionAdded "a variant has a `From`",
    C0239 UnionTag "the variants of a union are identified in another way",

    // 03xx: the crate.
    C0301 PackageRenamed "the package has another name",
    C0302 FeatureRemoved "a feature is gone",
    C0303 FeatureAdded "a feature is new",
    C0304 FeatureRenamed "a feature has another name",
    C0305 ModuleFeature "a module depends on another feature",
    C0306 ApiRemoved "an API is gone",
    C0307 ApiAdded "an API is new",
    C0308 ApiRenamed "the module of an API has another name",
    C0309 ClientRemoved "the client of an API is gone",
    C0310 ClientAdded "the client of an API is new",
    C0311 DependencyAdded "the crate depends on one more crate",
    C0312 DependencyRemoved "the crate depends on one crate less",
    C0313 RuntimeChanged "the crate uses another runtime",
    C0314 RuntimeVersion "the crate requires another compatible version of its runtime",

    // 04xx: servers and credentials.
    C0401 ServerRemoved "a server is gone",
    C0402 ServerAdded "a server is new",
    C0403 ServerRenamed "a server has another name",
    C0404 ServerUrl "a server has another URL",
    C0405 ServerArguments "a server takes other arguments",
    C0406 ServerDefault "a variable of a server has another default",
    C0407 DefaultServer "a client without a base URL uses another server",
    C0411 CredentialRemoved "a credential is gone",
    C0412 CredentialAdded "a credential is new",
    C0413 CredentialRenamed "a credential has another name",
    C0414 CredentialKind "a credential is sent in another way",

    // 05xx: webhooks and callbacks.
    C0501 WebhookRemoved "a webhook is gone",
    C0502 WebhookAdded "a webhook is new",
    C0503 CallbackRemoved "a callback is gone",
    C0504 CallbackAdded "a callback is new",

    // 06xx: docs.
    C0601 DocsChanged "the docs of something change",
    C0602 DeprecationAdded "something is deprecated",
    C0603 DeprecationRemoved "something is no longer deprecated",
    C0604 DefaultChanged "a default value changes",
    C0605 TextsChanged "examples and other texts change",
}

#[cfg(test)]
mod tests {
    use super::ChangeCode;

    #[test]
    fn codes_are_unique_ordered_and_well_formed() {
        let ids: Vec<_> = ChangeCode::ALL.iter().map(|code| code.id()).collect();
        assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
        for (code, id) in ChangeCode::ALL.iter().zip(ids) {
            let digits = id.strip_prefix('C').unwrap_or_default();
            assert!(
                digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit()),
                "{id}"
            );
            assert!(!code.title().is_empty() && !code.title().ends_with('.'), "{id}");
        }
    }
}
