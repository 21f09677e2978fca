//! `oneOf` and `anyOf` whose schemas only restrict what is beside them.

use super::Context;
use super::leaf::Leaf;
use super::node::{Node, only_restricts};
use crate::diagnostic::Code;
use crate::source::Location;

impl<'a> Context<'a> {
    /// Whether all alternatives of a schema only restrict what is beside them.
    pub(super) fn only_restricting(&mut self, node: &Node<'a>, keyword: &str) -> bool {
        let locations = self.elements(&node.location, keyword);
        let mut targets = locations.iter().filter_map(|location| self.glance(location));
        targets.all(|(_, raw)| only_restricts(raw))
    }

    /// Ignores the alternatives of a leaf that become no variants. Those of a leaf that lacks some
    /// already were looked at before.
    pub(super) fn ignore_restricting(&mut self, leaf: &mut Leaf<'a>, at: &Node<'a>) {
        if !leaf.node.ignored.is_empty() {
            return;
        }
        let mut ignored = Vec::new();
        for keyword in ["oneOf", "anyOf"] {
            if leaf.node.has(keyword) && !self.become_variants(&leaf.node, keyword, at) {
                ignored.push(keyword);
            }
        }
        ignored.into_iter().for_each(|keyword| leaf.ignore(keyword));
    }

    /// Whether alternatives become variants. Some only restrict. Others lead back to the schema
    /// itself, such as those of a base schema that lists its children.
    fn become_variants(&mut self, node: &Node<'a>, keyword: &str, at: &Node<'a>) -> bool {
        let locations = self.elements(&node.location, keyword);
        let targets: Vec<Location> =
            locations.iter().filter_map(|location| Some(self.target(location)?.0)).collect();
        if targets.contains(&at.location) && node.location != at.location
            || self.leads_back(&node.location, &at.location)
        {
            return false;
        }
        let restricting = self.only_restricting(node, keyword);
        if restricting {
            self.restricts(node, keyword);
        }
        !restricting
    }

    /// The properties that alternatives require which only restrict, and where they do.
    pub(super) fn required_by_some(&mut self, node: &Node<'a>) -> Vec<(&'a str, Location)> {
        let mut names = Vec::new();
        for keyword in ["oneOf", "anyOf"] {
            if !node.has(keyword) || !self.only_restricting(node, keyword) {
                continue;
            }
            for location in self.elements(&node.location, keyword) {
                let Some((target, raw)) = self.glance(&location) else { continue };
                let at = target.child("required");
                let list = raw.get("required").and_then(|list| list.as_array());
                let texts = list.into_iter().flatten().enumerate();
                names.extend(
                    texts.filter_map(|(index, text)| Some((text.as_str()?, at.element(index)))),
                );
            }
        }
        names
    }

    /// Reports that alternatives only restrict what is beside them.
    pub(super) fn restricts(&mut self, node: &Node<'a>, keyword: &str) {
        self.report_at(
            Code::AlternativesIgnored,
            &node.location.child(keyword).key(),
            format!(
                "this `{keyword}` only restricts which properties occur together; the client does not check this"
            ),
            "no action needed",
        );
    }
}
