//! Values that are read, changed and written back.

use apis::read_change_write::{self, types};

use super::Outcome;

/// A response is converted to a request, without read-only properties.
pub async fn values(url: &str) -> Outcome {
    let client = read_change_write::Client::builder().base_url(url).build()?;
    let customer = client.customers().get("7").await?.into_inner();
    let mut input = types::CustomerInput::from(customer.clone());
    input.name.push_str(" Lee");
    let unchanged = client.customers().put("7", input).await?.into_inner();
    client.customers().put("7", unchanged).await?;
    client.customers().patch("7", customer).await?;
    let note = client.notes().get("1").await?.into_inner();
    client.notes().change("1", types::ChangeNoteBody::from(note).text("new")).await?;
    Ok(())
}
