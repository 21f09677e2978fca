//! `xml-service.json`: bodies of XML.

use autorest::Base64;
use autorest::xml_service::types::{
    AccessPolicy, AppleBarrel, Banana, ComplexTypeNoMeta, ComplexTypeWithMeta, JsonInput, Logging,
    Metrics, ModelWithByteProperty, ModelWithUrlProperty, RetentionPolicy, RootWithRefAndMeta,
    RootWithRefAndNoMeta, SignedIdentifier, Slide, Slideshow, StorageServiceProperties,
    XmlGetAclsComp, XmlGetAclsRestype, XmlGetServicePropertiesComp, XmlGetServicePropertiesRestype,
    XmlListBlobsComp, XmlListBlobsRestype, XmlListContainersComp, XmlPutAclsComp,
    XmlPutAclsRestype, XmlPutServicePropertiesComp, XmlPutServicePropertiesRestype,
};

use crate::check::time;

pub async fn calls() {
    references().await;
    lists().await;
    bananas().await;
    values().await;
    storage().await;
    containers().await;
}

async fn references() {
    let xml = client!(xml_service).xml_operations();
    let model = RootWithRefAndNoMeta::new().ref_to_model(ComplexTypeNoMeta::new().id("myid"));
    let model = || model.clone().something("else");
    both!(xml, get_complex_type_ref_no_meta, put_complex_type_ref_no_meta, model());
    let model = RootWithRefAndMeta::new().ref_to_model(ComplexTypeWithMeta::new().id("myid"));
    let model = || model.clone().something("else");
    both!(xml, get_complex_type_ref_with_meta, put_complex_type_ref_with_meta, model());
}

async fn lists() {
    let xml = client!(xml_service).xml_operations();
    let slide = |title: &str| Slide::new().r#type("all").title(title);
    let items = ["Why WonderWidgets are great", "", "Who buys WonderWidgets"];
    let show = || {
        Slideshow::new()
            .title("Sample Slide Show")
            .date("Date of publication")
            .author("Yours Truly")
            .slides([slide("Wake up to WonderWidgets!"), slide("Overview").items(items)])
    };
    both!(xml, get_simple, put_simple, show());
    let barrel = || AppleBarrel::new().good_apples(["Fuji", "Gala"]).bad_apples(["Red Delicious"]);
    both!(xml, get_wrapped_lists, put_wrapped_lists, barrel());
    both!(xml, get_empty_list, put_empty_list, Slideshow::new());
    let empty = || AppleBarrel::new().good_apples([""; 0]).bad_apples([""; 0]);
    both!(xml, get_empty_wrapped_lists, put_empty_wrapped_lists, empty());
}

async fn bananas() {
    let xml = client!(xml_service).xml_operations();
    let banana = |name: &str, flavor: &str, expiration: &str| {
        Banana::new().name(name).flavor(flavor).expiration(time(expiration))
    };
    let cavendish = || banana("Cavendish", "Sweet", "2018-02-28T00:40:00.123Z");
    let plantain = || banana("Plantain", "Savory", "2018-02-28T00:40:00.123Z");
    both!(xml, get_root_list, put_root_list, [cavendish(), plantain()]);
    both!(xml, get_root_list_single_item, put_root_list_single_item, [cavendish()]);
    both!(xml, get_empty_root_list, put_empty_root_list, [cavendish(); 0]);
    let unknown = || banana("Unknown Banana", "", "2012-02-24T00:53:52.789Z");
    both!(xml, get_empty_child_element, put_empty_child_element, unknown());
}

async fn values() {
    let xml = client!(xml_service).xml_operations();
    has_header!(xml.get_headers(), custom_header, "custom-value".to_owned());
    sends!(xml.json_input(JsonInput::new().id(42)));
    gets_json!(xml.json_output(), {"id": 42});
    let bytes = || ModelWithByteProperty::new().bytes(Base64::from(b"Hello world".to_vec()));
    both!(xml, get_bytes, put_binary, bytes());
    let url = || ModelWithUrlProperty::new().url("https://myaccount.blob.core.windows.net/");
    both!(xml, get_uri, put_uri, url());
    let operations = client!(xml_service).operations();
    gets_json!(operations.xml_get_xms_text(), {"language": "english", "content": "I am text"});
}

async fn storage() {
    let xml = client!(xml_service).xml_operations();
    let week = || RetentionPolicy::new(true).days(7);
    let metrics =
        |apis: bool| Metrics::new(true).version("1.0").include_apis(apis).retention_policy(week());
    let properties = || {
        StorageServiceProperties::new()
            .logging(Logging::new("1.0", true, false, true, week()))
            .hour_metrics(metrics(false))
            .minute_metrics(metrics(true))
    };
    gets!(
        xml.get_service_properties(
            XmlGetServicePropertiesComp::Properties,
            XmlGetServicePropertiesRestype::Service
        ),
        properties()
    );
    sends!(xml.put_service_properties(
        XmlPutServicePropertiesComp::Properties,
        XmlPutServicePropertiesRestype::Service,
        properties()
    ));
    let policy = AccessPolicy::new(
        time("2009-09-28T08:49:37.123Z"),
        time("2009-09-29T08:49:37.123Z"),
        "rwd",
    );
    let identifiers = || {
        let id = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
        vec![SignedIdentifier::new(id, policy.clone())]
    };
    gets!(xml.get_acls(XmlGetAclsComp::Acl, XmlGetAclsRestype::Container), identifiers());
    sends!(xml.put_acls(XmlPutAclsComp::Acl, XmlPutAclsRestype::Container, identifiers()));
}

async fn containers() {
    let xml = client!(xml_service).xml_operations();
    // The document requires `Prefix` and `Deleted`, and the server does not send them.
    undecodable!(xml.list_containers(XmlListContainersComp::List));
    undecodable!(xml.list_blobs(XmlListBlobsComp::List, XmlListBlobsRestype::Container));
}
