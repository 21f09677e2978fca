//! The head of a request while it is built from parameters and credentials.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::{COOKIE, HeaderName};

use super::argument_value::Value;
use super::http::headers::outgoing;
use super::parameter::{Location, Parameter};
use super::request_error::RequestErrorKind;

/// The parts of a request from parameters and credentials.
#[derive(Default)]
pub(crate) struct RequestHead {
    pub(crate) query: Vec<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Vec<String>,
}

impl RequestHead {
    pub(crate) fn add(
        &mut self,
        parameter: &Parameter,
        value: &Value,
    ) -> Result<(), RequestErrorKind> {
        match parameter.location {
            Location::Path => {}
            Location::QueryString => {
                self.query.extend(value.text().filter(|text| !text.is_empty()).map(Cow::into_owned))
            }
            Location::WholeQuery => self.query.extend(parameter.to_query(value)),
            Location::Query => self.query.extend(parameter.to_pairs(value)),
            Location::Cookie => self.cookies.extend(parameter.to_pairs(value)),
            Location::Header => {
                let Some(text) = parameter.to_header(value) else { return Ok(()) };
                let error = |reason| RequestErrorKind::parameter(parameter.name, reason);
                let name = HeaderName::from_bytes(parameter.name.as_bytes())
                    .map_err(|_| error("has a name that no header can have"))?;
                let value = outgoing(&text).map_err(error)?;
                if name == COOKIE {
                    self.cookies.push(text);
                } else {
                    self.headers.insert(name, value);
                }
            }
        }
        Ok(())
    }
}
