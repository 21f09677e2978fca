//! Shows the lamp with the id `a` of the server whose URL is the first argument.

include!(concat!(env!("OUT_DIR"), "/api/include.rs"));

use api::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("name the URL of a lamp shop")?;
    let client = Client::builder().base_url(url).build()?;
    let lamp = client.lamps().get("a").await?;
    println!("{} {:?}", lamp.id, lamp.state);
    Ok(())
}
