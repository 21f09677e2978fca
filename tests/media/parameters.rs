//! Query strings as parameters, cookies without percent-encoding, and arrays in deep objects.

use fixtures_media::deep_object_arrays::Client as DeepClient;
use fixtures_media::deep_object_arrays::types::{SendBody, SendPartsBody, Where};
use fixtures_media::parameters_3_2::Client;
use fixtures_media::parameters_3_2::types::{Filter, SearchPathPair};
use fixtures_media::Error;
use serde_json::json;

use crate::server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(&server.url).build().expect("a client")
}

pub async fn test() {
    whole_queries().await;
    cookies().await;
    deep_objects().await;
}

async fn whole_queries() {
    let server = Server::done();
    let filter = Filter::new().q("a&b").tags(["x"]);
    client(&server).search().json(filter).await.expect("sent");
    let query = "%7B%22q%22%3A%22a%26b%22%2C%22tags%22%3A%5B%22x%22%5D%7D";
    assert_eq!(server.request().line, format!("GET /json?{query}"));

    let server = Server::done();
    let anything = json!({"numbers": [1, 2], "flag": null});
    client(&server).search().anything().anything(anything).await.expect("sent");
    let query = "%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D";
    assert_eq!(server.request().line, format!("POST /json?{query}"));

    let server = Server::done();
    client(&server).search().path().path("$.a.b[1:1]").await.expect("sent");
    assert_eq!(server.request().line, "GET /path?%24.a.b%5B1%3A1%5D");
}

async fn cookies() {
    let server = Server::done();
    let call = client(&server).search().path().plain("a=b/%20\"c d\"").list(["x", "y,z"]);
    let call = call.csv(["1", "2"]).pair(SearchPathPair::new().a("p q").b(3)).encoded("a=b");
    call.await.expect("sent");
    let expected = "plain=a=b/%20\"c d\"; list=x; list=y,z; csv=1,2; a=p q; b=3; encoded=a%3Db";
    assert_eq!(server.request().header("cookie"), Some(expected));

    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a client");
    let calls = [
        client.search().path().plain("a; b=c"),
        client.search().path().plain("ä"),
        client.search().path().plain(" a"),
        client.search().path().list(["a", "b;c"]),
        client.search().path().csv(["a,b"]),
        client.search().path().pair(SearchPathPair::new().a("a;b")),
    ];
    for call in calls {
        let result = call.await;
        assert!(matches!(result, Err(Error::Request(_))), "{result:?}");
    }
}

async fn deep_objects() {
    let client = |server: &Server| {
        DeepClient::builder().base_url(&server.url).build().expect("a client")
    };
    let sites = || Where::new().sites(["a", "b"]);
    let shown = |text: &str| text.replace("%5B", "[").replace("%5D", "]");

    let server = Server::done();
    let call = client(&server).things().find().expand(["x"]).r#where(sites()).other(["y"]);
    call.await.expect("sent");
    let line = "GET /find?expand[]=x&where[sites][]=a&where[sites][]=b&other=y";
    assert_eq!(shown(&server.request().line), line);

    let server = Server::done();
    let call = client(&server).things().send().expand(["x"]).body(SendBody::new().r#where(sites()));
    call.await.expect("sent");
    let request = server.request();
    assert_eq!(request.line, "POST /find?expand=x");
    assert_eq!(shown(&request.body), "where[sites]=a&where[sites]=b");

    let server = Server::done();
    client(&server).things().replace().body(SendBody::new().r#where(sites())).await.expect("sent");
    assert_eq!(shown(&server.request().body), "where[sites][]=a&where[sites][]=b");

    let server = Server::done();
    let form = SendPartsBody::new().r#where(sites()).also(sites());
    client(&server).things().send_parts().body(form).await.expect("sent");
    let parts: Vec<String> = server.request().parts().into_iter().map(|(head, _)| head).collect();
    let names = ["where[sites][]", "where[sites][]", "also[sites]", "also[sites]"];
    assert_eq!(parts, names.map(|name| format!(r#"name="{name}""#)));
}
