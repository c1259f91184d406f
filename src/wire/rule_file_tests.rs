//! Rule files: what is read, and what every refusal says.

use super::*;

#[test]
fn a_full_file_gives_every_part_of_the_rule_in_toml_and_in_json() {
    let toml = r#"
format = 1
id = "remote"
version = 3
like = "plan68"
source = "Quyết định 1"
radius_m = 4000
travel_s = 1200.5
mode = "car"
period = "peak"
combine = "all"
counts = ["agent", "mobile_stop"]
time_bound = "inclusive"
distance_bound = "exclusive"
procedure = "1.000"
hours = "open_share"
targets = { city = 0.95 }
[groups]
far = ["00001", "00002"]
[[overrides]]
territory = "rural"
radius_m = 8000.0
[[overrides]]
group = "far"
travel_s = 3600
counts = ["collaborator"]
[[overrides]]
communes = ["00002"]
combine = "time_only"
"#;
    let rule = read_rule(toml).expect("a rule");
    let group = |areas| Override {
        areas,
        radius: None,
        travel: None,
        combine: None,
        counts: None,
    };
    let expected = Rule {
        id: "remote".into(),
        version: 3,
        radius: Metres(4000.0),
        travel: Deciseconds(12_005),
        mode: TravelMode::Car,
        period: TravelPeriod::Peak,
        combine: Combine::All,
        counts: vec![FacilityKind::Agent, FacilityKind::MobileStop],
        time_bound: Bound::Inclusive,
        distance_bound: Bound::Exclusive,
        procedure: Some("1.000".into()),
        hours: HoursBasis::OpenShare,
        groups: [("far".to_owned(), vec!["00001".to_owned(), "00002".to_owned()])].into(),
        overrides: vec![
            Override {
                radius: Some(Metres(8000.0)),
                ..group(AreaChoice::Territory(Territory::Rural))
            },
            Override {
                travel: Some(Deciseconds(36_000)),
                counts: Some(vec![FacilityKind::Collaborator]),
                ..group(AreaChoice::Group("far".into()))
            },
            Override {
                combine: Some(Combine::TimeOnly),
                ..group(AreaChoice::Communes(vec!["00002".into()]))
            },
        ],
        targets: Targets {
            city: Share(0.95),
            commune: Share(1.0),
        },
        source: Some(RuleSource {
            vietnamese: "Quyết định 1".into(),
            english: "Quyết định 1".into(),
        }),
    };
    assert_eq!(rule, expected);
    let value: Value = toml::from_str(toml).expect("toml");
    assert_eq!(read_rule(&value.to_string()), Ok(expected), "the same file as JSON");
}

#[test]
fn what_is_left_out_is_as_in_the_shipped_rule_it_is_like() {
    let rule = read_rule("id = 'mine'\nlike = 'plan68_agents'\nradius_m = 3000").expect("a rule");
    assert_eq!(
        rule,
        Rule {
            id: "mine".into(),
            radius: Metres(3000.0),
            source: None,
            ..Rule::plan68_agents()
        }
    );
    let plain = read_rule("\u{feff}id = 'mine'").expect("a rule");
    assert_eq!(plain.combine, Combine::Any);
}

#[test]
fn a_shipped_name_stands_for_the_shipped_rule_alone() {
    assert_eq!(read_rule("id = 'scheme'"), Ok(Rule::scheme()));
    let error = read_rule("id = 'scheme'\nradius_m = 6000").expect_err("another rule");
    assert!(error.to_string().contains("choose another name"), "{error}");
}

#[test]
fn every_refusal_names_the_field_the_value_and_what_is_expected() {
    let cases: [(&str, &[&str]); 27] = [
        ("radius_m = 1", &["id is missing"]),
        ("id = 'Ba Vì'", &["id", "Ba Vì", "a-z"]),
        ("id = 'x'\nradus_m = 1", &["radus_m", "radius_m"]),
        ("id = 'x'\nradius_m = '5 km'", &["radius_m", "5 km", "metres"]),
        ("id = 'x'\nradius_m = 0", &["radius_m", "0", "above 0"]),
        ("id = 'x'\nradius_m = nan", &["radius_m", "metres"]),
        ("id = 'x'\nradius_m = 5000000", &["radius_m", "5000000", "200000"]),
        ("id = 'x'\ntravel_s = -1", &["travel_s", "-1", "seconds"]),
        ("id = 'x'\ntravel_s = 1800.05", &["travel_s", "1800.05", "tenths"]),
        ("id = 'x'\nmode = 'boat'", &["mode", "boat", "motorbike, car"]),
        ("id = 'x'\ncombine = 'or'", &["combine", "or", "any, all"]),
        ("id = 'x'\ncounts = []", &["counts", "[]", "not empty"]),
        (
            "id = 'x'\ncounts = ['agents']",
            &["counts", "agents", "reception_point"],
        ),
        ("id = 'x'\ntime_bound = true", &["time_bound", "true", "exclusive"]),
        ("id = 'x'\nhours = 'open'", &["hours", "open", "open_share"]),
        ("id = 'x'\nversion = 0", &["version", "0", "from 1"]),
        ("id = 'x'\nformat = 2", &["format", "2", "format 1"]),
        ("id = 'x'\nlike = 'law'", &["like", "law", "plan68"]),
        ("id = 'x'\nprocedure = ''", &["procedure", "not empty"]),
        ("id = 'x'\ntargets = { city = 95 }", &["targets.city", "95", "0.95"]),
        (
            "id = 'x'\ntargets = { district = 1 }",
            &["targets", "district", "commune"],
        ),
        ("id = 'x'\n[groups]\nfar = [1]", &["groups.far", "1", "quotes"]),
        (
            "id = 'x'\n[[overrides]]\ngroup = 'far'\nradius_m = 1",
            &["overrides[0].group", "far", "[groups]"],
        ),
        (
            "id = 'x'\n[[overrides]]\nradius_m = 1",
            &["overrides[0]", "communes, territory, group"],
        ),
        (
            "id = 'x'\n[[overrides]]\nterritory = 'rural'",
            &["overrides[0]", "changes nothing"],
        ),
        (
            "id = 'x'\n[[overrides]]\nterritory = 'rural'\nradius_m = 1\n[[overrides]]\nterritory = 'hills'\nradius_m = 1",
            &["overrides[1].territory", "hills", "urban, rural"],
        ),
        (
            "id = 'x'\n[[overrides]]\nterritory = 'rural'\nmode = 'car'",
            &["overrides[0]", "mode", "combine"],
        ),
    ];
    for (text, parts) in cases {
        let message = read_rule(text).expect_err(text).to_string();
        for part in parts {
            assert!(message.contains(part), "'{part}' is not said of\n{text}\nin: {message}");
        }
    }
    for broken in ["id = ", "{\"id\": \"x\"", "[]", "3"] {
        assert!(read_rule(broken).is_err(), "{broken}");
    }
}
