//! Lists whose items have elements and texts of their own in XML, in order.

use fixtures_media::xml_tuples::Client;
use fixtures_media::xml_tuples::types::{Album, AlbumTrack, OneTwoThreeItem, ReportItem, Two};

use crate::server::Server;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn server(received: &str) -> (Server, Client) {
    let server = Server::start("200 OK\r\nContent-Type: application/xml", received);
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    (server, client)
}

pub async fn test() {
    let text = "<OneTwoThree><One>1</One><Two unit=\"m\">2</Two><Three>3</Three></OneTwoThree>";
    let items: Vec<OneTwoThreeItem> =
        vec!["1".into(), Two::new("m").value(2.0).into(), "3".into()];
    let (server, client) = self::server(text);
    let read = client.tuples().put_ordered(items.clone()).await.expect("a list").into_inner();
    assert_eq!(server.request().body, format!("{HEAD}{}", text.replace(">2<", ">2.0<")));
    assert_eq!(read, items);

    let text = "<Report>before &lt;<data>42.5</data>\n after</Report>";
    let items: Vec<ReportItem> = vec!["before <".into(), 42.5.into(), "\n after".into()];
    let (server, client) = self::server(text);
    let read = client.tuples().put_report(items.clone()).await.expect("a list").into_inner();
    assert_eq!(server.request().body, format!("{HEAD}{text}"));
    assert_eq!(read, items);

    let tracks = || -> Vec<AlbumTrack> {
        vec![Two::new("m").into(), "l".into(), "a".into(), "b".into()]
    };
    let text = "<Album><title>t</title><Two unit=\"m\"/><label>l</label>\
        <track>a</track><track>b</track><end>e</end></Album>";
    let (server, client) = self::server(text);
    let album = Album::new(tracks()).title("t").end("e");
    let read = client.tuples().put_album(album.clone()).await.expect("an album").into_inner();
    assert_eq!(server.request().body, format!("{HEAD}{text}"));
    assert_eq!(read, album);
}
