//! The cost of a call through the generated crate, compared with a hand-written call: `cargo bench
//! -p oasmith-speed --bench call`.
//!
//! Both sides use one `reqwest::Client`, request the same response from a server on loopback (in a
//! separate thread), and decode the same data; the hand-written side uses serde's derives. They
//! take turns in short batches, so that other load affects both. The result is the median of the
//! ratios of adjacent batches.
//!
//! With `-- parts`, more sides take turns, and each adds something: the generated type of the
//! response, the transport, and the call. The result is the median time of a call of each side.
//!
//! For a profiler, `-- hand one 2000` or `-- sdk list 2000` only runs this many calls of one side.

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use customer_timeline::{Body, ReqwestTransport, Transport, rebilly, same_origin_redirects};
mod hand_written;

use hand_written::Customer;

const KEY: &str = "sk_test_oasmith_4f1c";

/// A customer with the property order of the document, as servers send it.
const CUSTOMER: &str = r#"{"id":"cus_01HVZNUMBER","email":"customerNUMBER@example.com","firstName":"Johanna","lastName":"Müller",
"websiteId":"web_0YV7DES3WPC5J8JD8QTVNZBZNZ",
"defaultPaymentInstrument":{"method":"payment-card","paymentInstrumentId":"inst_0YV7DENSVGDBW9S7XYNNK5R7XD"},
"createdTime":"2025-03-14T09:26:53Z","updatedTime":"2026-01-02T03:04:05Z","customFields":{"segment":"gold","score":71},
"primaryAddress":{"firstName":"Johanna","lastName":"Müller","organization":"Example GmbH","address":"Lange Straße 12","address2":null,
"city":"Leipzig","region":"Sachsen","country":"DE","postalCode":"04103",
"phoneNumbers":[{"label":"main","value":"+49 341 555010","primary":true}],
"emails":[{"label":"main","value":"johanna@example.com","primary":true}],
"dob":"1980-05-17","hash":"056ae6d97c788b9e98b049ebafd7b229bf852221"},
"averageValue":{"currency":"EUR","amount":31.5,"amountUsd":34.2},"paymentCount":12,"lastPaymentTime":"2026-01-01T00:00:00Z",
"lifetimeRevenue":{"currency":"EUR","amount":378.0,"amountUsd":410.4},"invoiceCount":12,
"tags":[{"id":"tag_01","name":"vip","createdTime":"2025-03-14T09:26:53Z"}],"revision":7,
"organizationId":"org_0YV7DEYBPRHQM1BMCEXNGYQ5AD",
"_links":[{"rel":"self","href":"https://api.rebilly.com/customers/cus_1"},{"rel":"website","href":"https://api.rebilly.com/websites/web_1"}]}"#;

fn customer(number: usize) -> String {
    CUSTOMER.replace('\n', "").replace("NUMBER", &format!("{number:021}"))
}

fn response(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Fri, 06 Nov 2026 08:49:37 GMT\r\n\
                X-Request-Id: 4f1c2b\r\nRate-Limit-Limit: 3000\r\nRate-Limit-Remaining: 2999\r\n";
    format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Serves all connections, each in a thread.
fn serve() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || respond_forever(stream));
        }
    });
    Ok(url)
}

