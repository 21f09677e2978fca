//! The operations of the customer service API.

use customer_timeline::customer_service::types::{
    AddChannelOnlyForm, CreateCustomerCrudForm, CreateCustomerForm, ExternalEventForm,
    RenameCustomerForm, SearchByCustomerChannelValueForm, SearchByPrimaryExternalIdForm,
    SyncWithCrmForm, UpdateCustomerByReferenceForm, UpdateCustomerForm,
};

use super::operations;
use super::wire::{Sent, Wire};

operations! { "customer-service":
    list_customers "listCustomers",
    create_customer "createCustomer",
    rename_customer "renameCustomer",
    get_customer "getCustomer",
    update_customer "updateCustomer",
    delete_customer "deleteCustomer",
    search_by_primary_external_id "searchByPrimaryExternalId",
    search_by_customer_channel_value "searchByCustomerChannelValue",
    add_channel_only "addChannelOnly",
    update_by_reference "updateCustomerByReference",
    timeline_by_customer_external_id "timelineByCustomerExternalId",
    add_external_event "addExternalEvent",
    sync_with_crm "syncWithCrm",
    create_customer_crud "createCustomerCrud",
}

async fn list_customers(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let list = customers.list().await.unwrap();
    wire.sent_all("GET /api/v2/customer", &[], Sent::Nothing).await;
    wire.responded(&*list);
    assert_eq!(list.items.as_ref().unwrap()[0].brand_name.as_deref(), Some("text"));

    customers.list().await.unwrap();
    wire.sent_required("GET /api/v2/customer", Sent::Nothing).await;
}

async fn create_customer(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = CreateCustomerForm::new()
        .channel_id("email")
        .customer_link_channel("text")
        .search_customer_channel_value("text")
        .brand_id(1)
        .primary_id("text")
        .no_sync(true)
        .firstname("Zoë")
        .lastname("O'Neill-Šimek")
        .ticket_id(1)
        .extra_email("me@example.com")
        .extra_telephone("+31201234567")
        .additional_properties([("custom_testfield", "text")]);
    let created = customers.create(form).await.unwrap();
    let parts = [
        ("channel_id", "email"),
        ("customer_link_channel", "text"),
        ("search_customer_channel_value", "text"),
        ("brand_id", "1"),
        ("primary_id", "text"),
        ("noSync", "true"),
        ("firstname", "Zoë"),
        ("lastname", "O'Neill-Šimek"),
        ("ticket_id", "1"),
        ("extra_email", "me@example.com"),
        ("extra_telephone", "+31201234567"),
        ("custom_testfield", "text"),
    ];
    wire.sent_all("POST /api/v2/customer", &[], Sent::Multipart(&parts)).await;
    wire.responded_raw(&created);

    customers.create(CreateCustomerForm::new()).await.unwrap();
    wire.sent_required("POST /api/v2/customer", Sent::Multipart(&[])).await;
}

async fn rename_customer(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = RenameCustomerForm::new()
        .primary_id("text")
        .brand_id(1)
        .customer_id(1)
        .firstname("Zoë")
        .lastname("O'Neill-Šimek")
        .custom("testfield", "a=b & c");
    let renamed = customers.rename(form).await.unwrap();
    let pairs = [
        ("primaryID", "text"),
        ("brandID", "1"),
        ("customerID", "1"),
        ("firstname", "Zoë"),
        ("lastname", "O'Neill-Šimek"),
        ("custom_testfield", "a=b & c"),
    ];
    wire.sent_all("PUT /api/v2/customer", &[], Sent::Form(&pairs)).await;
    wire.responded_raw(&renamed);

    customers.rename(RenameCustomerForm::new().customer_id(7)).await.unwrap();
    wire.sent_required("PUT /api/v2/customer", Sent::Form(&[("customerID", "7")])).await;
}

async fn get_customer(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let customer = customers.get(1).await.unwrap();
    wire.sent_all("GET /api/v2/customer/1", &[], Sent::Nothing).await;
    wire.responded_raw(&customer);

    customers.get(9_007_199_254_740_993).await.unwrap();
    wire.sent_required("GET /api/v2/customer/9007199254740993", Sent::Nothing).await;
}

