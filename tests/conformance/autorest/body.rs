//! Documents about bodies: files, forms, media types, and bodies that are optional.

use autorest::body_formdata::types::{FormdataUploadFileBody, FormdataUploadFilesBody};
use autorest::body_formdata_urlencoded::types::{
    FormdataurlencodedPartialConstantBodyBody, FormdataurlencodedPartialConstantBodyBodyGrantType,
    FormdataurlencodedUpdatePetWithFormBody, FormdataurlencodedUpdatePetWithFormBodyPetFood,
    FormdataurlencodedUpdatePetWithFormBodyPetType,
};
use autorest::media_types::types::SourcePath;
use autorest::required_optional::types::{
    ArrayOptionalWrapper, ClassOptionalWrapper, IntOptionalWrapper, StringOptionalWrapper,
};
use autorest::reserved_words::types::{
    OperationWithDataParamBody, OperationWithFilesParamBody, ReservedEnumEnumParameter,
};
use autorest::{Body, File};
use serde_json::json;

use crate::check::{Problem, equal};

pub async fn calls() {
    files().await;
    forms().await;
    media_types().await;
    optional().await;
    optional_json().await;
    reserved_words().await;
}

async fn files() {
    let binary = client!(body_binary).operations();
    sends!(binary.upload_file([("more", "cowbell")]));
    sends!(binary.upload_binary("more cowbell"));
    fails!(binary.download_error_stream(), 400);
    let files = client!(body_file).files();
    check!(files.get(), |it| match it?.into_inner() {
        bytes if bytes.starts_with(b"\x89PNG") && bytes.len() == 8_725 => Ok(()),
        bytes => Err(Problem::new(format!("not the image: {} bytes", bytes.len()))),
    });
    // Three gigabytes: the first bytes are enough.
    large_file(files.clone()).await;
    check!(files.get_empty_file(), |it| equal(&it?.into_inner().len(), &0));
}

async fn large_file(files: autorest::body_file::files::Files) {
    let check = async {
        let mut stream = files.get_file_large().download().await?.into_inner();
        match stream.chunk().await {
            Some(Ok(bytes)) if !bytes.is_empty() => Ok(()),
            other => Err(Problem::new(format!("{other:?}"))),
        }
    };
    crate::check::run(module_path!(), "files.get_file_large()", check).await;
}

async fn forms() {
    let forms = client!(body_formdata).formdata();
    let file = || File::new("hello").file_name("hello.txt");
    check!(forms.upload_file(FormdataUploadFileBody::new(file(), "hello.txt")), |it| {
        equal(&it?.into_inner(), &"hello")
    });
    check!(forms.upload_file_via_body("hello"), |it| equal(&it?.into_inner(), &"hello"));
    let files = FormdataUploadFilesBody::new([File::new("hello"), File::new("world")]);
    // The server has no such route.
    fails!(forms.upload_files(files), 404);
    let forms = client!(body_formdata_urlencoded);
    let pet = FormdataurlencodedUpdatePetWithFormBody::new(
        FormdataurlencodedUpdatePetWithFormBodyPetType::Dog,
        FormdataurlencodedUpdatePetWithFormBodyPetFood::Meat,
        42,
    );
    let operations = forms.formsdataurlencoded();
    sends!(operations.formdataurlencoded_update_pet_with_form(1, pet.name("Fido")));
    let token = FormdataurlencodedPartialConstantBodyBodyGrantType::AccessToken;
    let body = FormdataurlencodedPartialConstantBodyBody::new(token, "bar", "foo");
    let operations = forms.operations();
    sends!(operations.formdataurlencoded_partial_constant_body(body));
}

async fn media_types() {
    let media = client!(media_types).operations();
    let source = || SourcePath::new().source("foo");
    let json = "Nice job with JSON";
    gets!(media.analyze_body().body(source()), json);
    let pdf = media.analyze_body_bytes().body("PDF").content_type("application/pdf");
    gets!(pdf, "Nice job with PDF");
    sends!(media.analyze_body_no_accept_header().body(source()));
    gets!(
        media.content_type_with_encoding().body("hello"),
        "Nice job sending content type with encoding"
    );
    // The document has `type: string, format: binary`, also for JSON. The server expects an object.
    fails!(media.binary_body_with_two_content_types_json(r#"{"hello":"world"}"#), 400);
    gets!(media.binary_body_with_two_content_types("hello world"), "");
    fails!(media.binary_body_with_three_content_types_json("hello, world"), 400);
    gets!(media.binary_body_with_three_content_types("hello, world"), "");
    let text = media.binary_body_with_three_content_types("hello, world");
    gets!(text.content_type("text/plain"), "");
    gets!(media.body_three_types(json!({"hello": "world"})), "");
    gets!(media.body_three_types_text("hello, world"), "");
    gets!(media.body_three_types_bytes("hello, world"), "");
    // The server has no such route.
    fails!(media.put_text_and_json_body("hello, world"), 404);
    fails!(media.put_text_and_json_body_text("hello, world"), 404);
}

async fn optional() {
    let operations = client!(required_optional).operations();
    sends!(operations.implicit_put_optional_query());
    sends!(operations.implicit_put_optional_header());
    sends!(operations.implicit_put_optional_body());
    sends!(operations.implicit_put_optional_binary_body());
    sends!(operations.explicit_put_optional_binary_body());
    sends!(operations.explicit_put_required_binary_body(Body::from("more cowbell")));
    sends!(operations.implicit_get_optional_global_query());
    sends!(operations.explicit_post_optional_integer_header());
    sends!(operations.explicit_post_optional_string_header());
    sends!(operations.explicit_post_optional_array_header());
    // These expect an error of the client, which has no value to give.
    fails!(operations.implicit_get_required_path(" "), 404);
    fails!(operations.implicit_get_required_global_path(" "), 400);
    fails!(operations.implicit_get_required_global_query(" "), 400);
}

async fn optional_json() {
    let operations = client!(required_optional).operations();
    sends!(operations.explicit_post_optional_integer_parameter());
    sends!(operations.explicit_post_optional_integer_property().body(IntOptionalWrapper::new()));
    sends!(operations.explicit_post_optional_string_parameter());
    sends!(operations.explicit_post_optional_string_property().body(StringOptionalWrapper::new()));
    sends!(operations.explicit_post_optional_class_parameter());
    sends!(operations.explicit_post_optional_class_property().body(ClassOptionalWrapper::new()));
    sends!(operations.explicit_post_optional_array_parameter());
    sends!(operations.explicit_post_optional_array_property().body(ArrayOptionalWrapper::new()));
}

async fn reserved_words() {
    // The document has an object, and the server sends an empty body.
    let operations = client!(reserved_words).operations();
    undecodable!(operations.import_operation_one("foo"));
    undecodable!(operations.operation_with_content_param("hello, world"));
    undecodable!(operations.operation_with_json_param(json!({"hello": "world"})));
    undecodable!(
        operations.operation_with_data_param(OperationWithDataParamBody::new("hello", "world"))
    );
    let body = OperationWithFilesParamBody::new(File::new("hello, world"), "my.txt");
    undecodable!(operations.operation_with_files_param(body));
    undecodable!(operations.operation_with_url("foo", "x").query_parameters(["one", "two"]));
    undecodable!(operations.reserved_enum(ReservedEnumEnumParameter::Import));
}
