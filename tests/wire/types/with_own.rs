//! Custom types that the manifest names by their paths.

use std::num::NonZeroU8;

use fixture_types_own::deps::{chrono, indexmap::IndexMap, rust_decimal::Decimal, semver::Version};
use fixture_types_own::types::{Order, Price, Rates, Receipt};
use fixture_types_own::{Client, Error};

use super::Outcome;

/// In parameters, headers, properties and unions.
pub async fn orders(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let version: Version = "1.2.3-rc.1".parse()?;
    let total = Decimal::new(1999, 2);
    let at: chrono::DateTime<chrono::Utc> = "2026-01-31T12:00:00Z".parse()?;
    let request = client.orders().put(version.clone(), total, Order::new(total, at));
    let level = NonZeroU8::new(3).ok_or("zero")?;
    let totals = [Decimal::new(100, 2), Decimal::new(250, 2)];
    let response = request.totals(totals).level(level).x_version(version.clone()).await?;
    assert_eq!(response.headers().x_total, Some(total));
    let order = response.into_inner();
    assert_eq!((order.total, order.at, order.level), (total, at, Some(level)));
    assert_eq!(order.fees, Some(vec![Decimal::new(100, 2)]));
    let rates: Rates = IndexMap::from([("base".to_owned(), 1.0), ("EUR".to_owned(), 0.9)]);
    assert_eq!(order.rates, Some(rates));
    assert_eq!(order.price, Some(Price::Rates(IndexMap::from([("base".to_owned(), 2.0)]))));
    client.orders().put(version.clone(), total, order).await?;

    let error = client.orders().put(version, total, Order::new(total, at)).await;
    let error = error.expect_err("a level of 0");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("cannot be read at $.level: "), "{error}");
    Ok(())
}

/// As bodies, and in forms, parts and XML.
pub async fn bodies(url: &str) -> Outcome {
    let client = Client::builder().base_url(url).build()?;
    let rates = [("base", 1.0), ("USD", 1.1), ("CHF", 0.9)];
    let rates: Rates = rates.into_iter().map(|(name, rate)| (name.to_owned(), rate)).collect();
    let received = client.orders().set_rates(rates.clone()).await?.into_inner();
    assert_eq!(received, [rates]);
    let receipt = Receipt::new(Decimal::new(1999, 2)).version("1.2.3-rc.1".parse::<Version>()?);
    client.orders().send_form(receipt.clone()).await?;
    client.orders().send_parts(receipt.clone()).await?;
    let received = client.orders().send_xml(receipt).await?.into_inner();
    assert_eq!(received.version, Some(Version::new(1, 2, 3)));
    Ok(())
}
