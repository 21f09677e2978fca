use serde_json::Value;

/// JSON values for calls of an operation, made from its schemas.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallValues {
    /// The values of each parameter, in the order of the operation's parameters.
    pub parameters: Vec<ArgumentValues>,
    /// The values of its body.
    pub body: Option<ArgumentValues>,
    /// The body of each response, in the order of the operation's responses; `None` for a response
    /// without a body.
    pub responses: Vec<Option<MadeValue>>,
    /// The bodies that each response has beside its first one, in the order of its streams.
    pub streams: Vec<Vec<MadeValue>>,
}

/// Values of a parameter or body.
#[derive(Debug, Clone, PartialEq)]
pub struct ArgumentValues {
    /// With required properties alone.
    pub required: MadeValue,
    /// With optional properties, too.
    pub complete: MadeValue,
}

/// A value that fits a schema, or why there is none.
pub type MadeValue = Result<Value, String>;
