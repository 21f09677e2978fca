//! Responses that the runtime reads and requests that it writes, through a client. The transport
//! sends the input.

use std::fs;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::{Stream, stream};
use oasmith_runtime::{
    Api, Base64, Body, BoxFuture, Builder, Bytes, Call, Clock, Core, CursorSource, Error,
    EventStream, Json, JsonLines, Method, Operation, PageStream, Pagination, PaginationStyle,
    Parameter, RawError, RawResponse, ReadMode, Response, ResponseFuture, RetryPolicy, ServerEvent,
    Transport, TransportError, XmlElement, XmlItem, XmlMember, XmlName, XmlNode, XmlObject,
    XmlSchema, XmlUnion, XmlVariant, argument_value, json_path, parameter,
};
use serde_json::{Value, json};

use super::chance::Chance;
use super::unions::{Expr, Tree};

/// The maximum size of an event, a line or a response, in bytes.
const LIMIT: usize = 4_096;

/// A transport that always sends the same response, and records URLs and pauses.
#[derive(Clone, Default)]
struct Server {
    status: u16,
    headers: Vec<(&'static str, http::HeaderValue)>,
    chunks: Vec<Bytes>,
    urls: Arc<Mutex<Vec<String>>>,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.urls.lock().unwrap().push(request.uri().to_string());
        let chunks = self.chunks.clone().into_iter().map(Ok::<_, std::io::Error>);
        let mut response = http::Response::new(Body::stream(stream::iter(chunks)));
        *response.status_mut() = http::StatusCode::from_u16(self.status.max(200)).unwrap();
        for (name, value) in &self.headers {
            response.headers_mut().append(*name, value.clone());
        }
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A clock without waiting: each pause ends at once, and no time limit ends. It is 1970.
impl Clock for Server {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>> {
        self.pauses.lock().unwrap().push(duration);
        Some(Box::pin(std::future::ready(())))
    }

    fn alarm(&self, _: Duration) -> Option<BoxFuture<'static, ()>> {
        None
    }

    fn unix_time(&self) -> Option<Duration> {
        Some(Duration::ZERO)
    }
}

static API: Api = Api { user_agent: "fuzz/1", server: Some("https://api.test/v1"), schemes: &[] };

const GET: Operation = Operation {
    id: "get",
    method: Method::Get,
    path: "/things",
    server: None,
    parameters: &[],
    security: &[],
    accept: "",
    body: None,
    pagination: None,
};

static PLAIN: Operation = GET;

static PAGED: Operation = Operation {
    pagination: Some(Pagination { style: PaginationStyle::Url(CursorSource::Link), items: "" }),
    ..GET
};

impl Server {
    fn call(&self, operation: &'static Operation) -> Call {
        let retry = RetryPolicy::default()
            .max_attempts(2)
            .base_delay(Duration::ZERO)
            .max_elapsed(Duration::MAX);
        let retry = retry.max_retry_after(Duration::MAX);
        let builder = Builder::<Core>::new(&API).transport(self.clone()).clock(self.clone());
        builder
            .max_response_bytes(LIMIT)
            .timeout(Duration::MAX)
            .retry(retry)
            .build()
            .expect("a client")
            .call(operation)
    }
}

/// The output of a future that is ready at once.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for nothing"),
    }
}

fn all<S: Stream + Unpin>(stream: &mut S, most: usize) -> Vec<S::Item> {
    let mut next =
        || now(std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)));
    std::iter::from_fn(&mut next).take(most).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| error.to_string())
}

/// The bytes in chunks, whose sizes are derived from the bytes.
fn pieces(bytes: &[u8]) -> Vec<Bytes> {
    let mut chance = Chance(
        bytes
            .iter()
            .fold(1_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)) | 1),
    );
    let mut rest = Bytes::copy_from_slice(bytes);
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        pieces.push(rest.split_to(chance.below(9).min(rest.len())));
    }
    pieces
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?}, and should be {expected:?}"))
    }
}

