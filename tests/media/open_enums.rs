//! An enum beside any string accepts the enum.

use fixtures_media::any_of_scalars::Client;
use fixtures_media::any_of_scalars::types::{Colour, ColourOrOther, Setting, SettingValue};

use crate::server::Server;

pub async fn test() {
    let server = Server::start("200 OK\r\nContent-Type: application/json", r#"{"value":1}"#);
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    let setting = Setting::new(SettingValue::Boolean(true)).colour(Colour::Red).border(Colour::Green);
    client.settings().set("a".to_owned(), setting.background(ColourOrOther::from("teal"))).await.expect("sent");
    let expected = r#"{"value":true,"colour":"red","background":"teal","border":"green"}"#;
    assert_eq!(server.request().body, expected);
    assert_eq!(ColourOrOther::from(Colour::from("teal")), ColourOrOther::from("teal"));
}
