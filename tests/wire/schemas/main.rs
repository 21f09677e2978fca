//! Sends and receives values of fixtures about schemas. The server sends the responses of the test
//! one after another, and the test checks the requests.

mod secrets;
mod written_back;

use std::error::Error;

use apis::{dynamic_references, hierarchy, hierarchy_2_0, json_strings, listed_tags};
use apis::{
    mapping_beside_all_of, merged_hierarchy, one_of_tagged_open, one_of_text, tags_to_keep,
    typed_events,
};

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let url = std::env::args().nth(1).ok_or("the URL of the server is missing")?;
    hierarchies(&url).await?;
    hierarchies_of_2_0(&url).await?;
    tags(&url).await?;
    parts(&url).await?;
    containers(&url).await?;
    events(&url).await?;
    strings(&url).await?;
    open_objects(&url).await?;
    merged_hierarchies(&url).await?;
    listed_values(&url).await?;
    secrets::hidden(&url).await?;
    written_back::values(&url).await?;
    texts(&url).await
}

/// A union with one string variant accepts `&str`, as an argument and in a setter.
async fn texts(url: &str) -> Outcome {
    use one_of_text::types::{Bulb, Lamp};
    let client = one_of_text::Client::builder().base_url(url).build()?;
    let lamp = Lamp::new("desk").named("Ann");
    client.lamps().put("a1", lamp).sort("price").await?;
    let lamp = Lamp::new(vec!["a".to_owned(), "b".to_owned()]).named(Bulb::new(5));
    client.lamps().put("a1", lamp).sort("size").await?;
    Ok(())
}

/// A tag is no additional property, and each object is sent as it was received.
async fn open_objects(url: &str) -> Outcome {
    use one_of_tagged_open::types::{Device, Lamp, Meter};
    let client = one_of_tagged_open::Client::builder().base_url(url).build()?;
    let meter = |volts| Device::Meter(Meter::new().additional_properties([("volts", volts)]));
    let lamp = client.operations().add_device(meter(12)).await?.into_inner();
    assert_eq!(lamp, Device::Lamp(Lamp::new("red").additional_properties([("watts", 5)])));
    let received = client.operations().add_device(lamp).await?.into_inner();
    assert_eq!(received, meter(230));
    Ok(())
}

async fn hierarchies(url: &str) -> Outcome {
    use hierarchy::types::{DirectoryObject, Part, Screw, User, Van, Vehicle};
    let client = hierarchy::Client::builder().base_url(url).build()?;
    let members = client.operations().list_members().await?.into_inner();
    let [DirectoryObject::User(user), DirectoryObject::Base(_), DirectoryObject::Unknown(_)] =
        members.as_slice()
    else {
        return Err(format!("{members:?}").into());
    };
    assert_eq!(user.mail.as_deref(), Some("a@b.c"));
    assert!(matches!(user.manager.as_deref(), Some(DirectoryObject::Group(_))));
    for member in members {
        client.operations().add_member(member).await?;
    }
    client.operations().add_member(DirectoryObject::User(User::new().mail("new"))).await?;
    let sent = Van::Ice(hierarchy::types::IceVan::new().seats(2).flavours(["mint"]));
    let van = client.operations().add_van(sent).await?.into_inner();
    assert!(matches!(&van, Van::Cool(cool) if cool.degrees == Some(4)), "{van:?}");
    let vehicles = client.operations().list_vehicles().await?.into_inner();
    assert!(matches!(vehicles.as_slice(), [Vehicle::VanBase(_), Vehicle::CoolVan(_)]));
    let parts = client.operations().list_parts().await?.into_inner();
    assert!(
        matches!(parts.as_slice(), [Part::Screw(Screw::Flat(flat)), Part::Nut(_)] if flat.slot == Some(3)),
        "{parts:?}"
    );
    Ok(())
}

/// A base schema merged with others has all properties of each schema below it.
async fn merged_hierarchies(url: &str) -> Outcome {
    use merged_hierarchy::types::{AddVanBody, AddVanBodyCoolVan};
    use merged_hierarchy::types::{GetScrewResponse, GetScrewResponseScrew, GetVanResponse};
    let client = merged_hierarchy::Client::builder().base_url(url).build()?;
    let van = client.operations().get_van().await?.into_inner();
    let GetVanResponse::CoolVan(cool) = &van else { return Err(format!("{van:?}").into()) };
    assert_eq!((cool.etag.as_str(), cool.seats, cool.degrees), ("e", Some(2), Some(4)));
    let sent = AddVanBody::CoolVan(AddVanBodyCoolVan::new(2).degrees(3));
    let van = client.operations().add_van(sent).await?.into_inner();
    assert_eq!((van.degrees, van.etag.as_deref()), (Some(5), Some("f")));
    let screw = client.operations().get_screw().await?.into_inner();
    let GetScrewResponse::Screw(GetScrewResponseScrew::Flat(flat)) = &screw else {
        return Err(format!("{screw:?}").into());
    };
    assert_eq!((flat.price, flat.slot), (Some(6), Some(1)));
    other_uses(&client).await
}

/// A schema that no mapping names has all properties of each schema below the one that it extends.
async fn other_uses(client: &merged_hierarchy::Client) -> Outcome {
    use merged_hierarchy::types::{Animal, TaggedDog, TaggedDogPuppy, TracedDog};
    let dogs = client.operations().list_dogs().await?.into_inner();
    let [TracedDog::Puppy(puppy), TracedDog::Dog(dog)] = dogs.as_slice() else {
        return Err(format!("{dogs:?}").into());
    };
    assert_eq!(
        (puppy.weeks, puppy.etag.as_deref(), puppy.trace.as_deref()),
        (Some(8), Some("e"), Some("t"))
    );
    assert_eq!((dog.breed.as_deref(), dog.etag.as_deref()), (Some("pug"), Some("f")));
    let sent = TaggedDog::Puppy(TaggedDogPuppy::new().weeks(9).etag("g"));
    let puppy = client.operations().add_dog(sent).await?.into_inner();
    assert_eq!((puppy.weeks, puppy.etag.as_deref()), (Some(10), Some("h")));
    let animals = client.operations().list_animals().await?.into_inner();
    assert!(matches!(animals.as_slice(), [Animal::Cat(_), Animal::Puppy(_)]), "{animals:?}");
    Ok(())
}

