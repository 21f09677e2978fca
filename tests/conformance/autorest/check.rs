//! A macro for each way in which a call may end. Each sends one request, compares what comes back,
//! and prints a line.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Debug;
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::time::Duration;

use autorest::{Error, Response};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use serde_json::{Value, json};

/// A client of a module of the crate.
macro_rules! client {
    ($module:ident) => {
        builder!($module).build().expect("a client")
    };
}

/// The builder of such a client, which waits only briefly before it tries again.
macro_rules! builder {
    ($module:ident) => {
        autorest::$module::Client::builder()
            .base_url($crate::check::server())
            .retry(autorest::RetryPolicy::default().base_delay(std::time::Duration::from_millis(5)))
    };
}

/// Sends a request, and checks what comes back with a function.
macro_rules! check {
    ($call:expr, $check:expr) => {{
        let check = async { $crate::check::apply($call.await, $check) };
        $crate::check::run(module_path!(), stringify!($call), check).await
    }};
}

/// The call succeeds, and the decoded body equals a value.
macro_rules! gets {
    ($call:expr, $value:expr) => {
        check!($call, |it| $crate::check::equal(&it?.into_inner(), &$value))
    };
}

/// The call succeeds, and the decoded body is written as this JSON.
macro_rules! gets_json {
    ($call:expr, $($json:tt)+) => {
        check!($call, |it| $crate::check::written(&it?.into_inner(), serde_json::json!($($json)+)))
    };
}

/// The call succeeds, and optionally with this status.
macro_rules! sends {
    ($call:expr) => {
        check!($call, |it| it.map(drop).map_err($crate::check::Problem::from))
    };
    ($call:expr, $status:expr) => {
        check!($call, |it| $crate::check::equal(&it?.status().as_u16(), &$status))
    };
}

/// A value is read, and then sent.
macro_rules! both {
    ($group:ident, $get:ident, $put:ident, $value:expr) => {
        gets!($group.$get(), $value);
        sends!($group.$put($value));
    };
}

/// The call succeeds, and a header has a value.
macro_rules! has_header {
    ($call:expr, $header:ident, $value:expr) => {
        check!($call, |it| $crate::check::equal(&it?.headers().$header, &Some($value)))
    };
}

/// The server responds with an error of this status, and optionally with a body of this pattern.
macro_rules! fails {
    ($call:expr, $status:expr) => {
        check!($call, |it| $crate::check::failed(it, $status, |_| true))
    };
    ($call:expr, $status:expr, $body:pat $(if $guard:expr)?) => {
        check!($call, |it| $crate::check::failed(it, $status, |it| {
            matches!(it, $body $(if $guard)?)
        }))
    };
}

/// The server responds with a success that contradicts its document, and the client says so.
macro_rules! undecodable {
    ($call:expr) => {
        check!($call, $crate::check::undecoded)
    };
}

/// What is wrong with a call.
#[derive(Debug)]
pub struct Problem(String);

impl Problem {
    pub fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

impl<E: Debug> From<Error<E>> for Problem {
    fn from(error: Error<E>) -> Self {
        Self(format!("{error:?}"))
    }
}

/// What a check finds.
pub type Checked = Result<(), Problem>;

/// Time limit for a call.
const PATIENCE: Duration = Duration::from_secs(20);

/// The URL of the server.
pub fn server() -> String {
    env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:3000".to_owned())
}

/// Applies a function to the result of a call.
pub fn apply<T, H, E>(
    result: Result<Response<T, H>, Error<E>>,
    check: impl FnOnce(Result<Response<T, H>, Error<E>>) -> Checked,
) -> Checked {
    check(result)
}

pub fn equal<T: PartialEq<U> + Debug, U: Debug>(found: &T, expected: &U) -> Checked {
    if found == expected { Ok(()) } else { Err(different(found, expected)) }
}

pub fn holds<T: Debug>(found: &T, is_expected: impl FnOnce(&T) -> bool) -> Checked {
    if is_expected(found) { Ok(()) } else { Err(Problem(format!("it is {found:?}"))) }
}

pub fn written(found: &impl Serialize, expected: Value) -> Checked {
    let found = serde_json::to_value(found).map_err(|error| Problem(error.to_string()))?;
    equal(&found, &expected)
}

pub fn failed<T: Debug, H: Debug, E: Debug>(
    result: Result<Response<T, H>, Error<E>>,
    status: u16,
    is_expected: impl FnOnce(&E) -> bool,
) -> Checked {
    match result {
        Err(Error::Api(error)) if error.status().as_u16() == status => {
            let body = error.body();
            if is_expected(body) { Ok(()) } else { Err(Problem(format!("the body is {body:?}"))) }
        }
        other => Err(Problem(format!("expected the error {status}, and it is {other:?}"))),
    }
}

pub fn undecoded<T: Debug, H: Debug, E: Debug>(
    result: Result<Response<T, H>, Error<E>>,
) -> Checked {
    match result {
        Err(Error::Decode(_)) => Ok(()),
        other => Err(Problem(format!("expected an invalid body, and it is {other:?}"))),
    }
}

fn different(found: &dyn Debug, expected: &dyn Debug) -> Problem {
    Problem(format!("expected {expected:?}, and it is {found:?}"))
}

/// Waits for a check, and prints its name and result. The name is that of the module and the
/// method, with a number from the second call on.
pub async fn run(module: &str, call: &str, check: impl Future<Output = Checked>) {
    let result = match tokio::time::timeout(PATIENCE, check).await {
        Ok(result) => result,
        Err(_) => Err(Problem(format!("no result after {} seconds", PATIENCE.as_secs()))),
    };
    let problem = result.err().map(|Problem(problem)| problem);
    let line = json!({"call": name(module, call), "problem": problem});
    let _ = writeln!(io::stdout().lock(), "{line}");
}

fn name(module: &str, call: &str) -> String {
    static SEEN: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());
    let module = module.split_once("::").map_or(module, |(_, module)| module);
    let method = call.split('(').next().unwrap_or(call).replace([' ', '\n'], "");
    let name = format!("{module}: {method}");
    let mut seen = SEEN.lock().expect("no thread panicked");
    let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(1);
    if *count == 1 { name } else { format!("{name} ({count})") }
}

/// A timestamp of RFC 3339.
pub fn time(text: &str) -> DateTime<FixedOffset> {
    text.parse().expect("a timestamp")
}

/// A date, as `2000-12-01`.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}
