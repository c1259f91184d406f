//! Each tag that a profile reads, and which one decides.

use super::*;

fn way(class: &str, tags: &[(&str, &str)]) -> RoadWay {
    let tags = tags
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    RoadWay {
        id: 1,
        class: class.into(),
        name: None,
        nodes: vec![0, 1],
        tags,
    }
}

fn passage(mode: TravelMode, class: &str, tags: &[(&str, &str)]) -> (Option<f64>, Option<f64>) {
    let passage = Profile::shipped(mode).passage(&way(class, tags));
    (passage.forward, passage.backward)
}

#[test]
fn every_shipped_profile_parses_and_names_its_mode() {
    for mode in TravelMode::ALL {
        assert_eq!(Profile::shipped(mode).mode, mode.code());
    }
}

#[test]
fn motorbikes_are_barred_from_motorways_unless_a_sign_says_otherwise() {
    use TravelMode::Motorbike;
    assert_eq!(passage(Motorbike, "motorway", &[]), (None, None));
    assert_eq!(
        passage(Motorbike, "motorway", &[("motorcycle", "yes")]),
        (Some(60.0), None)
    );
    assert_eq!(
        passage(Motorbike, "primary", &[("motorcycle", "no"), ("access", "yes")]),
        (None, None)
    );
    assert_eq!(
        passage(Motorbike, "primary", &[("motorcycle", "yes|yes|designated")]),
        (Some(30.0), Some(30.0))
    );
}

#[test]
fn the_most_specific_oneway_decides() {
    use TravelMode::{Foot, Motorbike};
    assert_eq!(
        passage(Motorbike, "residential", &[("oneway", "yes")]),
        (Some(18.0), None)
    );
    assert_eq!(
        passage(Motorbike, "residential", &[("oneway", "-1")]),
        (None, Some(18.0))
    );
    let contraflow = [("oneway", "yes"), ("oneway:motorcycle", "no")];
    assert_eq!(passage(Motorbike, "residential", &contraflow), (Some(18.0), Some(18.0)));
    assert_eq!(
        passage(Motorbike, "tertiary", &[("junction", "roundabout")]),
        (Some(25.0), None)
    );
    assert_eq!(
        passage(Foot, "residential", &[("oneway", "yes")]),
        (Some(4.5), Some(4.5))
    );
}

#[test]
fn reversible_roads_wait_for_their_hour_and_alternating_ones_are_open_both_ways() {
    use TravelMode::Motorbike;
    let way = way(
        "primary",
        &[
            ("oneway", "reversible"),
            ("oneway:conditional", "yes @ (06:00-09:00); -1 @ (16:00-19:00)"),
        ],
    );
    let profile = Profile::shipped(Motorbike);
    let open = |profile: &Profile| {
        let passage = profile.passage(&way);
        (passage.forward.is_some(), passage.backward.is_some())
    };
    assert_eq!(open(&profile.at(TravelPeriod::Peak)), (true, false));
    assert_eq!(open(&profile), (false, false));
    let alternating = passage(Motorbike, "primary", &[("oneway", "alternating")]);
    assert_eq!(alternating, (Some(30.0), Some(30.0)));
}

#[test]
fn roads_closed_by_the_hour_are_closed_in_the_period_of_that_hour() {
    let way = way(
        "residential",
        &[("motor_vehicle:conditional", "no @ (06:00-09:00,16:30-19:30)")],
    );
    let profile = Profile::shipped(TravelMode::Motorbike);
    assert!(profile.passage(&way).forward.is_some());
    assert_eq!(profile.at(TravelPeriod::Peak).passage(&way).forward, None);
    let foot = Profile::shipped(TravelMode::Foot).at(TravelPeriod::Peak);
    assert!(foot.passage(&way).forward.is_some());
}

#[test]
fn access_for_destinations_counts_as_open_and_ferries_take_whom_they_name() {
    use TravelMode::{Car, Foot, Motorbike};
    assert!(passage(Car, "residential", &[("motorcar", "destination")]).0.is_some());
    assert!(passage(Car, "residential", &[("access", "private")]).0.is_none());
    assert_eq!(passage(Motorbike, "ferry", &[]), (Some(8.0), Some(8.0)));
    assert_eq!(passage(Motorbike, "ferry", &[("motor_vehicle", "no")]), (None, None));
    assert_eq!(
        passage(Motorbike, "ferry", &[("access", "no"), ("motorcycle", "yes")]).0,
        Some(8.0)
    );
    assert!(passage(Foot, "ferry", &[("motor_vehicle", "no")]).0.is_some());
}