/// JSON, Base64 and parameters of every style.
pub fn values(path: &Path) -> Result<(), String> {
    let bytes = read(path)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    _ = json_path(&bytes, bytes.len() % 7, bytes.len() % 31);
    _ = serde_json::from_slice::<customer_timeline::rebilly::types::CustomerTimeline>(&bytes);
    if let Ok(decoded) = serde_json::from_value::<Base64>(Value::from(text.clone())) {
        let written = serde_json::to_value(&decoded).map_err(|error| error.to_string())?;
        let again: Base64 = serde_json::from_value(written).map_err(|error| error.to_string())?;
        same("Base64", &again.as_ref(), &decoded.as_ref())?;
    }
    let value = argument_value::Value::of(&text).map_err(|error| format!("{error:?}"))?;
    for style in [parameter::Style::Simple, parameter::Style::Label, parameter::Style::Matrix] {
        let segment = Parameter::path("p").style(style, false).to_segment(&value);
        if segment.contains(['/', '?', '#', '\\']) || !segment.is_ascii() {
            return Err(format!("{segment:?} is no segment"));
        }
    }
    drop(Parameter::header("h").to_header(&value));
    Parameter::query("q")
        .to_pairs(&value)
        .iter()
        .for_each(|pair| assert!(!pair.contains(['#', ' ']), "{pair}"));
    Ok(())
}

/// The events of a complete text, parsed line by line as WHATWG HTML defines (section 9.2.6).
fn expected_events(bytes: &[u8]) -> Vec<(String, Option<String>, String)> {
    let text = String::from_utf8_lossy(bytes);
    let text =
        text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    let (mut event, mut data, mut id) = (String::new(), String::new(), String::new());
    let mut found = Vec::new();
    let ended = text.matches('\n').count();
    for line in text.split('\n').take(ended) {
        if line.is_empty() {
            if let Some(data) = data.strip_suffix('\n') {
                let name = if event.is_empty() { "message" } else { &event };
                found.push((
                    name.to_owned(),
                    Some(id.clone()).filter(|id| !id.is_empty()),
                    data.to_owned(),
                ));
            }
            (event, data) = Default::default();
            continue;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => event = value.to_owned(),
            "data" => data += &format!("{value}\n"),
            "id" if !value.contains('\0') => id = value.to_owned(),
            _ => {}
        }
    }
    found
}

/// An event stream has the same events in any chunks: those of the standard.
pub fn events(path: &Path) -> Result<(), String> {
    type Events = Result<Response<EventStream<String>>, Error>;
    let bytes = read(path)?;
    let server = Server { chunks: pieces(&bytes), ..Server::default() };
    let sending: ResponseFuture<Events> =
        server.call(&PLAIN).read_mode(ReadMode::Events).send(RawResponse::text_events);
    let mut stream = now(sending.into_future())
        .map_err(|error| error.to_string())?
        .into_inner()
        .reconnect(false);
    let found: Result<Vec<_>, _> = all(&mut stream, usize::MAX)
        .into_iter()
        .map(|it| it.map(|ServerEvent { event, id, data, .. }| (event, id, data)))
        .collect();
    match found {
        Ok(found) => same("events", &found, &expected_events(&bytes))?,
        Err(_) if bytes.len() > LIMIT => {}
        Err(error) => return Err(format!("an error in a small stream: {error}")),
    }
    // The same stream with JSON data, which reconnects. The server never sends 204.
    type Typed = Result<Response<EventStream<Json>>, Error>;
    let sending: ResponseFuture<Typed> =
        server.call(&PLAIN).read_mode(ReadMode::Events).send(RawResponse::events);
    let mut stream = now(sending.into_future()).map_err(|error| error.to_string())?.into_inner();
    all(&mut stream, 30)
        .into_iter()
        .filter_map(Result::err)
        .for_each(|error| drop(format!("{error} {error:?}")));
    Ok(())
}

