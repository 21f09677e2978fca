//! Tests of operations: two calls of each, as users write them.

mod response;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use super::argument::ordered_parameters;
use super::krate::{Api, Item, Operation, OperationTests, ResponseContent, TestCall};
use super::name::Ident;
use crate::ir::{self, ArgumentValues, MadeValue};
use value::Values;

/// Plans the tests of the operations that have values for calls.
pub fn plan(api: &ir::Api, planned: &mut Api) {
    let known: BTreeMap<&str, &ir::Operation> = api
        .operations
        .iter()
        .filter(|operation| operation.calls.is_some())
        .map(|operation| (operation.id.as_str(), operation))
        .collect();
    let items: BTreeMap<&Ident, &Item> = planned
        .types
        .iter()
        .flat_map(|module| &module.items)
        .map(|item| (&item.ident, item))
        .collect();
    let unnamed = planned.xml.roots.iter().filter(|(_, root)| root.name.is_none());
    let unnamed: BTreeSet<&Ident> = unnamed.map(|(name, _)| name).collect();
    for operation in planned.groups.iter_mut().flat_map(|group| &mut group.operations) {
        operation.tests = known
            .get(operation.id.as_str())
            .and_then(|source| operation_tests(source, operation, &items));
        if let Some(tests) = &mut operation.tests
            && operation.output.responses().any(|response| {
                matches!(&response.content, ResponseContent::Xml(_, root) if unnamed.contains(root))
            })
        {
            tests.response = Err("the root element of the response has no name".to_owned());
        }
    }
}

/// Which of the values of an argument a call has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Required,
    Complete,
}

impl Extent {
    fn of(self, values: &ArgumentValues) -> &MadeValue {
        match self {
            Self::Required => &values.required,
            Self::Complete => &values.complete,
        }
    }
}

fn operation_tests(
    source: &ir::Operation,
    operation: &Operation,
    items: &BTreeMap<&Ident, &Item>,
) -> Option<OperationTests> {
    let calls = source.calls.as_ref()?;
    // The values are in the order of the document.
    let position = |wanted: &ir::Parameter| {
        source.parameters.iter().position(|parameter| {
            parameter.name == wanted.name && parameter.location == wanted.location
        })
    };
    let ordered = ordered_parameters(source);
    let parameters = ordered
        .into_iter()
        .filter_map(|parameter| calls.parameters.get(position(parameter)?))
        .collect();
    let arguments = CallArguments { parameters, body: calls.body.as_ref() };
    let plan = |extent| call(operation, &arguments, Values::new(items), extent);
    let (required, complete) = (plan(Extent::Required), plan(Extent::Complete));
    Some(OperationTests {
        complete: Some(complete).filter(|complete| *complete != required),
        required,
        response: response::plan(source, operation, calls),
        streams: response::of_streams(source, operation, calls),
    })
}

/// The values of a call.
struct CallArguments<'a> {
    /// For each parameter, in the order of the plan.
    parameters: Vec<&'a ArgumentValues>,
    body: Option<&'a ArgumentValues>,
}

fn call(
    operation: &Operation,
    call: &CallArguments<'_>,
    mut writer: Values<'_>,
    extent: Extent,
) -> TestCall {
    let (mut arguments, mut setters) = (Ok(Vec::new()), Vec::new());
    let parameters =
        operation.parameters.iter().zip(&call.parameters).map(|(parameter, values)| {
            (&parameter.ident, &parameter.name, parameter.ty.clone(), parameter.required, *values)
        });
    let no_name = String::from("body");
    let body = operation
        .body
        .iter()
        .zip(call.body)
        .map(|(body, values)| (&body.ident, &no_name, body.argument(), body.required, values));
    for (ident, name, ty, is_required, values) in parameters.chain(body) {
        if !is_required && extent == Extent::Required {
            continue;
        }
        let made = extent.of(values).clone();
        match made.and_then(|value| writer.expression(&ty, &value)) {
            Ok(expression) if is_required => {
                if let Ok(arguments) = &mut arguments {
                    arguments.push(expression);
                }
            }
            Ok(expression) => setters.push((ident.clone(), expression)),
            Err(reason) if is_required => {
                arguments = arguments.and(Err(format!("`{name}`: {reason}")));
            }
            Err(reason) => writer.left_out.push((name.clone(), reason)),
        }
    }
    TestCall { arguments, setters, left_out: writer.left_out }
}
