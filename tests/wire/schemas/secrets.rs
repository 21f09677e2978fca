//! Secret values.

use std::error::Error;
use std::fmt::Debug;

use apis::secrets;

use super::Outcome;

/// Every secret contains this.
const SECRET: &str = "4711";

fn shows_no_secret(value: &(impl Debug + ?Sized)) -> Result<String, Box<dyn Error>> {
    let (shown, pretty) = (format!("{value:?}"), format!("{value:#?}"));
    match shown.contains(SECRET) || pretty.contains(SECRET) {
        true => Err(shown.into()),
        false => Ok(shown),
    }
}

/// `Debug` and errors show no secret.
pub async fn hidden(url: &str) -> Outcome {
    use secrets::types::{AccountInput, Identity, LoginBody, Session};
    let client = secrets::Client::builder().base_url(url).build()?;
    let account = AccountInput::new("Ann", "p4711")
        .old_passwords(["o4711"])
        .answers([("pet", "a4711")])
        .card(4711)
        .code("c4711")
        .tax_id("t4711")
        .identity(Identity::new().additional_properties([("place", "i4711")]))
        .login("l4711".to_owned());
    let shown = shows_no_secret(&account)?;
    assert!(
        shown.starts_with(r#"AccountInput { name: "Ann", password: …, old_passwords: Some(…)"#)
    );
    assert!(shown.contains("hint: Absent"), "{shown}");
    let request = client.operations().create_account(account).pin("p4711");
    shows_no_secret(&request)?;
    let response = request.await?;
    assert_eq!(response.password, "p4711");
    assert_eq!(response.headers().x_token.as_deref(), Some("t4711"));
    let shown = shows_no_secret(&response)?;
    assert!(shown.contains("x_token: Some(…), x_limit: Some(7)"), "{shown}");

    let create = |name: &str| client.operations().create_account(AccountInput::new(name, "p4711"));
    let error = create("a").await.expect_err("a card that is no number");
    let text = error.to_string();
    assert!(text.contains("cannot be read at $.card: not a value of this field"), "{text}");
    shows_no_secret(&text)?;
    shows_no_secret(&error)?;
    let error = create("b").await.expect_err("an error of the API");
    let shown = shows_no_secret(&error)?;
    assert!(shown.contains("attempted: Some(…)"), "{shown}");

    let body = LoginBody::new("Ann", "p4711");
    assert_eq!(shows_no_secret(&body)?, r#"LoginBody { user: "Ann", password: … }"#);
    for name in ["Token(TokenSession { token: … })", "Unknown(…)"] {
        let session: Session = client.operations().login(body.clone()).await?.into_inner();
        assert_eq!(shows_no_secret(&session)?, name);
    }
    Ok(())
}
