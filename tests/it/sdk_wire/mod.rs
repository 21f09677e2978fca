//! The bytes on the wire and the decoded response of every operation of both documents: once with
//! all arguments, once with only the required ones.

mod customer_service;
mod forms;
mod rebilly;
mod wire;

use oasmith_tests::documents;

/// Declares the tests of some operations: for each, the function with the same name calls it.
macro_rules! operations {
    ($api:literal: $($test:ident $id:literal,)*) => {
        /// The operations with tests.
        pub const TESTED: &[&str] = &[$($id),*];

        mod tests {
            $(
                #[tokio::test]
                async fn $test() {
                    let wire = crate::sdk_wire::wire::Wire::start($api, $id).await;
                    super::$test(&wire).await;
                    wire.finish();
                }
            )*
        }
    };
}
pub(crate) use operations;

#[test]
fn no_operation_is_left_out() {
    for (api, tested, count) in
        [("rebilly", rebilly::TESTED, 19), ("customer-service", customer_service::TESTED, 14)]
    {
        let operations = documents::operations(api);
        let documented: Vec<&str> =
            operations.iter().filter(|one| !one.is_webhook).map(|one| one.id.as_str()).collect();
        let sorted = |ids: &[&str]| {
            let mut ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            ids.sort();
            ids
        };
        assert_eq!(sorted(tested), sorted(&documented), "{api}");
        assert_eq!(documented.len(), count, "{api}");
    }
}
