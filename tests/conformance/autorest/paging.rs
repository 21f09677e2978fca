//! `paging.json` and `custom-baseUrl-paging.json`: lists in pages.

use autorest::paging::Client;
use autorest::paging::types::{BodyParam, PagingPageWithMaxPageSizeMaxpagesize};
use futures_util::TryStreamExt as _;

use crate::check::{Problem, equal, run};

/// A client that keeps cookies: the server counts attempts with them.
fn client() -> Client {
    let builder = builder!(paging).http_client(|http| http.cookie_store(true));
    builder.build().expect("a client")
}

/// A stream of all items has this many.
macro_rules! streams {
    ($call:expr, $count:expr) => {{
        let check = async {
            let items = $call.stream().try_fold(0_usize, |count, _| async move { Ok(count + 1) });
            equal(&items.await?, &$count)
        };
        run(module_path!(), stringify!($call), check).await
    }};
}

/// A stream of all items ends with an error of this status.
macro_rules! breaks {
    ($call:expr, $status:expr) => {{
        let check = async {
            let items = $call.stream().try_fold(0_usize, |count, _| async move { Ok(count + 1) });
            match items.await {
                Ok(count) => Err(Problem::new(format!("it has {count} items"))),
                Err(error) => equal(&error.status().map(|it| it.as_u16()), &$status),
            }
        };
        run(module_path!(), stringify!($call), check).await
    }};
}

pub async fn calls() {
    pages().await;
    parameters().await;
    errors().await;
    links_without_extension().await;
    relative_links().await;
}

async fn pages() {
    let paging = client().operations();
    streams!(paging.paging_get_no_item_name_pages(), 1);
    streams!(paging.paging_get_empty_next_link_name_pages(), 1);
    streams!(paging.paging_get_single_pages(), 1);
    let body = BodyParam::new().name("body");
    streams!(paging.paging_get_single_pages_with_body_params(body), 1);
    streams!(paging.paging_first_response_empty(), 1);
    streams!(paging.paging_get_multiple_pages(), 10);
    streams!(paging.paging_get_multiple_pages_with_offset(100), 10);
    streams!(paging.paging_get_multiple_pages_retry_first(), 10);
    streams!(paging.paging_get_multiple_pages_retry_second(), 10);
    gets_json!(paging.paging_get_single_pages(), {
        "values": [{"properties": {"id": 1, "name": "Product"}}]
    });
    // `nextLinkName: null` says that there is one page, although the body has a link.
    check!(paging.paging_get_null_next_link_name_pages(), |it| {
        equal(&it?.into_inner().values.map(|it| it.len()), &Some(1))
    });
}

async fn parameters() {
    let paging = client().operations();
    streams!(paging.paging_duplicate_params().filter("foo"), 1);
    streams!(paging.paging_page_with_max_page_size(), 0);
    let size = PagingPageWithMaxPageSizeMaxpagesize::N5;
    breaks!(paging.paging_page_with_max_page_size().maxpagesize(size), Some(400));
    // A link is followed unchanged. The server expects another operation, or another `api-version`.
    breaks!(paging.paging_get_with_query_params(100, true), Some(400));
    breaks!(paging.paging_append_api_version("1.0.0"), Some(400));
    breaks!(paging.paging_replace_api_version("1.0.0"), Some(400));
    sends!(paging.paging_next_operation_with_query_params(true));
}

async fn errors() {
    let paging = client().operations();
    breaks!(paging.paging_get_single_pages_failure(), Some(400));
    breaks!(paging.paging_get_multiple_pages_failure(), Some(400));
    // `*&*#&$` is a relative reference.
    breaks!(paging.paging_get_multiple_pages_failure_uri(), Some(404));
}

/// The document names another operation for the next pages, which is not part of OpenAPI.
async fn links_without_extension() {
    let paging = client().operations();
    sends!(paging.paging_get_odata_multiple_pages());
    sends!(paging.paging_get_multiple_pages_fragment_next_link("test_user", "1.6"));
    sends!(paging.paging_get_multiple_pages_fragment_with_grouping_next_link("test_user", "1.6"));
    sends!(paging.paging_get_multiple_pages_lro(), 202);
}

async fn relative_links() {
    let paging = client!(custom_baseurl_paging).operations();
    streams!(paging.paging_get_pages_partial_url(), 2);
    sends!(paging.paging_get_pages_partial_url_operation());
}
