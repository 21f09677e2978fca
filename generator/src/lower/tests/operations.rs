//! Operations, webhooks, and rules for complete documents.

use super::*;

#[test]
fn operations() {
    let (api, said) = document("operation", OPERATION);
    let operation = &api.operations[0];
    assert_eq!((operation.id.as_str(), operation.method.as_str()), ("do", "POST"));
    assert_eq!(
        operation.path.0,
        [
            Segment::Literal("/a/".into()),
            Segment::Parameter("id".into()),
            Segment::Literal(".json".into())
        ]
    );
    assert_eq!(operation.security, [vec![], vec!["Token".to_owned()]]);
    assert_eq!(operation.permissions, ["WRITE"]);
    let parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|parameter| {
            format!("{} {} {}", parameter.name, parameter.required, short(&api, &parameter.ty))
        })
        .collect();
    assert_eq!(
        parameters,
        ["id true string", "sort false [item]", "json false do:Parameter(\"json\")"]
    );
    let form = ParameterEncoding::Style {
        style: Style::Form,
        explode: false,
        allow_reserved: false,
        allow_empty: false,
        nested: Vec::new(),
    };
    assert_eq!(operation.parameters[1].encoding, form);
    assert_eq!(operation.parameters[2].encoding, ParameterEncoding::Json);
    let body = &operation.body.as_ref().unwrap().content;
    assert_eq!(body.media_type, "multipart/form-data");
    assert!(
        matches!(&body.format, ContentFormat::Multipart(form) if form.properties[0].name == "meta")
    );
    let responses: Vec<(Status, Option<&str>, usize)> = operation
        .responses
        .iter()
        .map(|one| {
            (
                one.status,
                one.content.as_ref().map(|content| content.media_type.as_str()),
                one.headers.len(),
            )
        })
        .collect();
    assert_eq!(
        responses,
        [
            (Status::Code(201), Some("application/problem+json"), 1),
            (Status::Range(4), Some("*/*"), 0),
            (Status::Default, None, 0)
        ]
    );
    assert_eq!(api.operations[1].id, "do xml");
    assert_eq!(api.operations[2].id, "delete a id json");
    assert_eq!(api.operations[2].responses[0].status, Status::Range(2));
    assert_eq!(api.operations.len(), 4);
    assert_eq!(short(&api, &api.operations[3].parameters[0].ty), "string");
    let tags: Vec<&str> = api.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["A", "C"]);
    let variables: Vec<Option<&str>> =
        api.servers[0].variables.iter().map(|one| one.default.as_deref()).collect();
    assert_eq!(variables, [None, Some("v1")]);
    for code in ["W0335", "E0303", "W0370", "W0315", "W0316", "W0319", "W0324"] {
        assert!(said.contains(&code), "{code} not in {said:?}");
    }
}

#[test]
fn webhooks_bring_a_body() {
    let (api, said) = document(
        "webhooks",
        "
paths: {}
x-webhooks:
  made:
    post:
      summary: Something was made
      requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
      responses: {'200': {description: d}}
",
    );
    assert_eq!(api.webhooks[0].name, "made");
    assert_eq!(short(&api, &api.webhooks[0].body.as_ref().unwrap().ty), "made:RequestBody");
    assert_eq!(said, [""; 0]);
}

#[test]
fn the_same_document_gives_the_same() {
    assert_eq!(lines(&schemas("twice", TABLES).0), lines(&schemas("again", TABLES).0));
}