fn respond_forever(mut stream: std::net::TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let one = response(&customer(1));
    let list = response(&format!("[{}]", (0..100).map(customer).collect::<Vec<_>>().join(",")));
    let mut unread = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        unread.extend_from_slice(&buffer[..read]);
        if unread.ends_with(b"\r\n\r\n") {
            stream.write_all(if unread.starts_with(b"GET /customers/") { &one } else { &list })?;
            unread.clear();
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// All by `reqwest` and serde's derives.
    Hand,
    /// The same with the generated type of the response.
    Type,
    /// A request that the transport of the generated crate sends.
    Transport,
    /// A request of the generated crate.
    Sdk,
}

const SIDES: [(&str, Side); 4] = [
    ("hand", Side::Hand),
    ("type", Side::Type),
    ("transport", Side::Transport),
    ("sdk", Side::Sdk),
];

#[derive(Clone, Copy)]
enum What {
    One,
    List,
}

struct Contest {
    url: String,
    http: reqwest::Client,
    transport: ReqwestTransport,
    sdk: rebilly::Client,
}

impl Contest {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let url = serve()?;
        let http = reqwest::Client::builder()
            .redirect(same_origin_redirects())
            .referer(false)
            .connect_timeout(Duration::from_secs(10))
            .build()?;
        let sdk = rebilly::Client::builder()
            .base_url(&url)
            .secret_api_key(KEY)
            .http_client_with_custom_redirects_and_proxies(http.clone())
            .build()?;
        let transport = ReqwestTransport::with_custom_redirects_and_proxies(http.clone());
        Ok(Self { url, http, transport, sdk })
    }

    async fn hand_written(&self, path: &str) -> Result<bytes::Bytes, reqwest::Error> {
        let request = self.http.get(format!("{}{path}", self.url)).header("REB-APIKEY", KEY);
        let request =
            request.header("Accept", "application/json").header("User-Agent", "by-hand/1.0");
        let request = request.timeout(Duration::from_secs(60));
        request.send().await?.error_for_status()?.bytes().await
    }

    async fn sent_by_transport(
        &self,
        path: &str,
    ) -> Result<bytes::Bytes, Box<dyn std::error::Error>> {
        let request = http::Request::get(format!("{}{path}", self.url)).header("REB-APIKEY", KEY);
        let request =
            request.header("Accept", "application/json").header("User-Agent", "by-hand/1.0");
        let request = request.extension(customer_timeline::Timeout(Duration::from_secs(60)));
        let mut response = self.transport.send(request.body(Body::empty())?).await?.into_body();
        let mut bytes = bytes::BytesMut::new();
        while let Some(chunk) = response.chunk().await {
            bytes.extend_from_slice(&chunk?);
        }
        Ok(bytes.freeze())
    }

    async fn call(&self, side: Side, what: What) -> Result<(), Box<dyn std::error::Error>> {
        match (side, what) {
            (Side::Hand, What::One) => {
                let customer: Customer =
                    serde_json::from_slice(&self.hand_written("/customers/cus_1").await?)?;
                black_box(customer);
            }
            (Side::Type, What::One) => {
                let customer: rebilly::types::Customer =
                    serde_json::from_slice(&self.hand_written("/customers/cus_1").await?)?;
                black_box(customer);
            }
            (Side::Transport, What::One) => {
                let customer: rebilly::types::Customer =
                    serde_json::from_slice(&self.sent_by_transport("/customers/cus_1").await?)?;
                black_box(customer);
            }
            (Side::Type | Side::Transport, What::List) => {
                return Err("only for one customer".into());
            }
            (Side::Hand, What::List) => {
                let customers: Vec<Customer> =
                    serde_json::from_slice(&self.hand_written("/customers?limit=100").await?)?;
                black_box(customers);
            }
            (Side::Sdk, What::One) => {
                black_box(self.sdk.customers().get("cus_1").await?);
            }
            (Side::Sdk, What::List) => {
                black_box(self.sdk.customers().list().limit(100).await?);
            }
        }
        Ok(())
    }

    async fn batch(
        &self,
        side: Side,
        what: What,
        calls: u32,
    ) -> Result<Duration, Box<dyn std::error::Error>> {
        let start = Instant::now();
        for _ in 0..calls {
            self.call(side, what).await?;
        }
        Ok(start.elapsed())
    }

    /// The median time of a call of each side, for one customer.
    async fn parts(&self) -> Result<(), Box<dyn std::error::Error>> {
        let mut times = SIDES.map(|_| Vec::new());
        for round in 0..800 {
            // Forwards or backwards, each time from another side.
            for step in 0..SIDES.len() {
                let at = (round + step * (1 + 2 * (round / SIDES.len() % 2))) % SIDES.len();
                times[at].push(self.batch(SIDES[at].1, What::One, 50).await? / 50);
            }
        }
        for ((name, _), times) in SIDES.iter().zip(&mut times) {
            times.sort();
            println!("{name}: {:.1} µs", times[times.len() / 2].as_secs_f64() * 1e6);
        }
        Ok(())
    }

    /// The sorted ratios of adjacent batches.
    async fn ratios(
        &self,
        what: What,
        calls: u32,
        rounds: u32,
    ) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
        self.batch(Side::Hand, what, calls).await?;
        self.batch(Side::Sdk, what, calls).await?;
        let mut ratios = Vec::new();
        for round in 0..rounds {
            let order =
                if round % 2 == 0 { [Side::Hand, Side::Sdk] } else { [Side::Sdk, Side::Hand] };
            let first = self.batch(order[0], what, calls).await?;
            let second = self.batch(order[1], what, calls).await?;
            let ratio = second.as_secs_f64() / first.as_secs_f64();
            ratios.push(if order[0] == Side::Hand { ratio } else { ratio.recip() });
        }
        ratios.sort_by(f64::total_cmp);
        Ok(ratios)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let contest = Contest::new()?;
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [side, what, calls] = &arguments[..] {
        let side = SIDES.iter().find(|(name, _)| name == side).ok_or("no such side")?.1;
        let what = if what == "one" { What::One } else { What::List };
        contest.batch(side, what, calls.parse()?).await?;
        return Ok(());
    }
    if arguments == ["parts"] {
        return contest.parts().await;
    }
    for (name, what, calls, rounds) in
        [("one customer", What::One, 100, 400), ("a list of 100", What::List, 10, 400)]
    {
        let ratios = contest.ratios(what, calls, rounds).await?;
        let at = |part: f64| (ratios[((ratios.len() - 1) as f64 * part) as usize] - 1.0) * 100.0;
        let (low, median, high) = (at(0.25), at(0.5), at(0.75));
        println!(
            "{name}: {median:+.1} % over the hand-written call (half of all {rounds} pairs between {low:+.1} % and {high:+.1} %)"
        );
    }
    Ok(())
}
