//! A group of operations that must not be repeated, as in generated code.

use crate::client::Client;
use crate::runtime::request::{self, request};
use crate::runtime::{
    Body, Call, Core, Error, Method, Operation, Parameter, RawError, RawResponse, Request, Response,
};
use crate::types::Tag;

pub struct Payments {
    core: Core,
}

impl Client {
    pub fn payments(&self) -> Payments {
        Payments { core: self.core.clone() }
    }
}

impl Payments {
    pub fn create(&self, body: impl Into<Tag>) -> CreatePayment {
        CreatePayment { call: self.core.call(&CREATE_PAYMENT).json(&body.into()) }
    }

    pub fn refund(&self, id: impl Into<String>, body: impl Into<Tag>) -> Refund {
        Refund { call: self.core.call(&REFUND).path("id", &id.into()).json(&body.into()) }
    }

    pub fn replace(&self, body: impl Into<Body>) -> Refund {
        Refund { call: self.core.call(&REPLACE).body(body) }
    }
}

/// The document declares `Idempotency-Key`.
static CREATE_PAYMENT: Operation = Operation {
    id: "createPayment",
    method: Method::Post,
    path: "/payments",
    server: None,
    parameters: &[Parameter::query("dry-run"), Parameter::header("Idempotency-Key")],
    security: &[&["JWT"], &["SecretApiKey"], &["QueryKey"]],
    accept: "application/json",
    body: Some("application/json"),
    pagination: None,
};

static REFUND: Operation = Operation {
    id: "refund",
    method: Method::Post,
    path: "/payments/{id}/refund",
    server: None,
    parameters: &[Parameter::path("id"), Parameter::cookie("session")],
    security: &[&["JWT"], &["SecretApiKey"], &["QueryKey"]],
    accept: "application/json",
    body: Some("application/json"),
    pagination: None,
};

static REPLACE: Operation =
    Operation { id: "replace", method: Method::Put, path: "/payments", ..REFUND };

#[derive(Debug, Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct CreatePayment {
    call: Call,
}

impl CreatePayment {
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.call.set(Parameter::header("Idempotency-Key"), &key.into());
        self
    }
}

impl Request for CreatePayment {
    type Response = Response<Tag>;
    type ErrorBody = RawError;

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
request!(CreatePayment);

#[derive(Debug, Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct Refund {
    pub call: Call,
}

impl Refund {
    pub fn session(mut self, session: impl Into<String>) -> Self {
        self.call.set(Parameter::cookie("session"), &session.into());
        self
    }
}

impl Request for Refund {
    type Response = Response<Tag>;
    type ErrorBody = RawError;

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
request!(Refund);