#[test]
fn a_barrier_stops_by_its_most_specific_access_tag_and_else_by_its_kind() {
    let stops = |mode: TravelMode, kind: &str, access: &[(&str, &str)]| {
        let access = access
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let kind = kind.to_owned();
        Profile::shipped(mode).is_stopped_by(&Barrier { kind, access })
    };
    use TravelMode::{Car, Foot, Motorbike};
    assert!(stops(Car, "bollard", &[]) && !stops(Motorbike, "bollard", &[]));
    assert!(stops(Motorbike, "bollard", &[("motorcycle", "no")]));
    assert!(!stops(Car, "bollard", &[("motorcar", "yes"), ("access", "no")]));
    assert!(!stops(Motorbike, "gate", &[]));
    assert!(stops(Motorbike, "gate", &[("access", "private")]));
    assert!(!stops(Motorbike, "gate", &[("access", "no"), ("motorcycle", "yes")]));
    assert!(
        stops(Foot, "lift_gate", &[("access", "no")])
            && !stops(Foot, "lift_gate", &[("access", "no"), ("foot", "yes")])
    );
    assert!(!stops(Motorbike, "wall", &[("motor_vehicle", "destination")]));
}

#[test]
fn restrictions_bind_the_vehicles_and_the_hours_that_they_name() {
    let turn = |vehicle: Option<&str>, except: &[&str], hours: Option<&str>| TurnRestriction {
        vehicle: vehicle.map(str::to_owned),
        except: except.iter().map(|name| (*name).to_owned()).collect(),
        condition: hours.map(str::to_owned),
        ..TurnRestriction::over_node(1, "no_left_turn", 1, 2, 3)
    };
    let obeys = |mode, turn: &TurnRestriction| Profile::shipped(mode).obeys(turn);
    use TravelMode::{Bicycle, Car, Foot, Motorbike};
    let all = turn(None, &[], None);
    assert!(obeys(Car, &all) && obeys(Bicycle, &all) && obeys(Motorbike, &all) && !obeys(Foot, &all));
    let bikes = turn(Some("motorcycle"), &[], None);
    assert!(obeys(Motorbike, &bikes) && !obeys(Car, &bikes));
    assert!(!obeys(Car, &turn(Some("hgv"), &[], None)) && obeys(Foot, &turn(Some("foot"), &[], None)));
    assert!(!obeys(Motorbike, &turn(None, &["motorcycle", "bus"], None)));
    let signed = turn(None, &[], Some("06:00-09:00,16:00-19:30"));
    let car = Profile::shipped(Car);
    assert!(!car.obeys(&signed) && car.at(TravelPeriod::Peak).obeys(&signed));
    assert!(
        car.obeys(&turn(None, &[], Some("when it rains"))),
        "unread hours bind always"
    );
}

#[test]
fn maxspeed_caps_but_never_raises_and_nonsense_is_ignored() {
    use TravelMode::Motorbike;
    assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "20")]).0, Some(20.0));
    assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "90")]).0, Some(40.0));
    assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "2")]).0, Some(40.0));
    assert_eq!(passage(Motorbike, "trunk", &[("maxspeed", "walk")]).0, Some(40.0));
    let own = [("maxspeed", "20"), ("maxspeed:motorcycle", "35")];
    assert_eq!(
        passage(Motorbike, "trunk", &own).0,
        Some(35.0),
        "the own limit comes first"
    );
    assert_eq!(
        passage(Motorbike, "trunk", &[("maxspeed:backward", "30")]),
        (Some(40.0), Some(30.0))
    );
    let free = Profile {
        maxspeed: Maxspeed::Ignored,
        ..Profile::shipped(Motorbike)
    };
    assert_eq!(free.passage(&way("trunk", &[("maxspeed", "20")])).forward, Some(40.0));
}
