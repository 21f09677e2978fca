//! The part of `httpInfrastructure.json` about several responses of an operation, and
//! `xms-error-responses.json`, `error-with-secrets.json` and `incorrect-error-response.json`.

use autorest::error_with_secrets::types::CreateSecretError;
use autorest::httpinfrastructure::types::{
    MultipleResponsesGet200Model201ModelDefaultError200ValidResponse as Two,
    MultipleResponsesGet200Model204NoModelDefaultError200ValidResponse as One,
    MultipleResponsesGet200ModelA201ModelC404ModelDDefaultError200ValidResponse as Three,
    MultipleResponsesGet202None204NoneDefaultError202NoneResponse as NoModel,
};
use autorest::xms_error_responses::types::{
    NotFoundErrorBase, PetActionError, PetDoSomethingError, GetPetByIdError,
    GetPetByIdResponse,
};

pub async fn calls() {
    several_successes().await;
    no_models().await;
    default_model().await;
    one_model().await;
    errors().await;
    secrets().await;
}

/// The success matches a pattern.
macro_rules! gets_like {
    ($call:expr, $pattern:pat $(if $guard:expr)?) => {
        check!($call, |it| $crate::check::holds(&it?.into_inner(), |it| {
            matches!(it, $pattern $(if $guard)?)
        }))
    };
}

async fn several_successes() {
    let responses = client!(httpinfrastructure).multiple_response_operations();
    let ok = Some("200");
    gets_like!(
        responses.get200_model204_no_model_default_error200_valid(),
        One::Ok(a) if a.status_code.as_deref() == ok
    );
    gets_like!(responses.get200_model204_no_model_default_error204_valid(), One::NoContent);
    // A success that the document does not have is read as the documented one.
    gets_like!(
        responses.get200_model204_no_model_default_error201_invalid(),
        One::Ok(a) if a.status_code.as_deref() == Some("201")
    );
    gets_like!(
        responses.get200_model204_no_model_default_error202_none(),
        One::Ok(a) if a.status_code.as_deref() == Some("202")
    );
    fails!(responses.get200_model204_no_model_default_error400_valid(), 400);
    gets_like!(
        responses.get200_model201_model_default_error200_valid(),
        Two::Ok(a) if a.status_code.as_deref() == ok
    );
    gets_like!(
        responses.get200_model201_model_default_error201_valid(),
        Two::Created(b) if b.text_status_code.as_deref() == Some("Created")
    );
    fails!(responses.get200_model201_model_default_error400_valid(), 400);
    gets_like!(
        responses.get200_model_a201_model_c404_model_d_default_error200_valid(),
        Three::Ok(a) if a.status_code.as_deref() == ok
    );
    gets_like!(
        responses.get200_model_a201_model_c404_model_d_default_error201_valid(),
        Three::Created(c) if c.http_code.as_deref() == Some("201")
    );
    fails!(responses.get200_model_a201_model_c404_model_d_default_error404_valid(), 404);
    fails!(responses.get200_model_a201_model_c404_model_d_default_error400_valid(), 400);
}

async fn no_models() {
    let responses = client!(httpinfrastructure).multiple_response_operations();
    gets_like!(responses.get202_none204_none_default_error202_none(), NoModel::Accepted);
    gets_like!(responses.get202_none204_none_default_error204_none(), NoModel::NoContent);
    fails!(responses.get202_none204_none_default_error400_valid(), 400);
    gets_like!(responses.get202_none204_none_default_none202_invalid(), NoModel::Accepted);
    gets_like!(responses.get202_none204_none_default_none204_none(), NoModel::NoContent);
    fails!(responses.get202_none204_none_default_none400_none(), 400);
    fails!(responses.get202_none204_none_default_none400_invalid(), 400);
    sends!(responses.get_default_none200_invalid(), 200);
    sends!(responses.get_default_none200_none(), 200);
    fails!(responses.get_default_none400_invalid(), 400);
    fails!(responses.get_default_none400_none(), 400);
}

async fn default_model() {
    let responses = client!(httpinfrastructure).multiple_response_operations();
    gets_json!(responses.get_default_model_a200_valid(), {"statusCode": "200"});
    // The response has no content, and the schema is an object.
    undecodable!(responses.get_default_model_a200_none());
    // The server exchanges the bodies of these two responses.
    fails!(responses.get_default_model_a400_valid(), 400);
    fails!(responses.get_default_model_a400_none(), 400);
}

async fn one_model() {
    let responses = client!(httpinfrastructure).multiple_response_operations();
    undecodable!(responses.get200_model_a200_none());
    gets_json!(responses.get200_model_a200_valid(), {"statusCode": "200"});
    // An unknown property, and none of the known ones.
    gets_json!(responses.get200_model_a200_invalid(), {});
    fails!(responses.get200_model_a400_none(), 400);
    fails!(responses.get200_model_a400_valid(), 400);
    fails!(responses.get200_model_a400_invalid(), 400);
    gets_json!(responses.get200_model_a202_valid(), {"statusCode": "200"});
}

async fn errors() {
    let operations = client!(xms_error_responses).operations();
    gets_like!(
        operations.get_pet_by_id("tommy"),
        GetPetByIdResponse::Ok(pet) if pet.name.as_deref() == Some("Tommy Tomson")
    );
    gets_like!(operations.get_pet_by_id("django"), GetPetByIdResponse::Accepted);
    fails!(
        operations.get_pet_by_id("coyoteUgly"),
        404,
        GetPetByIdError::NotFound(NotFoundErrorBase::Animal(animal))
            if animal.reason.as_deref() == Some("the type of animal requested is not available")
    );
    fails!(
        operations.get_pet_by_id("weirdAlYankovic"),
        404,
        GetPetByIdError::NotFound(NotFoundErrorBase::Link(link))
            if link.what_sub_address.as_deref() == Some("pet/yourpet was not found")
    );
    fails!(operations.get_pet_by_id("alien123"), 501, GetPetByIdError::NotImplemented(123));
    fails!(
        operations.get_pet_by_id("ringo"),
        400,
        GetPetByIdError::BadRequest(text) if text == "ringo is missing"
    );
    // The server sends a pet instead of an action.
    gets_json!(operations.pet_do_something("stay"), {});
    fails!(
        operations.pet_do_something("jump"),
        500,
        PetDoSomethingError::InternalServerError(PetActionError::Sad(sad))
            if sad.reason.as_deref() == Some("need more treats")
    );
    fails!(
        operations.pet_do_something("fetch"),
        404,
        PetDoSomethingError::Default(PetActionError::HungryOrThirsty(hungry))
            if hungry.hungry_or_thirsty.as_deref() == Some("hungry and thirsty")
    );
    fails!(operations.pet_do_something("unknown"), 400);
    fails!(operations.pet_has_models_param().models("value1"), 500);
    fails!(client!(incorrect_error_response).operations().get_incorrect_error_from_server(), 444);
}

async fn secrets() {
    let key = "SharedKey 1c88a67921784300a462b2cb61da2339";
    let client = builder!(error_with_secrets).shared_key(key).build().expect("a client");
    let operations = client.operations();
    // The server expects a parameter and a body that the document does not have.
    fails!(operations.create_secret(), 400);
    // The server sends a string for `innererror`, which is an object.
    fails!(operations.get_error_with_secrets(), 403, CreateSecretError::Unknown(_));
}
