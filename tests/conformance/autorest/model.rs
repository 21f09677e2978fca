//! Documents about schemas: additional properties, any value, inheritance, enums, constants.

use std::collections::BTreeMap;

use autorest::additionalproperties::types::{
    CatApTrueInput, PetApInPropertiesInput, PetApInPropertiesWithApStringInput, PetApObjectInput,
    PetApStringInput, PetApTrueInput,
};
use autorest::extensible_enums_swagger::types::{Pet as OpenPet, PetDaysOfWeek, PetIntEnum};
use autorest::model_flattening::types::{
    FlattenedProductInput, FlattenedProductPropertiesInput, ProductUrl, Resource,
    ResourceCollectionInput, SimpleProduct, SimpleProductProperties,
    SimpleProductPropertiesMaxProductCapacity,
};
use autorest::multiple_inheritance::types::{Cat, Feline, Horse, Kitten, Pet};
use autorest::non_string_enum::types::IntEnum;
use serde_json::json;

pub async fn calls() {
    additional_properties().await;
    anything().await;
    inheritance().await;
    enums().await;
    flattening().await;
    collections().await;
    products().await;
}

async fn additional_properties() {
    let operations = client!(additionalproperties).operations();
    let birthdate = ("birthdate", json!("2017-12-13T02:29:51Z"));
    let color = ("complexProperty", json!({"color": "Red"}));
    let pet = PetApTrueInput::new(1).name("Puppy");
    gets_json!(
        operations.pets_create_ap_true(
            pet.additional_properties([birthdate.clone(), color.clone()])
        ),
        {"id": 1, "name": "Puppy", "status": true, "birthdate": "2017-12-13T02:29:51Z",
            "complexProperty": {"color": "Red"}}
    );
    let cat = CatApTrueInput::new(1).name("Lisa").friendly(true);
    gets_json!(
        operations.pets_create_cat_ap_true(
            cat.additional_properties([birthdate.clone(), color.clone()])
        ),
        {"id": 1, "name": "Lisa", "friendly": true, "status": true,
            "birthdate": "2017-12-13T02:29:51Z", "complexProperty": {"color": "Red"}}
    );
    let sibling = json!({"id": 1, "name": "Puppy", "birthdate": "2017-12-13T02:29:51Z",
        "complexProperty": {"color": "Red"}});
    let more = [("siblings", json!([sibling])), ("picture", json!("//////4="))];
    let pet = PetApObjectInput::new(2).name("Hira").additional_properties(more);
    gets_json!(
        operations.pets_create_ap_object(pet),
        {"id": 2, "name": "Hira", "status": true, "siblings": [sibling], "picture": "//////4="}
    );
    let more = [("color", "red"), ("weight", "10 kg"), ("city", "Bombay")];
    let pet = PetApStringInput::new(3).name("Tommy").additional_properties(more);
    gets_json!(
        operations.pets_create_ap_string(pet),
        {"id": 3, "name": "Tommy", "status": true, "color": "red", "weight": "10 kg",
            "city": "Bombay"}
    );
    let sizes = [("height", 5.61), ("weight", 599.0), ("footsize", 11.5)];
    let pet = PetApInPropertiesInput::new(4).name("Bunny").additional_properties(sizes);
    gets_json!(
        operations.pets_create_ap_in_properties(pet),
        {"id": 4, "name": "Bunny", "status": true,
            "additionalProperties": {"height": 5.61, "weight": 599.0, "footsize": 11.5}}
    );
    let more = [("color", "red"), ("city", "Seattle"), ("food", "tikka masala")];
    let pet = PetApInPropertiesWithApStringInput::new(5, "westus").name("Funny");
    gets_json!(
        operations.pets_create_ap_in_properties_with_ap_string(
            pet.additional_properties(sizes).additional_properties2(more)
        ),
        {"id": 5, "name": "Funny", "status": true, "@odata.location": "westus", "color": "red",
            "city": "Seattle", "food": "tikka masala",
            "additionalProperties": {"height": 5.61, "weight": 599.0, "footsize": 11.5}}
    );
}

async fn anything() {
    let operations = client!(any_type).operations();
    gets_json!(operations.get_object(), {"message": "An object was successfully returned"});
    sends!(operations.put_object(json!({"foo": "bar"})));
    gets_json!(operations.get_string(), "anything");
    sends!(operations.put_string("anything"));
    gets_json!(operations.get_array(), ["foo", "bar"]);
    sends!(operations.put_array(json!(["foo", "bar"])));
    let operations = client!(object_type).operations();
    gets_json!(operations.get(), {"message": "An object was successfully returned"});
    sends!(operations.put([("foo", "bar")]));
    fails!(operations.put([("foo", "bad")]), 400);
    sends!(client!(merge_patch).operations().patch_single([("foo", "bars")]));
}

