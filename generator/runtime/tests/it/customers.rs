//! A group of operations as in generated code.

use crate::runtime::request::{self, request};
use crate::runtime::{
    Bytes, Call, Core, Error, ErrorBody, HeaderMap, Headers, Method, Operation, Parameter,
    PartEncoding, RawError, RawResponse, Request, Response, Style, header,
};
use crate::types::{Tag, Upload};

#[derive(Debug, Clone)]
pub struct Customers {
    pub(super) core: Core,
}

impl Customers {
    pub fn call(&self, operation: &'static Operation) -> Call {
        self.core.call(operation)
    }

    pub fn get(&self, id: impl Into<String>) -> GetCustomer {
        GetCustomer { call: self.core.call(&GET_CUSTOMER).path("id", &id.into()) }
    }

    pub fn upsert(&self, id: impl Into<String>, body: impl Into<Tag>) -> UpsertCustomer {
        UpsertCustomer {
            call: self.core.call(&UPSERT_CUSTOMER).path("id", &id.into()).json(&body.into()),
        }
    }

    pub fn upload(&self, body: impl Into<Upload>) -> UploadFile {
        UploadFile { call: self.core.call(&UPLOAD_FILE).multipart(&body.into(), UPLOAD_ENCODING) }
    }

    pub fn submit(&self, body: impl Into<Upload>) -> UploadFile {
        UploadFile { call: self.core.call(&SUBMIT_FORM).form(&body.into(), &[]) }
    }
}

static GET_CUSTOMER: Operation = Operation {
    id: "getCustomer",
    method: Method::Get,
    path: "/customers/{id}",
    server: None,
    parameters: &[
        Parameter::path("id"),
        Parameter::query("expand"),
        Parameter::query("sort").style(Style::Form, false),
        Parameter::query("q").allow_reserved(),
        Parameter::query("where").json(),
        Parameter::header("Organization-Id"),
        Parameter::cookie("session"),
    ],
    security: &[&["SecretApiKey"], &["JWT"]],
    accept: "application/json",
    body: None,
    pagination: None,
};

static UPSERT_CUSTOMER: Operation = Operation {
    id: "upsertCustomer",
    method: Method::Put,
    path: "/customers/{id}",
    server: None,
    parameters: &[Parameter::path("id")],
    security: &[&["QueryKey", "Basic"], &[]],
    accept: "application/json",
    body: Some("application/merge-patch+json"),
    pagination: None,
};

static UPLOAD_FILE: Operation = Operation {
    id: "uploadFile",
    method: Method::Post,
    path: "/files",
    server: None,
    parameters: &[],
    security: &[],
    accept: "",
    body: Some("multipart/form-data"),
    pagination: None,
};

static SUBMIT_FORM: Operation =
    Operation { id: "submitForm", body: Some("application/x-www-form-urlencoded"), ..UPLOAD_FILE };

static UPLOAD_ENCODING: &[PartEncoding] =
    &[PartEncoding::new("file").content_type("image/png, image/jpeg")];

#[derive(Debug, Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct GetCustomer {
    call: Call,
}

impl GetCustomer {
    pub fn expand(mut self, expand: impl Into<String>) -> Self {
        self.call.set(Parameter::query("expand"), &expand.into());
        self
    }

    pub fn sort(mut self, sort: Vec<String>) -> Self {
        self.call.set(Parameter::query("sort"), &sort);
        self
    }

    pub fn q(mut self, q: impl Into<String>) -> Self {
        self.call.set(Parameter::query("q"), &q.into());
        self
    }

    pub fn r#where(mut self, tag: impl Into<Tag>) -> Self {
        self.call.set(Parameter::query("where"), &tag.into());
        self
    }

    pub fn organization_id(mut self, id: impl Into<String>) -> Self {
        self.call.set(Parameter::header("Organization-Id"), &id.into());
        self
    }

    pub fn session(mut self, session: impl Into<String>) -> Self {
        self.call.set(Parameter::cookie("session"), &session.into());
        self
    }
}

impl Request for GetCustomer {
    type Response = Response<Tag, GetCustomerHeaders>;
    type ErrorBody = GetCustomerError;

    fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }

    fn decode(response: RawResponse) -> Result<Self::Response, Error<Self::ErrorBody>> {
        match response.status() {
            200..=299 => response.json(),
            _ => response.error(),
        }
    }
}
request!(GetCustomer);

#[derive(Debug, Clone, PartialEq, Default)]
pub struct GetCustomerHeaders {
    pub rate_limit_limit: Option<i64>,
}

impl Headers for GetCustomerHeaders {
    fn read(headers: &HeaderMap) -> Self {
        Self { rate_limit_limit: header(headers, "Rate-Limit-Limit") }
    }
}

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum GetCustomerError {
    Unauthorized(Tag),
    Forbidden,
    Unknown(Bytes),
}

impl ErrorBody for GetCustomerError {
    fn read(response: &RawResponse) -> Self {
        match response.status() {
            401 => response.error_json(Self::Unauthorized, Self::Unknown),
            403 => Self::Forbidden,
            _ => Self::Unknown(response.raw()),
        }
    }
}

#[derive(Debug, Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct UpsertCustomer {
    call: Call,
}

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum UpsertCustomerResponse {
    Ok(Tag),
    Created(Tag),
    NoContent,
    Text(String),
    Other(Bytes),
}

impl Request for UpsertCustomer {
    type Response = Response<UpsertCustomerResponse>;
    type ErrorBody = RawError;

    fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }

    fn decode(response: RawResponse) -> Result<Self::Response, Error<Self::ErrorBody>> {
        match response.status() {
            200 => response.json_as(UpsertCustomerResponse::Ok),
            201 => response.json_as(UpsertCustomerResponse::Created),
            204 => response.empty_as(UpsertCustomerResponse::NoContent),
            205 => response.text_as(UpsertCustomerResponse::Text),
            206..=299 => response.bytes_as(UpsertCustomerResponse::Other),
            _ => response.error(),
        }
    }
}
request!(UpsertCustomer);

#[derive(Debug, Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct UploadFile {
    call: Call,
}

impl Request for UploadFile {
    type Response = Response<()>;
    type ErrorBody = RawError;

    fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }

    fn decode(response: RawResponse) -> Result<Self::Response, Error<Self::ErrorBody>> {
        match response.status() {
            200..=299 => response.empty(),
            _ => response.error(),
        }
    }
}
request!(UploadFile);
