//! Decodes 10,000 timeline messages as generated types, and as types with serde's derives: `cargo
//! bench -p oasmith-speed --bench decode`.
//!
//! Both decode the same text with the same function of `serde_json`, in turns. The result is the
//! median of the ratios of adjacent runs. For a profiler, `-- hand 5` or `-- generated 5` only
//! decodes this often.

use std::hint::black_box;
use std::time::{Duration, Instant};

use customer_timeline::rebilly::types::CustomerTimeline;

mod hand_written;

const MESSAGES: usize = 10_000;
const ROUNDS: usize = 60;

/// A message with the property order of the document, as servers send it.
const MESSAGE: &str = r#"{"id":"tlm_01HVZNUMBER","type":"invoice-paid","triggeredBy":"rebilly","message":"Invoice NUMBER was paid by {author}",
"extraData":{"actions":[{"action":"resend-email","messageId":"msg_NUMBER"}],
"tables":[{"type":"two-columns","title":"Invoice","data":[{"attribute":"Amount","value":31.5},{"attribute":"Items","value":3},
{"attribute":"Currency","value":"EUR"},{"attribute":"Paid","value":true}]}],
"author":{"userFullName":"Johanna Müller","userId":"usr_01"},
"links":[{"resourceType":"invoice","resourceId":"in_NUMBER","placeholder":"{invoice}"}]},
"occurredTime":"2025-03-14T09:26:53Z","_links":[{"rel":"self","href":"https://api.rebilly.com/customers/cus_1/timeline/tlm_NUMBER"}]}"#;

type Failure = Box<dyn std::error::Error>;

fn messages() -> String {
    let message =
        |number: usize| MESSAGE.replace('\n', "").replace("NUMBER", &format!("{number:06}"));
    format!("[{}]", (0..MESSAGES).map(message).collect::<Vec<_>>().join(","))
}

fn read_hand_written(text: &[u8]) -> Result<Duration, Failure> {
    let start = Instant::now();
    black_box(serde_json::from_slice::<Vec<hand_written::Timeline>>(text)?);
    Ok(start.elapsed())
}

fn read_generated(text: &[u8]) -> Result<Duration, Failure> {
    let start = Instant::now();
    black_box(serde_json::from_slice::<Vec<CustomerTimeline>>(text)?);
    Ok(start.elapsed())
}

fn main() -> Result<(), Failure> {
    let text = messages().into_bytes();
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [side, times] = &arguments[..] {
        let read = if side == "hand" { read_hand_written } else { read_generated };
        for _ in 0..times.parse()? {
            read(&text)?;
        }
        return Ok(());
    }
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let (hand_written, generated) = if round % 2 == 0 {
            (read_hand_written(&text)?, read_generated(&text)?)
        } else {
            let generated = read_generated(&text)?;
            (read_hand_written(&text)?, generated)
        };
        ratios.push(generated.as_secs_f64() / hand_written.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    let at = |part: f64| ratios[((ratios.len() - 1) as f64 * part) as usize];
    println!(
        "{MESSAGES} timeline messages, {} KiB: {:.2} of the time of serde's derives (half of all {ROUNDS} pairs between {:.2} and {:.2})",
        text.len() / 1024,
        at(0.5),
        at(0.25),
        at(0.75)
    );
    Ok(())
}