async fn update_customer(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = UpdateCustomerForm::new()
        .brand_id(1)
        .firstname("Zoë")
        .lastname("O'Neill-Šimek")
        .custom("testfield", "text")
        .customer_channel("text", "text")
        .customer_channel("2", "zoe@example.com");
    let updated = customers.update(1, form).await.unwrap();
    let pairs = [
        ("brandID", "1"),
        ("firstname", "Zoë"),
        ("lastname", "O'Neill-Šimek"),
        ("custom_testfield", "text"),
        ("customerChannelType_0", "text"),
        ("customerChannelType_1", "2"),
        ("customerChannelValue_0", "text"),
        ("customerChannelValue_1", "zoe@example.com"),
    ];
    wire.sent_all("PUT /api/v2/customer/1", &[], Sent::Form(&pairs)).await;
    wire.responded(&*updated);
    assert_eq!(updated.message.as_deref(), Some("Customer updated."));

    customers.update(1, UpdateCustomerForm::new()).await.unwrap();
    wire.sent_required("PUT /api/v2/customer/1", Sent::Form(&[])).await;
}

async fn delete_customer(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let deleted = customers.delete(1).await.unwrap();
    wire.sent_all("DELETE /api/v2/customer/1", &[], Sent::Nothing).await;
    wire.responded_raw(&deleted);

    customers.delete(-1).await.unwrap();
    wire.sent_required("DELETE /api/v2/customer/-1", Sent::Nothing).await;
}

async fn search_by_primary_external_id(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = SearchByPrimaryExternalIdForm::new().primary_id("text").brand_id(1);
    let found = customers.search_by_primary_external_id(form).await.unwrap();
    let line = "POST /api/v2/customer/SearchByPrimaryExternalID";
    wire.sent_all(line, &[], Sent::Multipart(&[("primary_id", "text"), ("brand_id", "1")])).await;
    wire.responded_raw(&found);

    customers.search_by_primary_external_id(SearchByPrimaryExternalIdForm::new()).await.unwrap();
    wire.sent_required(line, Sent::Multipart(&[])).await;
}

async fn search_by_customer_channel_value(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form =
        SearchByCustomerChannelValueForm::new().customer_channel_value("a\r\n--b\"c").brand_id(1);
    let found = customers.search_by_customer_channel_value(form).await.unwrap();
    let line = "POST /api/v2/customer/SearchByCustomerChannelValue";
    let parts = [("customerChannelValue", "a\r\n--b\"c"), ("brand_id", "1")];
    wire.sent_all(line, &[], Sent::Multipart(&parts)).await;
    wire.responded_raw(&found);

    customers
        .search_by_customer_channel_value(SearchByCustomerChannelValueForm::new())
        .await
        .unwrap();
    wire.sent_required(line, Sent::Multipart(&[])).await;
}

async fn add_channel_only(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = AddChannelOnlyForm::new()
        .customer_id(1)
        .primary_id("text")
        .brand_id(1)
        .extra_email("me@example.com")
        .extra_telephone("+31201234567")
        .extra_twitter("text")
        .extra_facebook(1);
    let added = customers.add_channel_only(form).await.unwrap();
    let parts = [
        ("customer_id", "1"),
        ("primary_id", "text"),
        ("brand_id", "1"),
        ("extra_email", "me@example.com"),
        ("extra_telephone", "+31201234567"),
        ("extra_twitter", "text"),
        ("extra_facebook", "1"),
    ];
    wire.sent_all("POST /api/v2/customer/addChannelOnly", &[], Sent::Multipart(&parts)).await;
    wire.responded_raw(&added);

    customers.add_channel_only(AddChannelOnlyForm::new()).await.unwrap();
    wire.sent_required("POST /api/v2/customer/addChannelOnly", Sent::Multipart(&[])).await;
}

