//! The grammar of OpenAPI: which object has which members, in which version, and what they hold.
//!
//! [`table`] is the only list of members. Normalization, the checks of single nodes and the
//! messages about unknown members read it.

mod member;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

pub use member::{Member, Object, ValueKind, ValueType, Version};

impl Object {
    /// The members that it has in a version, in the order of the specification.
    pub fn members(self, version: Version) -> impl Iterator<Item = &'static Member> {
        self.members_of_any_version().filter(move |member| member.is_in(version))
    }

    /// Its members in all versions. A member that changed is there once for each form.
    pub fn members_of_any_version(self) -> impl Iterator<Item = &'static Member> {
        table::members(self).iter()
    }

    /// The member with a key in the dialect that documents are normalized to.
    pub fn dialect_member(self, key: &str) -> Option<&'static Member> {
        static MEMBERS: LazyLock<Vec<BTreeMap<&'static str, &'static Member>>> =
            LazyLock::new(|| {
                let by_key = |object: &Object| {
                    object.members(Version::DIALECT).map(|member| (member.key, member)).collect()
                };
                Object::ALL.iter().map(by_key).collect()
            });
        MEMBERS.get(self as usize)?.get(key).copied()
    }

    /// Whether a member has a meaning in a normalized document, or is an extension.
    pub fn knows(self, key: &str) -> bool {
        key.starts_with("x-")
            || self.dialect_member(key).is_some()
            || NEWER_IN_3_0.contains(&(self, key))
    }

    /// What to write in OpenAPI 3 instead of a member of Swagger 2.0.
    pub fn instead_of_v2(self, key: &str) -> Option<&'static str> {
        let is_of_v2 = |member: &Member| {
            member.key == key && member.is_in(Version::V2) && !member.is_in(Version::V30)
        };
        self.members_of_any_version().find(|member| is_of_v2(member))?;
        Some(match (self, key) {
            (Self::Document, "host" | "basePath") => {
                "write `servers: [{url: https://HOST/BASE-PATH}]`"
            }
            (_, "schemes") => "write it as the start of the URL: `servers: [{url: https://…}]`",
            (Self::Document, "definitions") => "move the schemas to `components: {schemas: …}`",
            (Self::Document, "parameters") => "move them to `components: {parameters: …}`",
            (Self::Document, "responses") => "move them to `components: {responses: …}`",
            (Self::Document, "securityDefinitions") => {
                "move them to `components: {securitySchemes: …}`"
            }
            (_, "consumes" | "produces") => {
                "write each media type as a key of `content`: `content: {application/json: …}`"
            }
            (Self::Response, "schema") => "write `content: {application/json: {schema: …}}`",
            (Self::Response, "examples") => "write them below the media type in `content`",
            (Self::Parameter | Self::Header, _) => "write it below `schema`: `schema: {type: …}`",
            _ => return None,
        })
    }

    /// Whether an object with only `$ref` may replace it.
    pub fn may_refer(self) -> bool {
        matches!(
            self,
            Self::Schema
                | Self::Parameter
                | Self::RequestBody
                | Self::Response
                | Self::Header
                | Self::Example
                | Self::Link
                | Self::Callback
                | Self::SecurityScheme
        )
    }
}

/// Members of newer versions that documents of 3.0 may have without a warning: references lead into
/// the definitions, and webhooks are common.
const NEWER_IN_3_0: &[(Object, &str)] =
    &[(Object::Document, "webhooks"), (Object::Schema, "$defs"), (Object::Schema, "definitions")];

/// What a value is. A file may hold any part of a document, so this follows from the reference that
/// leads there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// An object.
    One(Object),
    /// A list of objects.
    List(Object),
    /// An object of objects, whose keys the author of the document chooses.
    Map(Object),
}

impl Role {
    /// The role of a member or element, in any version; `None` if it holds no object of the
    /// specification.
    pub fn step(self, key: &str) -> Option<Self> {
        match self {
            Self::List(object) | Self::Map(object) => Some(Self::One(object)),
            Self::One(object) => match object.patterned() {
                Some(_) if key.starts_with("x-") => None,
                Some(member) => Some(Self::One(member)),
                None => ROLES.get(object as usize)?.get(key).copied(),
            },
        }
    }

    fn of(kind: ValueKind) -> Option<Self> {
        match kind {
            ValueKind::Object(object) | ValueKind::ObjectOrFlag(object) => Some(Self::One(object)),
            ValueKind::Objects(object) => Some(Self::List(object)),
            ValueKind::ObjectMap(object) => Some(Self::Map(object)),
            _ => None,
        }
    }
}

