//! Calls two APIs through one transport, and shows the errors of both in the same way. The first
//! argument is the URL of a server with both APIs; without it, a test double responds.

use acme_sdk_runtime::{Blocking as _, Error, RetryPolicy, TestDouble, Transport};
use lamps_sdk::lamps::GetLamp;
use lamps_sdk::types::Lamp;
use pets_sdk::pets::GetPet;
use pets_sdk::types::{GetPetError, Problem};

/// Both clients, with the same settings.
fn clients(
    url: &str,
    transport: impl Transport + Clone,
) -> Result<(lamps_sdk::Client, pets_sdk::Client), acme_sdk_runtime::BuildError> {
    let once = RetryPolicy::default().max_attempts(1);
    let lamps = lamps_sdk::Client::builder().base_url(url).transport(transport.clone());
    let pets = pets_sdk::Client::builder().base_url(url).transport(transport).key("secret");
    let pets = pets.build()?.with(|builder| builder.retry(once.clone()))?;
    Ok((lamps.retry(once).build()?, pets))
}

/// An error of any client.
fn shown(error: &Error) -> String {
    format!("{:?}: {}", error.status(), error.message().unwrap_or("no message"))
}

fn lamp(client: &lamps_sdk::Client) -> Result<String, Error> {
    let lamp = client.lamps().get("a").block_on()?;
    Ok(format!("{} {:?}", lamp.id, lamp.state))
}

fn pet(client: &pets_sdk::Client) -> Result<String, Error> {
    let pet = client.pets().get("b").block_on()?;
    Ok(format!("{} {:?}", pet.id, pet.kind))
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (lamps, pets) = match std::env::args().nth(1) {
        Some(url) => clients(&url, acme_sdk_runtime::ReqwestTransport::new(None)?)?,
        None => {
            let double = TestDouble::new();
            double.on::<GetLamp>().respond(Lamp::new("a"));
            double.on::<GetPet>().respond_error(GetPetError::NotFound(Problem::new("no such pet")));
            clients("https://shop.example.com", double)?
        }
    };
    for result in [lamp(&lamps), pet(&pets)] {
        match result {
            Ok(text) => println!("{text}"),
            Err(error) => println!("{}", shown(&error)),
        }
    }
    Ok(())
}