async fn inheritance() {
    let operations = client!(multiple_inheritance).operations();
    gets!(operations.get_horse(), Horse::new("Fred").is_a_show_horse(true));
    gets_json!(
        operations.put_horse(Horse::new("General").is_a_show_horse(false)),
        "Horse was correct!"
    );
    gets!(operations.get_pet(), Pet::new("Peanut"));
    gets_json!(operations.put_pet(Pet::new("Butter")), "Pet was correct!");
    gets!(operations.get_feline(), Feline::new().meows(true).hisses(true));
    gets_json!(
        operations.put_feline(Feline::new().meows(false).hisses(true)),
        "Feline was correct!"
    );
    gets!(operations.get_cat(), Cat::new("Whiskers").likes_milk(true).meows(true).hisses(true));
    gets_json!(
        operations.put_cat(Cat::new("Boots").likes_milk(false).meows(true).hisses(false)),
        "Cat was correct!"
    );
    gets!(
        operations.get_kitten(),
        Kitten::new("Gatito").likes_milk(true).meows(true).hisses(true).eats_mice_yet(false)
    );
    let kitten = Kitten::new("Kitty").likes_milk(false).meows(true).hisses(false);
    gets_json!(operations.put_kitten(kitten.eats_mice_yet(true)), "Kitten was correct!");
}

async fn enums() {
    let operations = client!(non_string_enum).operations();
    gets!(operations.int_get(), IntEnum::N429);
    gets_json!(operations.int_put().body(IntEnum::N200), "Nice job posting an int enum");
    gets!(operations.float_get(), 429.1);
    gets_json!(operations.float_put().body(200.4), "Nice job posting a float enum");

    let operations = client!(extensible_enums_swagger).operations();
    let pet = |name: &str, day: PetDaysOfWeek, number: &str| {
        OpenPet::new(PetIntEnum::from(number)).name(name).days_of_week(day)
    };
    gets!(operations.pet_get_by_pet_id("tommy"), pet("Tommy Tomson", PetDaysOfWeek::Monday, "1"));
    gets!(
        operations.pet_get_by_pet_id("casper"),
        pet("Casper Ghosty", PetDaysOfWeek::from("Weekend"), "2")
    );
    gets!(
        operations.pet_get_by_pet_id("scooby"),
        pet("Scooby Scarface", PetDaysOfWeek::Thursday, "2.1")
    );
    let retriever = || pet("Retriever", PetDaysOfWeek::Friday, "3");
    gets!(operations.add_pet().body(retriever()), retriever());
}

fn flat(name: &str, location: &str) -> FlattenedProductInput {
    let properties = FlattenedProductPropertiesInput::new().p_name(name).r#type("Flat");
    FlattenedProductInput::new().location(location).properties(properties)
}

const TAGS: [(&str, &str); 2] = [("tag1", "value1"), ("tag2", "value3")];

async fn flattening() {
    let operations = client!(model_flattening).operations();
    let resource = |number: u8, product: u8| {
        json!({
            "id": number.to_string(),
            "type": "Microsoft.Web/sites",
            "tags": {"tag1": "value1", "tag2": "value3"},
            "location": "Building 44",
            "name": format!("Resource{number}"),
            "properties": {"p.name": format!("Product{product}"), "type": "Flat",
                "provisioningStateValues": "OK", "provisioningState": "Succeeded"},
        })
    };
    let second = json!({"id": "2", "name": "Resource2", "location": "Building 44"});
    let third = json!({"id": "3", "name": "Resource3"});
    gets_json!(operations.get_array(), [resource(1, 1), second, third]);
    gets_json!(
        operations.get_dictionary(),
        {"Product1": resource(1, 1), "Product2": second, "Product3": third}
    );
    gets_json!(operations.get_resource_collection(), {
        "dictionaryofresources":
            {"Product1": resource(1, 1), "Product2": second, "Product3": third},
        "arrayofresources": [
            resource(4, 4),
            {"id": "5", "name": "Resource5", "location": "Building 44"},
            {"id": "6", "name": "Resource6"},
        ],
        "productresource": {"id": "7", "name": "Resource7", "location": "Building 44"},
    });
    let west = Resource::new().location("West US").tags(TAGS);
    sends!(operations.put_array().body([west, Resource::new().location("Building 44")]));
    // The server has no route for `wrappedarray`. To PUT, it responds nothing at all.
    fails!(operations.get_wrapped_array(), 400);
}

async fn collections() {
    let operations = client!(model_flattening).operations();
    let first = || flat("Product1", "West US").tags(TAGS);
    let resources = [("Resource1", first()), ("Resource2", flat("Product2", "Building 44"))];
    let resources: BTreeMap<_, _> = resources.into();
    sends!(operations.put_dictionary().body(resources.clone()));
    let collection = ResourceCollectionInput::new()
        .arrayofresources([first(), flat("Product2", "East US")])
        .dictionaryofresources(resources)
        .productresource(flat("Azure", "India"));
    sends!(operations.put_resource_collection().body(collection));
}

async fn products() {
    let operations = client!(model_flattening).operations();
    let product = |image: ProductUrl| {
        let large = SimpleProductPropertiesMaxProductCapacity::Large;
        let details = SimpleProductProperties::new("max name", large).max_product_image(image);
        SimpleProduct::new("123").base_product_description("product description").details(details)
    };
    let image = || ProductUrl::new().odata_value("http://foo");
    let generic = || product(image().generic_value("https://generic"));
    gets!(operations.put_simple_product().body(generic()), generic());
    gets!(operations.post_flattened_simple_product().body(product(image())), product(image()));
    gets!(
        operations.put_simple_product_with_grouping("groupproduct").body(product(image())),
        product(image())
    );
}
