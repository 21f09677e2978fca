//! Lists in attributes and text of XML.

use fixtures_media::xml_lists::Client;
use fixtures_media::xml_lists::types::{Kind, Shape};
use fixtures_media::Error;

use crate::server::Server;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    let received = "<Shape points=' 1 2.5\n3 ' kind='round later' flags=\"\"> one\ttwo </Shape>";
    let server = Server::start("200 OK\r\nContent-Type: application/xml", received);
    let shape = Shape::new([1.0, 2.5], ["a", "b"]).kinds([Kind::Round]).flags([true, false]);
    let shape = client(&server).shapes().put(shape).await.expect("a shape").into_inner();
    assert_eq!(
        server.request().body,
        format!(
            "{HEAD}<Shape points=\"1.0 2.5\" kind=\"round\" flags=\"true false\">a b</Shape>"
        )
    );
    assert_eq!(shape.points, [1.0, 2.5, 3.0]);
    let kinds: Vec<&str> = shape.kinds.iter().flatten().map(Kind::as_str).collect();
    assert_eq!(kinds, ["round", "later"]);
    assert_eq!(shape.flags.as_deref(), Some(&[][..]));
    assert_eq!(shape.words, ["one", "two"]);

    let server = Server::start("200 OK\r\nContent-Type: application/xml", "<Shape points=\"\"/>");
    let shape = client(&server).shapes().put(Shape::new([], ["x"])).await;
    let shape = shape.expect("a shape").into_inner();
    assert_eq!(server.request().body, format!("{HEAD}<Shape points=\"\">x</Shape>"));
    assert_eq!((shape.points, shape.words, shape.flags), (vec![], vec![], None));

    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a client");
    for words in [["a b"], [""]] {
        let result = client.shapes().put(Shape::new([1.0], words)).await;
        assert!(matches!(result, Err(Error::Request(_))), "{result:?}");
    }
}
