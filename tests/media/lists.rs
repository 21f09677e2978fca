//! The formats of lists of Swagger 2.0: lists in lists, empty ones, and those in multipart forms.

use fixtures_media::lists_2_0::Client;
use fixtures_media::lists_2_0::types::SendPartsBody;
use fixtures_media::{Error, File};

use crate::server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    nested().await;
    empty().await;
    parts().await;
}

async fn nested() {
    let server = Server::done();
    let rows = [vec![1, 2], vec![3]];
    let call = client(&server).lists().send_nested(rows, [vec![0.5, 1.0], vec![2.0, 3.0]]);
    let cells = vec![vec!["a".to_owned(), "b".to_owned()], vec!["c,d".to_owned()]];
    let pairs = [vec!["x".to_owned(), "y z".to_owned()], vec!["w".to_owned()]];
    call.cells([cells, Vec::new()]).x_pairs(pairs).await.expect("sent");
    let request = server.request();
    assert_eq!(
        request.line,
        "POST /nested/1%2C2%7C3?boxes=0.5%2C1&boxes=2%2C3&cells=a%7Cb%20c%2Cd,"
    );
    assert_eq!(request.header("x-pairs"), Some("x\ty z,w"));

    for (cells, line) in [
        (None, "POST /nested/1?boxes=2"),
        (Some(vec![vec![vec!["a".to_owned()]]]), "POST /nested/1?boxes=2&cells=a"),
    ] {
        let server = Server::done();
        let call = client(&server).lists().send_nested([vec![1]], [vec![2.0]]);
        let call = call.cells([vec![vec!["b".to_owned()]]]).set_cells(cells).set_x_pairs(None);
        call.await.expect("sent");
        let request = server.request();
        assert_eq!((request.line.as_str(), request.header("x-pairs")), (line, None));
    }

    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a client");
    let call = client.lists().send_nested([vec![1]], [vec![1.0]]);
    let result = call.cells([vec![vec!["a|b".to_owned()]]]).await;
    assert!(matches!(result, Err(Error::Request(_))), "{result:?}");
}

async fn empty() {
    let server = Server::done();
    let call = client(&server).lists().send(["a"], ["b"], [1]);
    call.t(Vec::<String>::new()).await.expect("sent");
    assert_eq!(server.request().line, "POST /lists/a/b/1?t=");
}

async fn parts() {
    let server = Server::done();
    let call = client(&server).lists().send_parts().body(SendPartsBody::new().tabs(["a"]));
    call.set_body(None).await.expect("sent");
    assert_eq!(server.request().body, "");

    let server = Server::done();
    let body = SendPartsBody::new()
        .commas(["a", "b c"])
        .tabs(["a", "b,c"])
        .spaces(["a", "b"])
        .pipes([1, 2])
        .several(["a", "b,c"])
        .files([File::new("1"), File::new("2")]);
    client(&server).lists().send_parts().set_body(Some(body)).await.expect("sent");
    let parts = server.request().parts();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(head, body)| (&**head, &**body)).collect();
    let file = r#"name="files"; filename="files" | Content-Type: application/octet-stream"#;
    assert_eq!(
        parts,
        [
            (r#"name="commas""#, "a,b c"),
            (r#"name="tabs""#, "a\tb,c"),
            (r#"name="spaces""#, "a b"),
            (r#"name="pipes""#, "1|2"),
            (r#"name="several""#, "a"),
            (r#"name="several""#, "b,c"),
            (file, "1"),
            (file, "2"),
        ]
    );
}
