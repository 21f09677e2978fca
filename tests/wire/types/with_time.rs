//! Types of `time`, `chrono` and `bigdecimal`.

use fixture_types_time::deps::{bigdecimal::BigDecimal, chrono, time};
use fixture_types_time::types::{Form, Moment, Reading};
use fixture_types_time::{Client, Error, Rfc3339};
use time::{Date, Month, OffsetDateTime};

use super::Outcome;

fn day() -> Result<Date, time::error::ComponentRange> {
    Date::from_calendar_date(2026, Month::January, 31)
}

/// Each value is read, and a response can be sent as it was received.
pub async fn readings(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let at: Rfc3339 = "2026-01-31T13:00:00.25+01:00".parse()?;
    let price: BigDecimal = "19.99".parse()?;
    let reading = Reading::new(at, price, "https://example.com");
    let request = client.readings().put(at, day()?, reading).x_price("0.5".parse::<BigDecimal>()?);
    let response = request.spans(["PT1H"]).source("127.0.0.1").await?;
    let seen = response.headers().last_seen.expect("a header");
    assert_eq!(seen.to_string(), "2026-01-31T12:00:00Z");
    let reading = response.into_inner();
    assert_eq!(reading.at.to_string(), "2026-01-31T12:00:00+01:00");
    assert_eq!(reading.at.unix_timestamp(), 1_769_857_200);
    assert_eq!(reading.day, Some(day()?));
    assert_eq!(reading.clock, chrono::NaiveTime::from_hms_opt(12, 30, 0));
    assert_eq!(reading.local, Some("2026-01-31T12:00:00".parse()?));
    assert_eq!(reading.amount, Some("1000000000000000000.01".parse()?));
    client.readings().put(at, day()?, reading).await?;
    Ok(())
}

/// In lists, unions, forms, parts and XML.
pub async fn moments(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let at: Rfc3339 = "2026-01-31T12:00:00Z".parse()?;
    let form = Form::new(at).day(day()?).price("2.5".parse::<BigDecimal>()?);
    let price = Moment::Decimal("2.5".parse()?);
    let sent = [Moment::DateTime(at), price.clone(), Moment::from(form.clone())];
    let received = client.moments().add(sent).await?.into_inner();
    assert_eq!(received, [Moment::DateTime("2026-02-01T00:00:00Z".parse()?), price]);
    client.moments().send_form(form.clone()).await?;
    client.moments().send_parts(form.clone()).await?;
    assert_eq!(client.moments().send_xml(form.clone()).await?.into_inner(), form);
    Ok(())
}

/// A value that cannot be read is an error with its path, and one that cannot be written is not
/// sent.
pub async fn mistakes(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let at: Rfc3339 = "2026-01-31T12:00:00Z".parse()?;
    let reading = Reading::new(at, BigDecimal::from(1), "https://example.com");
    for path in ["$.at", "$.day", "$.clock", "$.amount", "$.price"] {
        let error = client.readings().put(at, day()?, reading.clone()).await;
        let error = error.expect_err(path);
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(error.to_string().contains(&format!("cannot be read at {path}: ")), "{error}");
    }
    let ancient = OffsetDateTime::UNIX_EPOCH.replace_year(-1)?;
    let reading = Reading::new(ancient, BigDecimal::from(1), "https://example.com");
    let error = client.readings().put(at, day()?, reading).await.expect_err("a year before 0");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    Ok(())
}