/// The roles of members, by the object and the key: normalization looks up every member of a
/// document.
static ROLES: LazyLock<Vec<BTreeMap<&'static str, Role>>> = LazyLock::new(|| {
    let roles = |object: &Object| {
        let members = object.members_of_any_version();
        members.filter_map(|member| Some((member.key, Role::of(member.kind)?))).collect()
    };
    Object::ALL.iter().map(roles).collect()
});

/// Whether the keys of what a member holds are names that the author of the document chose, where
/// the object around it is not known.
pub fn has_chosen_keys(key: &str) -> bool {
    static KEYS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        all_keys().filter(|(_, kind)| kind.has_chosen_keys()).map(first).collect()
    });
    KEYS.contains(key)
}

/// Whether a member holds data, where the object around it is not known: nothing in it is a
/// reference or a schema.
pub fn holds_data(key: &str) -> bool {
    static KEYS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let objects: BTreeSet<_> =
            all_keys().filter(|(_, kind)| Role::of(*kind).is_some()).map(first).collect();
        let data = all_keys().filter(|(_, kind)| kind.is_data()).map(first);
        data.filter(|key| !objects.contains(key)).collect()
    });
    KEYS.contains(key)
}

fn all_keys() -> impl Iterator<Item = (&'static str, ValueKind)> {
    let members = Object::ALL.iter().flat_map(|object| object.members_of_any_version());
    members.map(|member| (member.key, member.kind))
}

fn first((key, _): (&'static str, ValueKind)) -> &'static str {
    key
}

/// The keywords of a schema that restrict the values of one type.
pub fn keywords_for(values: ValueType) -> impl Iterator<Item = &'static str> {
    let members = Object::Schema.members(Version::DIALECT);
    members.filter(move |member| member.restricts == Some(values)).map(|member| member.key)
}

/// Whether a keyword of a schema restricts the values of one type.
pub fn is_keyword_for_one_type(key: &str) -> bool {
    Object::Schema.dialect_member(key).is_some_and(|member| member.restricts.is_some())
}

#[cfg(test)]
mod tests {
    use super::{Object, Role, ValueKind, ValueType, Version, has_chosen_keys, holds_data};

    #[test]
    fn objects_are_listed_in_the_order_of_their_numbers() {
        for (index, object) in Object::ALL.iter().enumerate() {
            assert_eq!(*object as usize, index);
        }
    }

    #[test]
    fn a_member_has_one_form_in_each_version() {
        for object in Object::ALL {
            for version in [Version::V2, Version::V30, Version::V31, Version::V32] {
                let mut keys: Vec<_> = object.members(version).map(|member| member.key).collect();
                keys.sort_unstable();
                assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{object:?} {keys:?}");
            }
        }
    }

    #[test]
    fn a_role_follows_from_the_roles_around_it() {
        let role = |path: &str| {
            path.split(' ').try_fold(Role::One(Object::Document), |role, key| role.step(key))
        };
        let schema = Some(Role::One(Object::Schema));
        assert_eq!(role("paths /a get responses 200 content text/plain schema"), schema);
        assert_eq!(role("components schemas A allOf 0 properties enum"), schema);
        assert_eq!(role("definitions A"), schema);
        assert_eq!(role("webhooks hook"), Some(Role::One(Object::PathItem)));
        assert_eq!(role("paths x-a"), None);
        assert_eq!(role("components schemas A enum"), None);
        assert_eq!(role("components schemas A examples"), None);
        assert_eq!(role("components examples a"), Some(Role::One(Object::Example)));
    }

    #[test]
    fn keys_say_what_they_hold_without_the_object_around_them() {
        for key in ["properties", "paths", "responses", "callbacks", "x-webhooks", "variables"] {
            assert!(has_chosen_keys(key), "{key}");
        }
        for key in ["items", "allOf", "info", "default"] {
            assert!(!has_chosen_keys(key), "{key}");
        }
        for key in ["default", "enum", "example", "value", "const"] {
            assert!(holds_data(key), "{key}");
        }
        // These hold objects elsewhere.
        for key in ["examples", "requestBody", "items"] {
            assert!(!holds_data(key), "{key}");
        }
    }

    #[test]
    fn a_version_has_its_own_form_of_a_member() {
        let kind = |version| {
            let mut members = Object::Schema.members(version);
            members.find(|member| member.key == "exclusiveMaximum").map(|member| member.kind)
        };
        assert_eq!(kind(Version::V30), Some(ValueKind::Flag));
        assert_eq!(kind(Version::V31), Some(ValueKind::Number));
        let arrays: Vec<_> = super::keywords_for(ValueType::Array).collect();
        let carriers = ["x-prefix-items", "x-other-items"];
        assert_eq!(arrays[..4], ["maxItems", "minItems", "uniqueItems", "items"]);
        assert_eq!(arrays[4..], carriers);
    }
}