/// Lines and sequences are split correctly in any chunks.
pub fn lines(path: &Path) -> Result<(), String> {
    type Lines = Result<Response<JsonLines<Json>>, Error>;
    let bytes = read(path)?;
    let server = Server { chunks: pieces(&bytes), ..Server::default() };
    let sending: ResponseFuture<Lines> =
        server.call(&PLAIN).read_mode(ReadMode::Stream).send(RawResponse::lines);
    let mut stream = now(sending.into_future()).map_err(|error| error.to_string())?.into_inner();
    let found: Vec<Option<Json>> =
        all(&mut stream, usize::MAX).into_iter().map(Result::ok).collect();
    let separator = if bytes.first() == Some(&0x1e) { 0x1e } else { b'\n' };
    let texts = bytes
        .split(|byte| *byte == separator)
        .map(<[u8]>::trim_ascii)
        .filter(|text| !text.is_empty());
    let unmarked = texts.map(|text| text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text));
    let expected: Vec<Option<Json>> =
        unmarked.map(|text| serde_json::from_slice(text).ok()).collect();
    if bytes.len() <= LIMIT { same("lines", &found, &expected) } else { Ok(()) }
}

static PETS: XmlElement =
    XmlElement::new(&XmlSchema::List(XmlItem::new(XmlName::new("pet"), &PET).nullable()))
        .named(XmlName::new("pets").namespace("urn:p"));

static PET: XmlSchema = XmlSchema::Object(XmlObject {
    members: &[
        XmlMember::attribute(&["id"], &XmlSchema::Integer),
        XmlMember::element(&["name"], &XmlSchema::String).required(),
        XmlMember::new(&["tags"], XmlNode::Items(XmlName::new("tag")), &XmlSchema::Token),
        XmlMember::element(&["weight"], &XmlSchema::Number).nullable(),
        XmlMember::element(&["parent"], &PET),
        XmlMember::new(&["text"], XmlNode::Cdata, &XmlSchema::String),
        XmlMember::element(&["kind"], &KIND),
    ],
    additional: Some(&XmlItem::new(XmlName::new("item"), &XmlSchema::Any)),
});

static KIND: XmlSchema = XmlSchema::Union(XmlUnion {
    tag: None,
    variants: &[XmlVariant::new(&[], &XmlSchema::Boolean), XmlVariant::new(&[], &PET)],
});

/// XML of any form is read in bounded time, and a value from it can be written and read again.
pub fn xml(path: &Path) -> Result<(), String> {
    type Read = Result<Response<Json>, Error>;
    let bytes = read(path)?;
    let server = Server { chunks: pieces(&bytes), ..Server::default() };
    let begun = Instant::now();
    let sending: ResponseFuture<Read> = server.call(&PLAIN).send(|response| response.xml(&PETS));
    let read = now(sending.into_future());
    if begun.elapsed() > SOON {
        return Err(format!("{} bytes take {:?}", bytes.len(), begun.elapsed()));
    }
    match read {
        Ok(value) => {
            let call = server.call(&PLAIN).xml(&value.into_inner(), &PETS);
            let sending: ResponseFuture<Result<Response<()>, Error>> =
                call.send(RawResponse::empty);
            // Names of additional elements may be invalid in XML.
            now(sending.into_future()).err().iter().for_each(|error| drop(format!("{error:?}")));
        }
        Err(Error::Decode(error)) if error.path().starts_with(['/', '$']) => {
            drop(format!("{error} {error:?}"));
        }
        Err(error) => return Err(format!("another error: {error:?}")),
    }
    Ok(())
}