async fn update_by_reference(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let fields = [
        ("customerChannelType_0", "1"),
        ("customerChannelValue_0", "me@example.com"),
        ("customerChannelType_1", "2"),
        ("customerChannelValue_1", "+31201234567"),
        ("custom_testfield", ""),
    ];
    let form = UpdateCustomerByReferenceForm::new()
        .external_primary_id("text")
        .brand_id(1)
        .firstname("text")
        .lastname("text")
        .additional_properties(fields);
    let updated = customers.update_by_reference(form).await.unwrap();
    let pairs = [
        ("externalPrimaryID", "text"),
        ("brandID", "1"),
        ("firstname", "text"),
        ("lastname", "text"),
        ("custom_testfield", ""),
        ("customerChannelType_0", "1"),
        ("customerChannelType_1", "2"),
        ("customerChannelValue_0", "me@example.com"),
        ("customerChannelValue_1", "+31201234567"),
    ];
    wire.sent_all("PUT /api/v2/customer/updateCustomer", &[], Sent::Form(&pairs)).await;
    wire.responded_raw(&updated);

    customers.update_by_reference(UpdateCustomerByReferenceForm::new()).await.unwrap();
    wire.sent_required("PUT /api/v2/customer/updateCustomer", Sent::Form(&[])).await;
}

async fn timeline_by_customer_external_id(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let timeline =
        customers.timeline_by_customer_external_id().brand_id(1).external_id("text").await.unwrap();
    let path = "GET /api/v2/customer/timelineByCustomerExternalID";
    wire.sent_all(&format!("{path}?brand_id=1&external_id=text"), &[], Sent::Nothing).await;
    wire.responded_raw(&timeline);

    customers.timeline_by_customer_external_id().await.unwrap();
    wire.sent_required(path, Sent::Nothing).await;
}

async fn add_external_event(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = ExternalEventForm::new()
        .customer_id(1)
        .external_id("text")
        .brand_id(1)
        .initiated_by("text")
        .message("text")
        .source_url("text");
    let added = customers.add_external_event(form).await.unwrap();
    let parts = [
        ("customer_id", "1"),
        ("external_id", "text"),
        ("brand_id", "1"),
        ("initiated_by", "text"),
        ("message", "text"),
        ("source_url", "text"),
    ];
    wire.sent_all("POST /api/v2/customer/externalEvent", &[], Sent::Multipart(&parts)).await;
    wire.responded_raw(&added);

    customers.add_external_event(ExternalEventForm::new()).await.unwrap();
    wire.sent_required("POST /api/v2/customer/externalEvent", Sent::Multipart(&[])).await;
}

async fn sync_with_crm(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form = SyncWithCrmForm::new().brand_id(1).channel("phoneNumber").address("text");
    let synchronized = customers.sync_with_crm(form).await.unwrap();
    let parts = [("brandID", "1"), ("channel", "phoneNumber"), ("address", "text")];
    wire.sent_all("POST /api/v2/customer/syncWithCRM", &[], Sent::Multipart(&parts)).await;
    wire.responded_raw(&synchronized);

    customers.sync_with_crm(SyncWithCrmForm::new()).await.unwrap();
    wire.sent_required("POST /api/v2/customer/syncWithCRM", Sent::Multipart(&[])).await;
}

async fn create_customer_crud(wire: &Wire) {
    let customers = wire.customer_service().customer();
    let form: CreateCustomerCrudForm = wire.typed_example("example");
    let created = customers.create_customer_crud(form).await.unwrap();
    let parts = [
        ("primaryID", "text"),
        ("brandID", "1"),
        ("firstname", "text"),
        ("lastname", "text"),
        ("custom_testfield", "text"),
        ("customerChannelType_0", "text"),
        ("customerChannelValue_0", "text"),
    ];
    wire.sent_all("POST /api/v2/customer/createCustomerCRUD", &[], Sent::Multipart(&parts)).await;
    wire.responded_raw(&created);

    customers.create_customer_crud(CreateCustomerCrudForm::new()).await.unwrap();
    wire.sent_required("POST /api/v2/customer/createCustomerCRUD", Sent::Multipart(&[])).await;
}
