//! The names of groups, and of their methods: `client.customers().list()` for `listCustomers` with
//! the tag `Customers`.
//!
//! A method does not repeat its group. The words of the group go from the start or the end of an
//! operation id, from between a verb and a preposition (`find_by_status` for `findPetsByStatus`),
//! and if they are a segment of it (`experimental_list` for `experimental.pets.list`). Elsewhere
//! they stay: `getCustomerLeadSource` is not about a customer. What is left must still read as a
//! method. Otherwise, the id stays whole. Ids that repeat the route of their operation are
//! shortened before ([`super::route`]). Articles go, and so do segments that a later one repeats
//! ([`super::phrase`]).

use std::collections::BTreeMap;

use super::english::{ARTICLES, JOINTS, NUMBERS, is_known_verb, same};
use super::phrase::Phrase;
use super::words;

/// The text that names the group of a tag. A number at its start is spelled out, as no identifier
/// starts with a digit: `one-click` for `1-click`.
pub fn group_text(tag: &str) -> String {
    let text = tag.trim_start();
    let end = text.find(|next: char| !next.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let divides = rest.starts_with(|next: char| !next.is_alphanumeric());
    let has_words = rest.contains(char::is_alphabetic);
    match NUMBERS.iter().find(|(digits, _)| *digits == number) {
        Some((_, word)) if divides && has_words => format!("{word}{rest}"),
        _ => tag.to_owned(),
    }
}

/// The names of a group's methods, in snake case, in the order of the operation ids. `groups` are
/// the texts that name the group: its tag, and the name that people chose for it.
///
/// If two operations would have the same name, both keep more of their words. So a name depends on
/// no other operation, unless that one has almost the same id.
pub fn method_names(groups: &[&str], ids: &[&str]) -> Vec<String> {
    let groups: Vec<Vec<String>> = groups.iter().flat_map(|group| group_words(group)).collect();
    let mut names: Vec<Candidates> = Vec::with_capacity(ids.len());
    for id in ids {
        names.push(Candidates::new(&groups, id, ids));
    }
    loop {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for name in &names {
            *uses.entry(name.best()).or_default() += 1;
        }
        let is_shared = |name: &Candidates| uses.get(name.best()).is_some_and(|uses| *uses > 1);
        let shared: Vec<bool> =
            names.iter().map(|name| is_shared(name) && name.has_longer()).collect();
        if !shared.contains(&true) {
            break;
        }
        for (name, _) in names.iter_mut().zip(shared).filter(|(_, shared)| *shared) {
            name.shortest.pop();
        }
    }
    names.into_iter().map(Candidates::into_best).collect()
}

/// The names that an operation's method can have.
struct Candidates {
    /// All words of the operation id.
    whole: String,
    /// Shorter names, the shortest last.
    shortest: Vec<String>,
}

impl Candidates {
    fn new(groups: &[Vec<String>], id: &str, ids: &[&str]) -> Self {
        // The id of an operation with another body is that of the first one with words behind it.
        let base = ids.iter().filter_map(|base| Some((*base, id.strip_prefix(base)?)));
        let (base, suffix) = base
            .filter(|(_, suffix)| suffix.starts_with(' '))
            .max_by_key(|(base, _)| base.len())
            .unwrap_or((id, ""));
        let phrase = Phrase::of(base);
        let (base, suffix) = (words::lower_case(base), words::lower_case(suffix));
        let name = |words: &[String]| [words, &suffix].concat().join("_");
        let mut shorter: Vec<Vec<String>> =
            groups.iter().flat_map(|group| without_group(&phrase, group)).collect();
        shorter.extend((phrase.words != base).then(|| phrase.words.clone()));
        shorter.sort_by_key(|words| std::cmp::Reverse(words.len()));
        shorter.dedup();
        let shortest = shorter.iter().map(|words| name(words)).collect();
        Self { whole: name(&base), shortest }
    }

    fn best(&self) -> &str {
        self.shortest.last().unwrap_or(&self.whole)
    }

    fn has_longer(&self) -> bool {
        !self.shortest.is_empty()
    }

    fn into_best(mut self) -> String {
        self.shortest.pop().unwrap_or(self.whole)
    }
}

/// The words of a group, also without general words at their end: operations of `Customers API` are
/// about customers.
fn group_words(group: &str) -> Vec<Vec<String>> {
    const GENERAL: &[&str] = &[
        "api",
        "apis",
        "controller",
        "endpoint",
        "endpoints",
        "management",
        "operations",
        "resource",
        "service",
        "services",
    ];
    let words = words::lower_case(group);
    let is_general = |word: &&String| GENERAL.contains(&word.as_str());
    let general = words.iter().rev().take_while(is_general).count();
    let specific = words.get(..words.len() - general).unwrap_or_default().to_vec();
    let is_shorter = general > 0 && !specific.is_empty();
    let mut found = vec![words];
    found.extend(is_shorter.then_some(specific));
    found.retain(|words| !words.is_empty());
    found
}

/// The words of an operation id without those of a group: without them at the start, at the end, at
/// both, and before a preposition. What does not read as a method is left out.
fn without_group(phrase: &Phrase, group: &[String]) -> Vec<Vec<String>> {
    let id = phrase.words.as_slice();
    let mut found = Vec::new();
    let start = start_length(id, group);
    let rest = id.get(start..).unwrap_or_default();
    if start > 0 {
        // Twice in `copilot/copilot-usage-metrics`.
        found.push(rest);
        found.extend(id.get(start + start_length(rest, group)..));
    }
    found.extend(without_end(rest, group));
    if start > 0 {
        found.extend(without_end(id, group));
    }
    found.extend(without_both(id, group));
    let mut found: Vec<Vec<String>> = found.into_iter().map(<[String]>::to_vec).collect();
    found.extend(before_preposition(rest, group));
    found.extend(phrase.without_segment(group));
    found.retain(|words| reads_as_method(words) && phrase.keeps_method(words));
    found
}

/// `find_by_status` for `find_pets_by_status` in `Pets`: an id without the group's words between
/// its verb and a preposition.
fn before_preposition(id: &[String], group: &[String]) -> Option<Vec<String>> {
    const PREPOSITIONS: &[&str] = &["by", "for", "from", "in", "to", "with"];
    let (verb, rest) = id.split_first()?;
    let (middle, end) = rest
        .iter()
        .position(|word| PREPOSITIONS.contains(&word.as_str()))
        .and_then(|at| rest.split_at_checked(at))?;
    let middle = match middle {
        [article, middle @ ..] if ARTICLES.contains(&article.as_str()) => middle,
        middle => middle,
    };
    let is_group = end.len() > 1 && is_verb(std::slice::from_ref(verb)) && same(middle, group);
    is_group.then(|| [std::slice::from_ref(verb), end].concat())
}

/// How many words at the start of an id are those of a group: all of them, its last ones
/// (`registry_get` in `Container registry`), more than half of them (`oneClicks_list` in
/// `1-Click applications`), or its first ones if the others follow
/// (`projects_list_resources_default` in `Project resources`).
fn start_length(id: &[String], group: &[String]) -> usize {
    if id.first().is_some_and(|first| is_known_verb(first)) {
        return length_of_verb_group(id, group);
    }
    let last_ones = (0..group.len()).filter_map(|start| group.get(start..));
    let first_ones = (group.len() / 2 + 1..group.len()).rev().filter_map(|end| group.get(..end));
    let length_of = |part: &[String]| {
        (1..id.len()).rev().find(|length| id.get(..*length).is_some_and(|start| same(start, part)))
    };
    let lengths = last_ones.chain(first_ones).filter_map(length_of);
    let divided = (1..group.len()).filter_map(|middle| {
        let (first, last) = group.split_at_checked(middle)?;
        length_of(first).filter(|length| has_words(id.get(*length..).unwrap_or_default(), last))
    });
    lengths.chain(divided).max().unwrap_or(0)
}

/// Whether words are among others.
fn has_words(words: &[String], part: &[String]) -> bool {
    words.windows(part.len().max(1)).any(|window| same(window, part))
}

/// The same for an id that starts with a verb, which is rarely a part of the group. It is one in
/// `list_members_add` of `List members`, whose last word is another verb.
fn length_of_verb_group(id: &[String], group: &[String]) -> usize {
    let whole = id.split_last().filter(|(last, start)| {
        let is_verb = is_known_verb(last) || matches!(last.as_str(), "all" | "one");
        is_verb && start.len() > 1 && same(start, group)
    });
    whole.map_or(0, |(_, start)| start.len())
}

/// An id without a group's words at its end, if little more than a verb is left: `list_user` for
/// `list_user_teams` in `Teams` would be about users.
fn without_end<'a>(id: &'a [String], group: &[String]) -> Option<&'a [String]> {
    let last_ones = (0..group.len()).filter_map(|start| group.get(start..));
    let rest = last_ones.filter_map(|part| {
        let end = (1..id.len()).find(|end| id.get(*end..).is_some_and(|end| same(end, part)))?;
        id.get(..end)
    });
    rest.map(without_article).find(|rest| is_verb(rest))
}