/// JSON with the names that the unions use, mostly as deep as the limit allows.
pub fn any_union(chance: &mut Chance, depth: usize) -> Value {
    const NAMES: &[&str] = &["child", "operand", "x", "value", "kind", "?"];
    let leaf = |chance: &mut Chance| {
        let leaves = [json!(1), json!(1.0), json!(true), json!(null), json!("x"), json!({})];
        chance.of(&leaves).clone()
    };
    if depth > 60 || chance.below(24) == 0 {
        return leaf(chance);
    }
    if chance.below(12) == 0 {
        return (0..chance.below(4)).map(|_| any_union(chance, depth + 1)).collect();
    }
    let kind = chance.of(&["not", "leaf", "both", "other"]).to_string();
    let mut object = serde_json::Map::new();
    // Only one property is nested further, so that the text stays short.
    let deep = chance.below(5);
    for (index, name) in ["operand", "child", "tree", "expr"].into_iter().enumerate() {
        if index == deep || chance.below(40) == 0 {
            let inner = any_union(chance, depth + 1);
            let inner = match name {
                "tree" => Value::Array(vec![inner]),
                "expr" => Value::Object([("a".to_owned(), inner)].into_iter().collect()),
                _ => inner,
            };
            object.insert(name.to_owned(), inner);
        }
    }
    object.insert("kind".to_owned(), kind.into());
    let more = chance.of(NAMES).to_string();
    object.insert(more, leaf(chance));
    object.insert("x".to_owned(), leaf(chance));
    Value::Object(object)
}

/// The time limit for half a kilobyte in a debug build. Exponential time would take minutes.
const SOON: Duration = Duration::from_secs(1);

/// A text is read in bounded time, however unions are nested and whatever is invalid. A union
/// without a discriminator accepts any value.
pub fn unions(path: &Path) -> Result<(), String> {
    let text = String::from_utf8(read(path)?).map_err(|error| error.to_string())?;
    let is_json = serde_json::from_str::<Json>(&text).is_ok();
    let begun = Instant::now();
    let (tree, expr) = (serde_json::from_str::<Tree>(&text), serde_json::from_str::<Expr>(&text));
    if begun.elapsed() > SOON {
        return Err(format!("{} bytes take {:?}", text.len(), begun.elapsed()));
    }
    if let Err(error) = expr
        && is_json
        && !error.to_string().starts_with("Expr: ")
    {
        return Err(format!("the error does not name the union: {error}"));
    }
    same("whether the tree is read", &tree.is_ok(), &is_json)
}

/// Links of pages never leave the origin, and pagination ends.
pub fn links(path: &Path) -> Result<(), String> {
    let Ok(link) = http::HeaderValue::from_bytes(&read(path)?) else { return Ok(()) };
    let server = Server {
        headers: vec![("link", link)],
        chunks: vec![Bytes::from_static(b"[]")],
        ..Server::default()
    };
    fn page(response: RawResponse) -> Result<Response<Json>, Error<RawError>> {
        response.json()
    }
    let mut pages = PageStream::new(server.call(&PAGED), page);
    all(&mut pages, 6)
        .into_iter()
        .filter_map(Result::err)
        .for_each(|error| drop(format!("{error} {error:?}")));
    for sent in server.urls.lock().unwrap().iter() {
        let url = url::Url::parse(sent).map_err(|error| format!("{sent:?}: {error}"))?;
        let is_ours =
            url.origin().ascii_serialization() == "https://api.test" && url.username().is_empty();
        if !is_ours || !sent.starts_with("https://api.test/") {
            return Err(format!("{sent:?} is of another origin"));
        }
    }
    Ok(())
}

/// A point in time in all formats of dates.
fn forms(there: chrono::DateTime<chrono::FixedOffset>) -> [String; 5] {
    let moment = there.to_utc();
    [
        moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        moment.format("%a %b %e %H:%M:%S %Y").to_string(),
        there.to_rfc3339(),
        there.to_rfc2822(),
        there.format("%d %b %Y %H:%M:%S %z").to_string(),
    ]
}

