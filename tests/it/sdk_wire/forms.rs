//! One form of each kind, compared byte for byte.

use customer_timeline::customer_service::types::{
    RenameCustomerForm, SearchByCustomerChannelValueForm,
};
use oasmith_tests::clients;
use oasmith_tests::server::{Server, ServerResponse};

#[tokio::test]
async fn an_urlencoded_form() {
    let server = Server::start([ServerResponse::new(200, "")]).await;
    let form = RenameCustomerForm::new()
        .primary_id("a b&c=d+e%f")
        .brand_id(1)
        .firstname("Zoë")
        .lastname("O'Neill-Šimek")
        .additional_properties([("custom_ü", "~*\r\n")]);
    clients::customer_service(&server).customer().rename(form).await.unwrap();
    let request = server.take_one();
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = "primaryID=a%20b%26c%3Dd%2Be%25f&brandID=1&firstname=Zo%C3%AB&lastname=O%27Neill-%C5%A0imek\
        &custom_%C3%BC=~%2A%0D%0A";
    assert_eq!(String::from_utf8(request.body).unwrap(), expected);
}

#[tokio::test]
async fn a_multipart_form() {
    let server = Server::start([ServerResponse::new(200, "")]).await;
    let customers = clients::customer_service(&server).customer();
    let form = || {
        SearchByCustomerChannelValueForm::new()
            .customer_channel_value("Zoë & \"Co\"\r\n--")
            .brand_id(-7)
    };
    customers.search_by_customer_channel_value(form()).await.unwrap();
    let request = server.take_one();
    let content_type = request.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\n\
        Content-Disposition: form-data; name=\"customerChannelValue\"\r\n\
        \r\n\
        Zoë & \"Co\"\r\n--\r\n\
        --{boundary}\r\n\
        Content-Disposition: form-data; name=\"brand_id\"\r\n\
        \r\n\
        -7\r\n\
        --{boundary}--\r\n"
    );
    assert_eq!(String::from_utf8(request.body.clone()).unwrap(), expected);

    customers.search_by_customer_channel_value(form()).await.unwrap();
    assert_ne!(
        server.take_one().header("content-type"),
        Some(content_type),
        "nobody can foresee the boundary"
    );
}
