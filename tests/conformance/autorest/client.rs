//! Documents about clients: base URLs, credentials, constants, and parameters of all operations.

use autorest::constants::types::{PathClientConstantParameter, QueryClientConstantParameter};
use autorest::validation::types::{
    ChildProduct, ChildProductConstProperty, ConstantProduct, ConstantProductConstProperty,
    ConstantProductConstProperty2, GetWithConstantInPathConstantParam,
    PostWithConstantInBodyConstantParam, Product, ProductConstInt, ProductConstString,
};

pub async fn calls() {
    base_urls().await;
    credentials().await;
    constants().await;
    validation().await;
}

async fn base_urls() {
    sends!(client!(custom_baseurl).path_operations().get_empty());
    let paths = client!(custom_baseurl_more_options).path_operations();
    sends!(paths.get_empty("test12", "key1").key_version("v1"));
    sends!(client!(parameterized_endpoint).operations().get());
    let groups = client!(subscriptionid_apiversion).operations();
    gets_json!(
        groups.group_get_sample_resource_group("a", "testgroup101", "2014-04-01-preview"),
        {"name": "testgroup101", "location": "West US"}
    );
    let head = client!(client_enum).operations();
    sends!(head.head("single"));
}

async fn credentials() {
    let client = builder!(security_aad).aad_token("https://security.microsoft.com/.default");
    sends!(client.build().expect("a client").operations().head());
    let client = builder!(security_key).azure_key("123456789");
    sends!(client.build().expect("a client").operations().head());
}

/// The server has no route for the enums of `constants.json`.
async fn constants() {
    let constants = client!(constants).operations();
    let value = "value1";
    macro_rules! optional {
        ($($call:ident)*) => {
            $(fails!(constants.$call().input(value), 404);)*
        };
    }
    optional! {
        contants_put_no_model_as_string_no_required_two_value_no_default
        contants_put_no_model_as_string_no_required_two_value_default
        contants_put_no_model_as_string_no_required_one_value_no_default
        contants_put_no_model_as_string_no_required_one_value_default
        contants_put_model_as_string_no_required_two_value_no_default
        contants_put_model_as_string_no_required_two_value_default
        contants_put_model_as_string_no_required_one_value_no_default
        contants_put_model_as_string_no_required_one_value_default
    }
    macro_rules! required {
        ($($call:ident)*) => {
            $(fails!(constants.$call(value), 404);)*
        };
    }
    required! {
        contants_put_no_model_as_string_required_two_value_no_default
        contants_put_no_model_as_string_required_two_value_default
        contants_put_no_model_as_string_required_one_value_no_default
        contants_put_no_model_as_string_required_one_value_default
        contants_put_model_as_string_required_two_value_no_default
        contants_put_model_as_string_required_two_value_default
        contants_put_model_as_string_required_one_value_no_default
        contants_put_model_as_string_required_one_value_default
    }
    let path = PathClientConstantParameter::Path;
    let query = QueryClientConstantParameter::N100;
    sends!(constants.contants_put_client_constants(path, true, query));
}

async fn validation() {
    let operations = client!(validation).operations();
    let constant = GetWithConstantInPathConstantParam::Constant;
    sends!(operations.get_with_constant_in_path(constant));
    let product = || {
        let child = ChildProduct::new(ChildProductConstProperty::Constant);
        let constant = ConstantProduct::new(
            ConstantProductConstProperty::Constant,
            ConstantProductConstProperty2::Constant2,
        );
        Product::new(child, constant, ProductConstInt::N0, ProductConstString::Constant)
    };
    let constant = PostWithConstantInBodyConstantParam::Constant;
    gets!(operations.post_with_constant_in_body(constant).body(product()), product());
}