/// `list` for `domains_list_records` in `Domain records`: the id has the first words of the group
/// at its start, and the others at its end.
fn without_both<'a>(id: &'a [String], group: &[String]) -> Option<&'a [String]> {
    (1..group.len()).find_map(|middle| {
        let (first, last) = group.split_at_checked(middle)?;
        let start =
            (1..id.len()).find(|start| id.get(..*start).is_some_and(|words| same(words, first)))?;
        let end = (start + 1..id.len())
            .find(|end| id.get(*end..).is_some_and(|words| same(words, last)))?;
        let rest = without_article(id.get(start..end)?);
        is_verb(rest).then_some(rest)
    })
}

fn without_article(words: &[String]) -> &[String] {
    match words {
        [rest @ .., last] if ARTICLES.contains(&last.as_str()) => rest,
        _ => words,
    }
}

/// A verb, perhaps with a word for how many.
fn is_verb(words: &[String]) -> bool {
    const AMOUNTS: &[&str] =
        &["all", "any", "batch", "bulk", "every", "many", "multiple", "several", "single"];
    match words {
        [verb] => !JOINTS.contains(&verb.as_str()),
        [one, other] => [one, other].iter().any(|word| AMOUNTS.contains(&word.as_str())),
        _ => false,
    }
}

/// Whether words are neither a fragment nor the end of a phrase.
fn reads_as_method(words: &[String]) -> bool {
    let Some(first) = words.first() else { return false };
    let is_fragment = words.len() == 1 && (first.len() < 3 || is_version(first));
    let starts_with_letter = first.starts_with(|first: char| first.is_ascii_alphabetic());
    starts_with_letter && !is_fragment && !JOINTS.contains(&first.as_str())
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of the only method of a group.
    fn name(group: &str, id: &str) -> String {
        method_names(&[group], &[id]).remove(0)
    }

    #[test]
    fn a_group_goes_from_the_start() {
        for (group, id, method) in [
            ("Customers", "customers_list", "list"),
            ("customer", "customers.list", "list"),
            ("Floating IPs", "floatingIPs_list", "list"),
            ("Floating IP Actions", "floatingIPsAction_get", "get"),
            ("Add-ons", "addons_get_app", "get_app"),
            ("VPC NAT gateways", "vpcnatgateways_list", "list"),
            ("Container registry", "registry_get_subscription", "get_subscription"),
            ("1-Click applications", "oneClicks_list", "list"),
            ("1-Click applications", "oneClicks_install_kubernetes", "install_kubernetes"),
            ("Header operations", "header_responseBool", "response_bool"),
            ("Customer invoices", "customer_get_tax", "customer_get_tax"),
            ("Project resources", "projects_list_resources_default", "list_resources_default"),
            ("copilot", "copilot/copilot-usage-metrics", "usage_metrics"),
            ("issues", "issues/list-blocked-by", "list_blocked_by"),
            ("workspaces", "experimental.workspace.list", "experimental_list"),
            ("workspaces", "experimental_workspace_list", "experimental_workspace_list"),
        ] {
            assert_eq!(name(group, id), method, "{group} {id}");
        }
    }

    #[test]
    fn a_group_goes_from_the_end_if_a_verb_is_left() {
        for (group, id, method) in [
            ("Customers", "listCustomers", "list"),
            ("Customers", "getCustomer", "get"),
            ("Customers", "get-a-customer", "get"),
            ("Customers", "deleteAllCustomers", "delete_all"),
            ("Customer management", "listCustomers", "list"),
            ("Billing accounts", "listAccounts", "list"),
            ("Business entities", "getBusinessEntity", "get"),
            ("Teams", "listUserTeams", "list_user_teams"),
            ("Customers", "linkOrderToCustomer", "link_order_to_customer"),
        ] {
            assert_eq!(name(group, id), method, "{group} {id}");
        }
    }

    #[test]
    fn a_group_goes_from_both_ends() {
        for (group, id, method) in [
            ("Domain records", "domains_list_records", "list"),
            ("Customer seats", "customer-seats:claim_seat", "claim"),
            ("Projects", "projects_get_project", "get"),
        ] {
            assert_eq!(name(group, id), method, "{group} {id}");
        }
    }

    #[test]
    fn a_group_goes_from_before_a_preposition() {
        for (group, id, method) in [
            ("pet", "findPetsByStatus", "find_by_status"),
            ("pet", "getPetById", "get_by_id"),
            ("pet", "updatePetWithForm", "update_with_form"),
            ("user", "createUsersWithListInput", "create_with_list_input"),
            ("Contacts", "remove-a-contact-from-list", "remove_from_list"),
            ("Users", "users_get_user_by_name", "get_by_name"),
            ("pet", "findPetStatusByName", "find_pet_status_by_name"),
            ("pet", "listOwnersOfPets", "list_owners_of_pets"),
            ("Users", "logUserIn", "log_user_in"),
        ] {
            assert_eq!(name(group, id), method, "{group} {id}");
        }
    }

    #[test]
    fn articles_and_repeated_segments_go() {
        for (group, id, method) in [
            ("", "retrieve_a_customer", "retrieve_customer"),
            ("", "add_charge_to_an_invoice", "add_charge_to_invoice"),
            ("", "create_a_records", "create_a_records"),
            ("portal", "portal:seats:list_seats", "list_seats"),
            ("portal", "portal:seats:assign_seat", "assign_seat"),
            ("v2 messages", "v2.session.messages", "session_messages"),
            ("oauth2", "oauth2:clients:oauth2:create_client", "create_client"),
        ] {
            assert_eq!(name(group, id), method, "{group} {id}");
        }
        // Both keep their words if they would be the same.
        let ids = ["get_a_pet", "get_pet"];
        assert_eq!(method_names(&[], &ids), ["get_a_pet", "get_pet"]);
    }

    #[test]
    fn a_group_that_starts_with_a_verb_goes_before_another_verb() {
        assert_eq!(name("List members", "listMembersAdd"), "add");
        assert_eq!(name("List members", "listMembersAll"), "all");
        assert_eq!(name("List members", "listMembersOfList"), "list_members_of_list");
        assert_eq!(name("Get customer", "getCustomerLeadSource"), "get_customer_lead_source");
    }

    #[test]
    fn a_group_stays_in_the_middle() {
        for (group, id) in [
            ("Customers", "get_customer_lead_source"),
            ("Customers", "list_customer_list"),
            ("One", "the_one_click"),
            ("Pets", "get_pets_id"),
        ] {
            assert_eq!(name(group, id), id, "{group} {id}");
        }
    }

    #[test]
    fn what_is_left_reads_as_a_method() {
        for (group, id) in [
            ("Customers", "customers_by_name"),
            ("Customers", "customers_id"),
            ("Customers", "customers_v2"),
            ("Customers", "customers_2"),
            ("Customers", "customers"),
            ("Lists", "list_contacts"),
            ("Search", "search_for"),
        ] {
            assert_eq!(name(group, id), id, "{group} {id}");
        }
        assert_eq!(name("Lists", "list_lists"), "list");
    }

    #[test]
    fn a_chosen_name_makes_no_method_longer() {
        assert_eq!(method_names(&["SSH Keys", "keys"], &["sshKeys_create"]), ["create"]);
        assert_eq!(method_names(&["SSH Keys", "credentials"], &["sshKeys_create"]), ["create"]);
        assert_eq!(method_names(&[], &["createOperation"]), ["create_operation"]);
    }

    #[test]
    fn names_that_would_be_the_same_keep_more_words() {
        assert_eq!(method_names(&["Pets"], &["getPet", "getPets"]), ["get_pet", "get_pets"]);
        assert_eq!(
            method_names(&["Pets"], &["pets_getPet", "pets_getPets", "pets_list"]),
            ["get_pet", "get_pets", "list"]
        );
        assert_eq!(method_names(&["Pets"], &["listPets", "list"]), ["list_pets", "list"]);
    }

    #[test]
    fn another_operation_renames_no_method() {
        let before = ["listCustomers", "getCustomerLeadSource", "customers_merge"];
        let after = ["listCustomers", "getCustomerLeadSource", "customers_merge", "createOrder"];
        let names = method_names(&["Customers"], &before);
        assert_eq!(names, ["list", "get_customer_lead_source", "merge"]);
        assert_eq!(method_names(&["Customers"], &after).get(..3), Some(names.as_slice()));
    }

    #[test]
    fn another_body_keeps_its_words() {
        assert_eq!(
            method_names(&["Pets"], &["createPet", "createPet form"]),
            ["create", "create_form"]
        );
    }

    #[test]
    fn a_number_at_the_start_of_a_group_is_spelled_out() {
        assert_eq!(group_text("1-Click Applications"), "one-Click Applications");
        assert_eq!(group_text("2FA"), "2FA");
        assert_eq!(group_text("3"), "3");
        assert_eq!(group_text("2024-01"), "2024-01");
    }
}
