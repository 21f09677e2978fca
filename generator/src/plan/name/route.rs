//! Operation ids that repeat the route of their operation, or a noun, as frameworks derive them.

use std::collections::BTreeMap;

use super::english::{is_known_verb as is_verb, same};
use super::words;

/// An operation, for its name.
#[derive(Debug, Clone, Copy)]
pub struct Route<'a> {
    /// Its id. Words after a space are those of another body.
    pub id: &'a str,
    /// Its method.
    pub method: &'a str,
    /// Its path.
    pub path: &'a str,
}

/// The ids without what only repeats the route, for methods of a group. If several operations would
/// have the same id, they keep theirs.
pub fn without_routes(routes: &[Route<'_>]) -> Vec<String> {
    unless_same(routes, |id, route| {
        let (path, method) = (&route.path_words(), route.method);
        without_end(id, path, method)
            .or_else(|| without_start(id, path, method).filter(|_| route.id.contains('/')))
            .or_else(|| without_parameters(id, path))
            .or_else(|| without_repeated_noun(id))
    })
}

/// The same for names of types. They keep the path that an id starts with, since they are not in a
/// group.
pub fn words_of_types(routes: &[Route<'_>]) -> Vec<String> {
    unless_same(routes, |id, route| {
        let path = &route.path_words();
        without_end(id, path, route.method)
            .or_else(|| without_repeated_end(id, path, route.method))
            .or_else(|| without_parameters(id, path))
            .or_else(|| without_repeated_noun(id))
    })
}

impl Route<'_> {
    fn path_words(&self) -> Vec<String> {
        words::lower_case(self.path)
    }
}

/// The ids that `shorten` makes of the words of ids. Those that would be the same stay.
fn unless_same(
    routes: &[Route<'_>],
    shorten: impl Fn(&[String], &Route<'_>) -> Option<Vec<String>>,
) -> Vec<String> {
    let shorter: Vec<String> = routes.iter().map(|route| shortened(route, &shorten)).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for id in routes.iter().map(|route| route.id).chain(shorter.iter().map(String::as_str)) {
        *uses.entry(id).or_default() += 1;
    }
    let is_own =
        |route: &Route<'_>, id: &String| uses.get(id.as_str()) == Some(&1) || id == route.id;
    let ids = routes.iter().zip(&shorter);
    ids.map(|(route, id)| if is_own(route, id) { id.clone() } else { route.id.to_owned() })
        .collect()
}

fn shortened(
    route: &Route<'_>,
    shorten: impl Fn(&[String], &Route<'_>) -> Option<Vec<String>>,
) -> String {
    let (id, suffix) = match route.id.split_once(' ') {
        Some((id, _)) => (id, route.id.strip_prefix(id).unwrap_or_default()),
        None => (route.id, ""),
    };
    let shorter = shorten(&words::lower_case(id), route);
    shorter.map_or_else(|| route.id.to_owned(), |words| words.join("_") + suffix)
}

/// `read_item` for `read_item_items__item_id__get`, as FastAPI names `GET /items/{item_id}`.
fn without_end(id: &[String], path: &[String], method: &str) -> Option<Vec<String>> {
    let (last, start) = id.split_last()?;
    let name = start.strip_suffix(path).filter(|_| !path.is_empty())?;
    let is_route = last.eq_ignore_ascii_case(method) && name.len() > 1;
    is_route.then(|| name.to_vec())
}

/// `get_page` for `get-/contacts_getPage`, as HubSpot names `GET /contacts`.
fn without_start(id: &[String], path: &[String], method: &str) -> Option<Vec<String>> {
    let (first, rest) = id.split_first()?;
    let name = rest.strip_prefix(path).filter(|name| !path.is_empty() && !name.is_empty())?;
    first.eq_ignore_ascii_case(method).then(|| name.to_vec())
}

/// `post_contacts_batch_archive` for `post-/contacts/batch/archive_archive`, as HubSpot names
/// `POST /contacts/batch/archive`.
fn without_repeated_end(id: &[String], path: &[String], method: &str) -> Option<Vec<String>> {
    let name = without_start(id, path, method)?;
    path.ends_with(&name).then(|| id.strip_suffix(name.as_slice()).map(<[String]>::to_vec))?
}

/// `get_pet_by_id` for `Pet_GetPetById`, as AutoRest names operations.
fn without_repeated_noun(id: &[String]) -> Option<Vec<String>> {
    let mut starts = (1..=3).filter_map(|length| id.split_at_checked(length));
    starts.find_map(|(noun, rest)| {
        let (verb, end) = rest.split_first()?;
        let again = end.get(..noun.len())?;
        let is_noun = !noun.iter().any(|word| is_verb(word));
        (is_verb(verb) && is_noun && same(noun, again)).then(|| rest.to_vec())
    })
}

/// `get_merchant_webhooks` for `get-merchants-merchantId-webhooks`, as tools name
/// `GET /merchants/{merchantId}/webhooks`. Where one element has the name of the collection, it is
/// found by its id: `get_merchant_settings_by_id`.
fn without_parameters(id: &[String], path: &[String]) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::with_capacity(id.len());
    let mut rest = id;
    while let Some(first) = rest.first() {
        let skipped = parameter_length(rest, path);
        match rest.get(skipped..skipped * 2).filter(|_| skipped > 0) {
            Some(single) => {
                let is_same = rest.get(..skipped) == Some(single);
                words.extend(single.iter().cloned());
                rest = rest.get(skipped * 2 + 1..).unwrap_or_default();
                if is_same && rest.is_empty() {
                    words.extend(["by", "id"].map(str::to_owned));
                }
            }
            None => {
                words.push(first.clone());
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    (words != id).then_some(words)
}

/// How many words name the collection, if these words begin with a collection of the path and the
/// parameter for one of its elements: `merchants merchant id`.
fn parameter_length(words: &[String], path: &[String]) -> usize {
    let is_parameter = |length: &usize| {
        let Some((several, rest)) = words.split_at_checked(*length) else { return false };
        let Some((single, rest)) = rest.split_at_checked(*length) else { return false };
        let Some(whole) = words.get(..length * 2 + 1) else { return false };
        rest.first().is_some_and(|word| word == "id")
            && same(several, single)
            && path.windows(whole.len()).any(|part| part == whole)
    };
    (1..=3).find(is_parameter).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Route, without_routes, words_of_types};

    fn ids(routes: &[(&str, &str, &str)]) -> Vec<String> {
        let routes: Vec<Route<'_>> =
            routes.iter().map(|&(id, method, path)| Route { id, method, path }).collect();
        without_routes(&routes)
    }

    #[test]
    fn a_route_goes_from_the_end() {
        for (id, method, path, expected) in [
            ("read_item_items__item_id__get", "GET", "/items/{item_id}", "read_item"),
            ("read_item_items__item_id__get form", "GET", "/items/{item_id}", "read_item form"),
            ("upload_file_tests_upload_post", "POST", "/tests/upload", "upload_file"),
            (
                "upload_file_tests_upload_post",
                "PUT",
                "/tests/upload",
                "upload_file_tests_upload_post",
            ),
            ("v1_items_get", "GET", "/items", "v1_items_get"),
            ("items_get", "GET", "/items", "items_get"),
        ] {
            assert_eq!(ids(&[(id, method, path)]), [expected], "{id}");
        }
    }

    #[test]
    fn a_parameter_goes_if_it_repeats_its_collection() {
        let webhooks = "/merchants/{merchantId}/webhooks";
        let webhook = "/merchants/{merchantId}/webhooks/{webhookId}";
        for (id, path, expected) in [
            ("get-merchants-merchantId-webhooks", webhooks, "get_merchant_webhooks"),
            ("get-merchants-merchantId-webhooks-webhookId", webhook, "get_merchant_webhook"),
            ("get-merchants-merchantId", "/merchants/{id}", "get-merchants-merchantId"),
            ("getMerchantMerchantId", "/merchant/{merchantId}", "get_merchant_by_id"),
            ("get-apiKeys-apiKeyId", "/apiKeys/{apiKeyId}", "get_api_key"),
            ("get-settings-settingsId", "/settings/{settingsId}", "get_settings_by_id"),
            ("get-settings-settingsId-logo", "/settings/{settingsId}/logo", "get_settings_logo"),
        ] {
            assert_eq!(ids(&[(id, "GET", path)]), [expected], "{id}");
        }
    }

    #[test]
    fn a_route_goes_from_the_start() {
        let path = "/contacts/{contactId}";
        for (id, expected) in [
            ("get-/contacts/{contactId}_getById", "get_by_id"),
            ("get-/contacts/{contactId}", "get_contact"),
            ("get-contacts-contactId-page", "get_contact_page"),
        ] {
            assert_eq!(ids(&[(id, "GET", path)]), [expected], "{id}");
        }
    }

    #[test]
    fn types_keep_the_path_that_an_id_starts_with() {
        for (id, path, expected) in [
            ("get-/contacts_getPage", "/contacts", "get-/contacts_getPage"),
            ("get-/contacts/merge_merge", "/contacts/merge", "get_contacts_merge"),
            ("get-pets-petId", "/pets/{petId}", "get_pet"),
            ("read_item_items__item_id__get", "/items/{item_id}", "read_item"),
        ] {
            assert_eq!(words_of_types(&[Route { id, method: "GET", path }]), [expected], "{id}");
        }
    }

    #[test]
    fn a_noun_goes_if_the_verb_repeats_it() {
        for (id, expected) in [
            ("Pet_GetPetById", "get_pet_by_id"),
            ("seats:list_seats", "list_seats"),
            ("customerSeats_addCustomerSeat", "add_customer_seat"),
            ("Pet_GetOwner", "Pet_GetOwner"),
            ("list_get_list", "list_get_list"),
        ] {
            assert_eq!(ids(&[(id, "GET", "/a")]), [expected], "{id}");
        }
    }

    #[test]
    fn ids_that_would_be_the_same_stay() {
        let routes = [
            ("read_item_items_get", "GET", "/items"),
            ("read_item_things_get", "GET", "/things"),
            ("read_all", "GET", "/all"),
        ];
        assert_eq!(ids(&routes), ["read_item_items_get", "read_item_things_get", "read_all"]);
    }
}
