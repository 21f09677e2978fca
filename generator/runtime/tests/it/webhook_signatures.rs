//! Signatures of webhooks, compared with the library that Standard Webhooks publishes.

use std::time::Duration;

use http::HeaderMap;
use oasmith_runtime::{BoxFuture, Clock, SecretError, SignatureError, WebhookVerifier};
use standardwebhooks::Webhook;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const OTHER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SENT: u64 = 1_700_000_000;
const BODY: &[u8] = br#"{"eventType":"customer-created"}"#;

struct At(u64);

impl Clock for At {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Option<BoxFuture<'static, ()>> {
        None
    }

    fn unix_time(&self) -> Option<Duration> {
        Some(Duration::from_secs(self.0))
    }
}

fn verifier() -> WebhookVerifier {
    WebhookVerifier::new(SECRET).unwrap().clock(At(SENT + 10))
}

/// The headers that a sender with this secret sends.
fn headers(secret: &str) -> HeaderMap {
    let signature = Webhook::new(secret).unwrap().sign("msg_1", SENT as i64, BODY).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", "msg_1".parse().unwrap());
    headers.insert("webhook-timestamp", SENT.to_string().parse().unwrap());
    headers.insert("webhook-signature", signature.parse().unwrap());
    headers
}

#[test]
fn what_others_sign_is_accepted() {
    assert_eq!(verifier().verify(&headers(SECRET), BODY), Ok(()));
    assert_eq!(
        verifier().sign("msg_1", SENT, BODY),
        headers(SECRET)["webhook-signature"].to_str().unwrap()
    );
    let without_prefix =
        WebhookVerifier::new(SECRET.strip_prefix("whsec_").unwrap()).unwrap().clock(At(SENT));
    assert_eq!(without_prefix.verify(&headers(SECRET), BODY), Ok(()));
}

#[test]
fn what_we_sign_is_accepted_by_others() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let mut headers = headers(SECRET);
    headers.insert("webhook-timestamp", now.to_string().parse().unwrap());
    headers.insert("webhook-signature", verifier().sign("msg_1", now, BODY).parse().unwrap());
    Webhook::new(SECRET).unwrap().verify(BODY, &headers).unwrap();
}

#[test]
fn anything_else_is_rejected() {
    let changed = |name: &'static str, value: &str| {
        let mut headers = headers(SECRET);
        headers.insert(name, value.parse().unwrap());
        headers
    };
    let without = |name: &str| {
        let mut headers = headers(SECRET);
        headers.remove(name);
        headers
    };
    let v1a = headers(SECRET)["webhook-signature"].to_str().unwrap().replace("v1,", "v1a,");
    for (headers, body, error) in [
        (headers(SECRET), &BODY[1..], SignatureError::Mismatch),
        (headers(OTHER), BODY, SignatureError::Mismatch),
        (changed("webhook-id", "msg_2"), BODY, SignatureError::Mismatch),
        (changed("webhook-timestamp", &(SENT + 1).to_string()), BODY, SignatureError::Mismatch),
        (changed("webhook-signature", ""), BODY, SignatureError::Mismatch),
        (changed("webhook-signature", "v1,"), BODY, SignatureError::Mismatch),
        (changed("webhook-signature", "v1,AAAA"), BODY, SignatureError::Mismatch),
        (changed("webhook-signature", &v1a), BODY, SignatureError::Mismatch),
        (
            changed("webhook-timestamp", "yesterday"),
            BODY,
            SignatureError::Header("webhook-timestamp"),
        ),
        (without("webhook-id"), BODY, SignatureError::Header("webhook-id")),
        (without("webhook-timestamp"), BODY, SignatureError::Header("webhook-timestamp")),
        (without("webhook-signature"), BODY, SignatureError::Header("webhook-signature")),
    ] {
        assert_eq!(verifier().verify(&headers, body), Err(error), "{headers:?}");
    }
}

#[test]
fn a_request_counts_for_five_minutes_either_way() {
    for (now, verdict) in [
        (SENT - 301, Err(SignatureError::TooNew)),
        (SENT - 300, Ok(())),
        (SENT + 300, Ok(())),
        (SENT + 301, Err(SignatureError::TooOld)),
    ] {
        assert_eq!(verifier().clock(At(now)).verify(&headers(SECRET), BODY), verdict, "{now}");
    }
    let patient = verifier().tolerance(Duration::from_secs(3600)).clock(At(SENT + 3600));
    assert_eq!(patient.verify(&headers(SECRET), BODY), Ok(()));
}

#[test]
fn a_secret_can_be_replaced_while_both_count() {
    let both = verifier().or_secret(OTHER).unwrap();
    assert_eq!(both.verify(&headers(OTHER), BODY), Ok(()));
    assert_eq!(both.verify(&headers(SECRET), BODY), Ok(()));
    let mut several = headers(OTHER);
    let list =
        format!("v1,AAAA {} v2,what", headers(SECRET)["webhook-signature"].to_str().unwrap());
    several.insert("webhook-signature", list.parse().unwrap());
    assert_eq!(verifier().verify(&several, BODY), Ok(()));
}

#[test]
fn a_secret_that_is_none_is_rejected_and_never_shown() {
    for secret in ["", "whsec_", "not Base64!"] {
        assert_eq!(WebhookVerifier::new(secret).unwrap_err(), SecretError, "{secret}");
    }
    assert_eq!(format!("{:?}", verifier()), "WebhookVerifier { secrets: 1, tolerance: 300s, .. }");
}
