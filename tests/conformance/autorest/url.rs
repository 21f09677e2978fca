//! `url.json` and `url-multi-collectionFormat.json`: parameters in paths and queries.

use autorest::url::types::{
    PathsByteEmptyBytePath, PathsEnumValidEnumPath, PathsStringEmptyStringPath,
    QueriesByteEmptyByteQuery, QueriesEnumValidEnumQuery, QueriesStringEmptyStringQuery,
};
use autorest::{Base64, Base64Url};

const HAN: &str = "啊齄丂狛狜\u{f9f1}\u{f92c}\u{f9f1}\u{fa0c}\u{fa29}";
const RESERVED: &str = "begin!*'();:@ &=+$,/?#[]end";
const LIST: [&str; 4] = ["ArrayQuery1", RESERVED, "", ""];

fn bytes() -> Base64 {
    Base64::from(HAN.as_bytes().to_vec())
}

pub async fn calls() {
    paths().await;
    queries().await;
    optional_queries().await;
    lists().await;
    path_items().await;
}

async fn paths() {
    let paths = client!(url).path_operations();
    sends!(paths.get_boolean_true(true));
    sends!(paths.get_boolean_false(false));
    sends!(paths.get_int_one_million(1_000_000));
    sends!(paths.get_int_negative_one_million(-1_000_000));
    sends!(paths.get_ten_billion(10_000_000_000));
    sends!(paths.get_negative_ten_billion(-10_000_000_000));
    sends!(paths.float_scientific_positive(1.034e20));
    sends!(paths.float_scientific_negative(-1.034e-20));
    sends!(paths.double_decimal_positive(9_999_999.999));
    sends!(paths.double_decimal_negative(-9_999_999.999));
    sends!(paths.string_unicode(HAN));
    sends!(paths.string_url_encoded(RESERVED));
    sends!(paths.string_url_non_encoded("begin!*'();:@&=+$,end"));
    sends!(paths.string_empty(PathsStringEmptyStringPath::Empty));
    sends!(paths.enum_valid(PathsEnumValidEnumPath::GreenColor));
    sends!(paths.byte_multi_byte(bytes()));
    sends!(paths.byte_empty(PathsByteEmptyBytePath::Empty));
    sends!(paths.date_valid("2012-01-01"));
    sends!(paths.date_time_valid("2012-01-01T01:01:01Z"));
    sends!(paths.base64_url(Base64Url::from(b"lorem")));
    sends!(paths.unix_time_url(1_460_505_600));
    let queries = client!(url).query_operations();
    sends!(queries.paths_array_csv_in_path(["ArrayPath1", RESERVED, "", ""]));
}

async fn queries() {
    let paths = client!(url).path_operations();
    sends!(paths.queries_get_boolean_true(true));
    sends!(paths.queries_get_boolean_false(false));
    let queries = client!(url).query_operations();
    sends!(queries.get_int_one_million(1_000_000));
    sends!(queries.get_int_negative_one_million(-1_000_000));
    sends!(queries.get_ten_billion(10_000_000_000));
    sends!(queries.get_negative_ten_billion(-10_000_000_000));
    sends!(queries.float_scientific_positive(1.034e20));
    sends!(queries.float_scientific_negative(-1.034e-20));
    sends!(queries.double_decimal_positive(9_999_999.999));
    sends!(queries.double_decimal_negative(-9_999_999.999));
    sends!(queries.string_unicode(HAN));
    sends!(queries.string_url_encoded(RESERVED));
    sends!(queries.string_empty(QueriesStringEmptyStringQuery::Empty));
    sends!(queries.enum_valid().enum_query(QueriesEnumValidEnumQuery::GreenColor));
    sends!(queries.byte_multi_byte().byte_query(bytes()));
    sends!(queries.byte_empty(QueriesByteEmptyByteQuery::Empty));
    sends!(queries.date_valid("2012-01-01"));
    sends!(queries.date_time_valid("2012-01-01T01:01:01Z"));
}

async fn optional_queries() {
    let queries = client!(url).query_operations();
    sends!(queries.get_boolean_null());
    sends!(queries.get_int_null());
    sends!(queries.get_long_null());
    sends!(queries.float_null());
    sends!(queries.double_null());
    sends!(queries.string_null());
    sends!(queries.enum_null());
    sends!(queries.byte_null());
    sends!(queries.date_null());
    sends!(queries.date_time_null());
}

async fn lists() {
    let queries = client!(url).query_operations();
    sends!(queries.array_string_csv_valid().array_query(LIST));
    sends!(queries.array_string_csv_null());
    sends!(queries.array_string_csv_empty().array_query([""; 0]));
    let greetings = ["hello", "nihao", "bonjour"];
    sends!(queries.array_string_no_collection_format_empty().array_query(greetings));
    // With spaces between its items, this is the same text as `LIST`. No item can have a space.
    let split = ["ArrayQuery1", "begin!*'();:@", "&=+$,/?#[]end", "", ""];
    sends!(queries.array_string_ssv_valid().array_query(split));
    sends!(queries.array_string_tsv_valid().array_query(LIST));
    sends!(queries.array_string_pipes_valid().array_query(LIST));
    let queries = client!(url_multi_collectionformat).query_operations();
    sends!(queries.array_string_multi_null());
    sends!(queries.array_string_multi_empty().array_query([""; 0]));
    sends!(queries.array_string_multi_valid().array_query(LIST.map(str::to_owned)));
}

async fn path_items() {
    let queries = client!(url).query_operations();
    let [global, item, local] = ["globalStringPath", "pathItemStringPath", "localStringPath"];
    let [global_query, item_query, local_query] =
        ["globalStringQuery", "pathItemStringQuery", "localStringQuery"];
    sends!(
        queries
            .path_items_get_all_with_values(global, item, local)
            .global_string_query(global_query)
            .path_item_string_query(item_query)
            .local_string_query(local_query)
    );
    sends!(
        queries
            .path_items_get_global_query_null(global, item, local)
            .path_item_string_query(item_query)
            .local_string_query(local_query)
    );
    sends!(
        queries
            .path_items_get_global_and_local_query_null(global, item, local)
            .path_item_string_query(item_query)
    );
    sends!(
        queries
            .path_items_get_local_path_item_query_null(global, item, local)
            .global_string_query(global_query)
    );
}
