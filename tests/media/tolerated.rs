//! Invalid documents that are generated anyway: the requests and responses.

use fixtures_media::Json;
use fixtures_media::operation_ids_twice::Client as Users;
use fixtures_media::tolerated::Client as Items;
use fixtures_media::tolerated::types::Item;
use fixtures_media::undescribed_required::Client as Balances;
use fixtures_media::undescribed_required::types::{
    Flag, Mark, SetBalanceBody, SetBalanceFilter, TransferBody,
};
use fixtures_media::undescribed_required_2_0::Client as Orders;
use fixtures_media::undescribed_required_2_0::types::Order;

use serde_json::json;

use crate::server::Server;

fn ok(body: &str) -> Server {
    Server::start("200 OK\r\nContent-Type: application/json\r\nX-Size: 7", body)
}

pub async fn test() {
    operation_ids_twice().await;
    names_twice_and_references().await;
    required_properties().await;
    required_properties_of_2_0().await;
}

async fn operation_ids_twice() {
    let server = ok(r#"{"name": "Ann"}"#);
    let client = Users::builder().base_url(&server.url).build().expect("a client");
    let user = client.users().get("7").await.expect("a user");
    assert_eq!((user.name.as_deref(), server.request().line.as_str()), (Some("Ann"), "GET /users/7"));
    let server = ok(r#"{"email": "a@b.c"}"#);
    let client = Users::builder().base_url(&server.url).build().expect("a client");
    let user = client.users().get_me().await.expect("a user");
    assert_eq!((user.email.as_deref(), server.request().line.as_str()), (Some("a@b.c"), "GET /me"));
    let server = Server::done();
    let client = Users::builder().base_url(&server.url).build().expect("a client");
    client.users().get_me_2().await.expect("done");
    assert_eq!(server.request().line, "GET /me/");
}

async fn names_twice_and_references() {
    let server = ok(r#"{"name": "a"}"#);
    let client = Items::builder().base_url(&server.url).build().expect("a client");
    let item = client.items().get_items_id_copies_id("a/b", 3).await.expect("an item");
    assert_eq!(item.headers().x_size, Some(7));
    assert_eq!(item.name, "a");
    assert_eq!(server.request().line, "GET /items/a%2Fb/copies/a%2Fb?size=3");
    let server = ok(r#"{"name": "b"}"#);
    let client = Items::builder().base_url(&server.url).build().expect("a client");
    client.items().post().body(Item::new("b")).await.expect("an item");
    let request = server.request();
    assert_eq!((request.line.as_str(), request.body.as_str()), ("POST /items", r#"{"name":"b"}"#));
    assert_eq!(request.header("content-type"), Some("application/json"));
}

async fn required_properties() {
    let server = ok(r#"{"id": 1, "name": "n", "owner": "o", "colour": "red", "size": 2}"#);
    let client = Balances::builder().base_url(&server.url).build().expect("a client");
    let call = client.balance().set(SetBalanceBody::new(1.5, "EUR"));
    let balance = call.filter(SetBalanceFilter::new("2026-01-01")).await.expect("a balance");
    let request = server.request();
    assert_eq!(request.line, "POST /balance?filter%5Bsince%5D=2026-01-01");
    assert_eq!(request.body, r#"{"amount":1.5,"currency":"EUR"}"#);
    assert_eq!((balance.id, balance.name.as_str()), (1, "n"));
    assert_eq!(balance.owner, "o");

    let server = Server::done();
    let client = Balances::builder().base_url(&server.url).build().expect("a client");
    client.balance().transfer().body(TransferBody::new(5, "b c")).await.expect("sent");
    assert_eq!(server.request().body, "amount=5&to=b%20c");

    let server = ok(r#"{"stars": [1, 2], "by": "me"}"#);
    let client = Balances::builder().base_url(&server.url).build().expect("a client");
    let mark = client.marks().mark(Mark::Flag(Flag::new("odd"))).await.expect("a mark");
    assert_eq!(server.request().body, r#"{"reason":"odd"}"#);
    let Mark::Star(star) = mark.into_inner() else { panic!("no star") };
    assert_eq!((star.stars[1].as_i64(), star.by.as_deref()), (Some(2), Some("me")));
}

async fn required_properties_of_2_0() {
    let text = r#"{"id":1,"source":{"a":[1]},"note":"n","lines":[]}"#;
    let server = ok(text);
    let client = Orders::builder().base_url(&server.url).build().expect("a client");
    let order = Order::new(1, json!({"a": [1]}), json!([])).note("n");
    client.orders().order(order).await.expect("an order");
    let value = |text: &str| serde_json::from_str::<Json>(text).expect("JSON");
    assert_eq!(value(&server.request().body), value(text));
}