/// A past date in one of the formats.
pub fn any_date(chance: &mut Chance) -> Vec<u8> {
    let moment =
        chrono::DateTime::from_timestamp(chance.below(4_000_000_000) as i64, 0).expect("a moment");
    let offset =
        chrono::FixedOffset::east_opt((chance.below(24 * 4) as i32 - 48) * 900).expect("an offset");
    chance.of(&forms(moment.with_timezone(&offset))).clone().into_bytes()
}

/// The same dates, read by another library where they are valid.
fn expected_moment(text: &str) -> Option<Duration> {
    let others = chrono::DateTime::parse_from_rfc2822(text)
        .or_else(|_| chrono::DateTime::parse_from_rfc3339(text));
    let local = chrono::NaiveDateTime::parse_from_str(text, "%a %b %e %H:%M:%S %Y");
    let moment = others.or_else(|_| local.map(|it| it.and_utc().fixed_offset())).ok()?;
    let is_written = (1..200_000_000_000).contains(&moment.timestamp())
        && forms(moment).iter().any(|form| form == text);
    is_written.then(|| Duration::from_secs(moment.timestamp().unsigned_abs()))
}

/// `Retry-After`: no value is an error, and valid dates are read correctly.
pub fn dates(path: &Path) -> Result<(), String> {
    let bytes = read(path)?;
    let Ok(value) = http::HeaderValue::from_bytes(&bytes) else { return Ok(()) };
    for (status, name) in [(503, "retry-after"), (429, "x-ratelimit-reset"), (503, "date")] {
        let server = Server { status, headers: vec![(name, value.clone())], ..Server::default() };
        let sent = now(server.call(&PLAIN).send_raw().into_future());
        drop(sent);
        let expected =
            value.to_str().ok().and_then(expected_moment).filter(|_| name == "retry-after");
        if let Some(expected) = expected {
            same("the moment", &server.pauses.lock().unwrap().first().copied(), &Some(expected))?;
        }
    }
    Ok(())
}

const ARGUMENTS: &[Parameter] = &[
    Parameter::path("a"),
    Parameter::path("b").style(parameter::Style::Label, false),
    Parameter::path("c").style(parameter::Style::Matrix, true),
    Parameter::path("d").json(),
];

const fn at(path: &'static str) -> Operation {
    Operation { path, parameters: ARGUMENTS, ..GET }
}

/// Templates, each with its number of segments after `/v1`.
static TEMPLATES: &[(Operation, usize)] = &[
    (at("/{a}"), 1),
    (at("/x/{a}/y/{d}"), 4),
    (at("/{a}."), 1),
    (at("/.{a}/z"), 2),
    (at("/{a}{a}"), 1),
    (at("/{b}/{c}"), 2),
    (at("/{a}{b}?q={a}"), 1),
];

/// With any arguments, a path has the segments of its template, or nothing is sent.
pub fn segments(path: &Path) -> Result<(), String> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    let mut words = text.split('\n').cycle();
    for (template, count) in TEMPLATES {
        let server = Server::default();
        let (mut call, mut given) = (server.call(template), Vec::new());
        for parameter in ARGUMENTS {
            let word = words.next().unwrap_or_default();
            call = call.path(parameter.name, word);
            given.push(word);
        }
        drop(now(call.send_raw().into_future()));
        for sent in server.urls.lock().unwrap().iter() {
            let url = url::Url::parse(sent).map_err(|error| format!("{sent:?}: {error}"))?;
            let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
            if segments.first() != Some(&"v1")
                || segments.len() != count + 1
                || url.fragment().is_some()
            {
                return Err(format!(
                    "{sent:?} has other segments than its template, with {given:?}"
                ));
            }
            if template.path == "/{a}" {
                let last = percent_encoding::percent_decode_str(segments[1])
                    .decode_utf8_lossy()
                    .into_owned();
                same("the argument", &last.as_str(), &given[0])?;
            }
        }
    }
    Ok(())
}
