//! Types of `jiff`, `rust_decimal`, `url` and the standard library.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fixture_types_jiff::deps::{jiff, rust_decimal::Decimal, url::Url};
use fixture_types_jiff::types::{Form, Moment, Reading};
use fixture_types_jiff::{Client, DecimalNumber, Error, IsoDuration};
use jiff::ToSpan as _;

use super::Outcome;

/// Each value is read, and a response can be sent as it was received.
pub async fn readings(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let at: jiff::Timestamp = "2026-01-31T13:00:00.25+01:00".parse()?;
    let day = jiff::civil::date(2026, 1, 31);
    let link: Url = "https://example.com".parse()?;
    let reading = Reading::new(at, Decimal::new(1999, 2), link.clone());
    let request = client.readings().put(at, day, reading);
    let response = request
        .spans([1.day().hours(12), 90.minutes()])
        .source(Ipv4Addr::LOCALHOST)
        .x_price(Decimal::new(5, 1))
        .await?;
    assert_eq!(response.headers().last_seen, Some("2026-01-31T12:00:00Z".parse()?));
    let reading = response.into_inner();
    assert_eq!(reading.at, "2026-01-31T11:00:00Z".parse()?);
    assert_eq!(reading.local, Some(day.at(12, 0, 0, 0)));
    assert_eq!(reading.day, Some(day));
    assert_eq!(reading.clock, Some(jiff::civil::time(12, 30, 0, 0)));
    assert_eq!(reading.span, Some(IsoDuration(1.day().hours(12))));
    assert_eq!(reading.amount, Some("1000000000000000000.01".parse()?));
    assert_eq!(*reading.price, Decimal::new(1, 1));
    assert_eq!(reading.link, link);
    assert_eq!(reading.host, Some(IpAddr::V6(Ipv6Addr::LOCALHOST)));
    assert_eq!(reading.source, Some(Ipv4Addr::LOCALHOST));
    assert_eq!(reading.text.as_deref(), Some("aGk="));
    assert_eq!(reading.seen.as_ref().map(Vec::len), Some(1));
    let prices = reading.prices.clone().unwrap_or_default();
    assert_eq!(prices.get("cup").map(|price| price.into_inner()), Some(Decimal::new(25, 1)));
    client.readings().put(at, day, reading).await?;
    Ok(())
}

/// In lists, unions, forms, parts and XML.
pub async fn moments(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let at: jiff::Timestamp = "2026-01-31T12:00:00Z".parse()?;
    let moment = |text: &str| Ok::<_, jiff::Error>(Moment::DateTime(text.parse()?));
    let form = Form::new(at)
        .day(jiff::civil::date(2026, 1, 31))
        .span(1.month())
        .price(Decimal::new(25, 1))
        .link("https://example.com/a?b=c".parse::<Url>()?);
    let price = Moment::Decimal(DecimalNumber(Decimal::new(25, 1)));
    let sent = [moment("2026-01-31T12:00:00Z")?, price.clone(), Moment::from(form.clone())];
    let received = client.moments().add(sent).await?.into_inner();
    assert_eq!(received, [moment("2026-02-01T00:00:00Z")?, price]);
    client.moments().send_form(form.clone()).await?;
    client.moments().send_parts(form.clone()).await?;
    assert_eq!(client.moments().send_xml(form.clone()).await?.into_inner(), form);
    Ok(())
}

/// A value that cannot be read is an error with its path, and one that would be sent otherwise is
/// not sent.
pub async fn mistakes(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let at: jiff::Timestamp = "2026-01-31T12:00:00Z".parse()?;
    let day = jiff::civil::date(2026, 1, 31);
    let reading = Reading::new(at, Decimal::ONE, "https://example.com".parse::<Url>()?);
    for path in ["$.at", "$.span", "$.price", "$.link", "$.host"] {
        let error = client.readings().put(at, day, reading.clone()).await;
        let error = error.expect_err(path);
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(error.to_string().contains(&format!("cannot be read at {path}: ")), "{error}");
    }
    let digits: Decimal = "1000000000000000000.01".parse()?;
    let mut reading = reading;
    reading.price = digits.into();
    let error = client.readings().put(at, day, reading).await.expect_err("too many digits");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    assert!(cause.contains("more digits than a JSON number keeps"), "{cause}");
    Ok(())
}
