//! Alternatives that have elements of their own in XML.

use fixtures_media::xml_alternatives::Client;
use fixtures_media::xml_alternatives::types::{
    Adult, Cat, Child, Dog, Person, Robot, Zoo, ZooAnimal, ZooGuest,
};

use crate::server::Server;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

async fn put(zoo: Zoo, received: &str) -> (String, Zoo) {
    let server = Server::start("200 OK\r\nContent-Type: application/xml", received);
    let client = Client::builder().base_url(&server.url).build().expect("a client");
    let zoo = client.zoo().put(zoo).await.expect("a zoo").into_inner();
    (server.request().body, zoo)
}

pub async fn test() {
    let animals: [ZooAnimal; 3] =
        [Cat::new("m").into(), Dog::new("b").into(), Cat::new("n").into()];
    let guests: [ZooGuest; 2] = [Child::new(3).into(), Adult::new("A").into()];
    let zoo = Zoo::new(animals).guests(guests).keeper(Person::new("P")).photo(b"abcdef".to_vec());
    let text = "<Zoo><animals><cat><meow>m</meow></cat><dog><bark>b</bark></dog>\
        <cat><meow>n</meow></cat></animals>\
        <child><age>3</age></child><adult><name>A</name></adult>\
        <Person>P</Person><photo>YWJjZGVm</photo></Zoo>";
    let (sent, read) = put(zoo.clone(), text).await;
    assert_eq!(sent, format!("{HEAD}{text}"));
    assert_eq!(read, zoo);

    let text = "<Zoo>\n<Robot model=\"R2\"/>\n<adult><name>B</name></adult><parrot/>\n\
        <animals> <parrot/> <dog><bark>c</bark></dog> </animals>\n\
        <child><age>4</age></child>\n<photo>\n  YWJj\n  ZG Vm\t</photo></Zoo>";
    let no_animals: [ZooAnimal; 0] = [];
    let (sent, read) = put(Zoo::new(no_animals), text).await;
    assert_eq!(sent, format!("{HEAD}<Zoo><animals/></Zoo>"));
    let animals: [ZooAnimal; 1] = [Dog::new("c").into()];
    let guests: [ZooGuest; 2] = [Adult::new("B").into(), Child::new(4).into()];
    let zoo = Zoo::new(animals).guests(guests).keeper(Robot::new("R2"));
    assert_eq!(read, zoo.photo(b"abcdef".to_vec()));
}
