//! Sends and receives values of types that manifests choose. The server sends the responses of the
//! test one after another, and the test checks the requests.

mod with_jiff;
mod with_own;
mod with_time;

use std::error::Error;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let url = std::env::args().nth(1).ok_or("the URL of the server is missing")?;
    with_jiff::readings(&url).await?;
    with_jiff::moments(&url).await?;
    with_jiff::mistakes(&url).await?;
    with_own::orders(&url).await?;
    with_own::bodies(&url).await?;
    with_time::readings(&url).await?;
    with_time::moments(&url).await?;
    with_time::mistakes(&url).await
}