/// The value of a discriminator is the listed one, not the name of the schema.
async fn listed_values(url: &str) -> Outcome {
    use listed_tags::types::{BigDog, CoolVan, Pet, TracedVan, Vehicle};
    let client = listed_tags::Client::builder().base_url(url).build()?;
    let sent = Vehicle::CoolVan(CoolVan::new().degrees(4));
    let vehicle = client.operations().add_vehicle(sent).await?.into_inner();
    assert!(matches!(&vehicle, Vehicle::Bike(bike) if bike.gears == Some(3)), "{vehicle:?}");
    let van = client.operations().get_van().await?.into_inner();
    let TracedVan::CoolVan(cool) = &van else { return Err(format!("{van:?}").into()) };
    assert_eq!((cool.trace.as_deref(), cool.degrees), (Some("t"), Some(1)));
    let pet = client.operations().add_pet(Pet::BigDog(BigDog::new().barks(true))).await?;
    assert!(matches!(&*pet, Pet::Cat(cat) if cat.lives == Some(9)), "{pet:?}");
    Ok(())
}

async fn hierarchies_of_2_0(url: &str) -> Outcome {
    use hierarchy_2_0::types::Shark;
    let client = hierarchy_2_0::Client::builder().base_url(url).build()?;
    let sharks = client.operations().list_sharks().await?.into_inner();
    assert!(matches!(
        sharks.as_slice(),
        [Shark::Base(_), Shark::Goblin(_), Shark::Sawshark(_), Shark::Unknown(_)]
    ));
    for shark in sharks {
        client.operations().put_shark(shark).await?;
    }
    Ok(())
}

async fn tags(url: &str) -> Outcome {
    let client = tags_to_keep::Client::builder().base_url(url).build()?;
    let mut pet = tags_to_keep::types::Pet::Newt(tags_to_keep::types::Newt::new("newt", "Nina"));
    // Each response is sent back with the next request.
    for _ in 0..7 {
        pet = client.operations().add_pet(pet).await?.into_inner();
    }
    Ok(())
}

async fn parts(url: &str) -> Outcome {
    use mapping_beside_all_of::types::{Outer, OuterA};
    let client = mapping_beside_all_of::Client::builder().base_url(url).build()?;
    let outer = client.operations().send_outer(Outer::A(OuterA::new("now").a(1))).await?;
    let outer = outer.into_inner();
    assert!(matches!(&outer, Outer::B(b) if b.at == "then" && b.by.as_deref() == Some("me")));
    client.operations().send_outer(outer).await?;
    let nested = serde_json::json!({"k": "aa", "at": "x", "n": 4, "a": 2});
    let read: mapping_beside_all_of::types::Nested = serde_json::from_value(nested.clone())?;
    assert!(matches!(&read, mapping_beside_all_of::types::Nested::A(a) if a.n == 4));
    assert_eq!(serde_json::to_value(&read)?, nested);
    Ok(())
}

async fn containers(url: &str) -> Outcome {
    let client = dynamic_references::Client::builder().base_url(url).build()?;
    let dogs = client.operations().list_dogs().await?.into_inner();
    assert!(dogs.items.iter().flatten().all(|dog| dog.barks));
    let tree = client.operations().get_tree().await?.into_inner();
    let child = tree.children.iter().flatten().next().ok_or("no child")?;
    assert_eq!((tree.label.as_str(), child.label.as_str()), ("root", "leaf"));
    Ok(())
}

async fn events(url: &str) -> Outcome {
    use typed_events::types::{AnyEvent, FeedEvent};
    let client = typed_events::Client::builder().base_url(url).build()?;
    let mut feed = client.operations().feed().await?.into_inner().reconnect(false);
    let mut found = Vec::new();
    while let Some(event) = feed.next().await {
        found.push(event?.data);
    }
    assert!(
        matches!(
            found.as_slice(),
            [FeedEvent::Joined(joined), FeedEvent::Left(left), FeedEvent::Note(note), FeedEvent::Unknown(_)]
                if joined.data.who == "Ann" && left.data.why == "late" && note.data == "plain"
        ),
        "{found:?}"
    );
    let mut named = client.operations().named().await?.into_inner().reconnect(false);
    let mut found = Vec::new();
    while let Some(event) = named.next().await {
        found.push(event?.data);
    }
    assert!(
        matches!(
            found.as_slice(),
            [AnyEvent::Joined(joined), AnyEvent::Left(left), AnyEvent::Other(other)]
                if joined.data.who == "Ann" && left.data.code == 7 && other.data == "plain"
        ),
        "{found:?}"
    );
    Ok(())
}

async fn strings(url: &str) -> Outcome {
    use json_strings::types::{Filter, SendFormBody, Thing, ThingSettings};
    let client = json_strings::Client::builder().base_url(url).build()?;
    let filter = || Filter::new("size").least(1.5);
    let thing = Thing::new(ThingSettings::new(3), vec![1, 2]);
    let call = client.operations().add_thing(thing).filter(filter()).x_filter(filter());
    let thing = call.await?.into_inner();
    assert_eq!((thing.settings.depth, thing.list.len()), (4, 1));
    client.operations().send_form(SendFormBody::new(filter())).await?;
    Ok(())
}
