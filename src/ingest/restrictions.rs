//! Turn restrictions: from the relations of an OSM file to rows that lie on the network.
//!
//! A relation may hold several: by vehicle (`restriction:motorcycle`), by the hour
//! (`restriction:conditional`), several kinds in one value, several roads for `no_entry` and `no_exit`.
//! What cannot be read or placed is a finding with the relation's id; nothing is left out in silence.
//! Source: OSM wiki, *Relation:restriction*, *Conditional restrictions*.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::roads::Member;
use crate::model::{Finding, RoadNetwork, TurnFinder, TurnProblem, TurnRestriction, TurnVia, condition};

/// Combinations of the pieces of cut ways that are tried for one restriction.
const MOST_COMBINATIONS: usize = 64;

/// What a restriction takes in memory, about.
const RESTRICTION_BYTES: usize = 300;

/// Members and bytes of a value beyond which a relation is no sign on a road: OpenStreetMap allows 255 letters.
const MOST_MEMBERS: usize = 1000;
const LONGEST_VALUE: usize = 2048;

/// The restrictions of one file.
#[derive(Default)]
pub(super) struct Turns {
    list: Vec<TurnRestriction>,
    seen: BTreeSet<i64>,
    /// Relation and what is wrong with it.
    malformed: Vec<(i64, String)>,
}

impl Turns {
    /// Bytes that the restrictions take, about.
    pub fn held(&self) -> usize {
        (self.list.len() + self.malformed.len()) * RESTRICTION_BYTES
    }

    pub fn take(&mut self, id: i64, members: &[Member], tags: &[(String, String)]) {
        if !self.seen.insert(id) {
            return;
        }
        if members.len() > MOST_MEMBERS || tags.iter().any(|(_, value)| value.len() > LONGEST_VALUE) {
            let reason = format!("more than {MOST_MEMBERS} members, or a value of more than {LONGEST_VALUE} bytes");
            self.malformed.push((id, reason));
            return;
        }
        match members_of(members) {
            Ok(members) => {
                for (kind, vehicle, condition) in self.signs(id, tags) {
                    self.add(id, &members, &kind, vehicle, condition, tags);
                }
            }
            Err(reason) => self.malformed.push((id, reason.to_owned())),
        }
    }

    fn add(
        &mut self,
        id: i64,
        members: &Members,
        kind: &str,
        vehicle: Option<String>,
        condition: Option<String>,
        tags: &[(String, String)],
    ) {
        let is_list = match kind {
            "no_entry" => members.to.len() == 1,
            "no_exit" => members.from.len() == 1,
            _ => members.from.len() == 1 && members.to.len() == 1,
        };
        if !is_list {
            let reason = format!(
                "'{kind}' with {} roads from and {} to",
                members.from.len(),
                members.to.len()
            );
            self.malformed.push((id, reason));
            return;
        }
        for &from_way in &members.from {
            for &to_way in &members.to {
                self.list.push(TurnRestriction {
                    id,
                    from_way,
                    via: members.via.clone(),
                    to_way,
                    kind: kind.to_owned(),
                    except: listed(tags, "except"),
                    vehicle: vehicle.clone(),
                    condition: condition.clone(),
                });
            }
        }
    }

    /// Kind, vehicle and hours of everything that the tags sign.
    fn signs(&mut self, id: i64, tags: &[(String, String)]) -> Vec<(String, Option<String>, Option<String>)> {
        let kind_of_relation = tags.iter().find(|(key, _)| key == "type");
        let everybody = kind_of_relation.and_then(|(_, value)| value.strip_prefix("restriction:"));
        let mut signs = Vec::new();
        for (key, value) in tags {
            let Some(rest) = key.strip_prefix("restriction") else {
                continue;
            };
            let (vehicle, is_conditional) = match rest.strip_suffix(":conditional") {
                Some(vehicle) => (vehicle, true),
                None => (rest, false),
            };
            if !(vehicle.is_empty() || vehicle.starts_with(':')) {
                continue;
            }
            let vehicle = vehicle.strip_prefix(':').or(everybody).map(str::to_owned);
            let clauses = condition::clauses(value);
            if clauses.is_empty() {
                self.malformed.push((id, format!("'{key}' is blank")));
            }
            for clause in clauses {
                let kind = clause.value;
                if !(kind.starts_with("no_") || kind.starts_with("only_")) {
                    self.malformed.push((id, format!("'{kind}' is no kind of restriction")));
                    continue;
                }
                let hours = (is_conditional || !clause.condition.is_empty()).then(|| clause.condition.to_owned());
                signs.push((kind.to_owned(), vehicle.clone(), hours));
            }
        }
        if signs.is_empty() && self.malformed.last().is_none_or(|(of, _)| *of != id) {
            self.malformed
                .push((id, "it does not say what is restricted".to_owned()));
        }
        signs
    }

    /// The restrictions that lie on the network. `pieces` are the ids of ways that were cut.
    pub fn place(
        mut self,
        network: &RoadNetwork,
        pieces: &BTreeMap<i64, Vec<i64>>,
        findings: &mut Findings,
    ) -> Vec<TurnRestriction> {
        let finder = TurnFinder::new(network);
        let mut placed = Vec::new();
        self.list.sort_by_key(|turn| turn.id);
        for turn in self.list {
            if let Some(hours) = turn.condition.as_deref()
                && !condition::is_readable(hours)
            {
                let message = format!(
                    "turn restriction {}: its hours cannot be read, so it is obeyed always",
                    turn.id
                );
                findings.push(about("restriction_hours_unreadable", findings, message, hours));
            }
            let mut problem = None;
            let fits = variants(&turn, pieces).into_iter().find(|variant| {
                let found = finder.chains(variant);
                problem = problem.take().or(found.as_ref().err().cloned());
                found.is_ok()
            });
            match (fits, problem) {
                (Some(variant), _) => placed.push(variant),
                (None, Some(reason @ (TurnProblem::MissingWay(_) | TurnProblem::MissingNode(_)))) => {
                    let message = format!("turn restriction {} was left out: {reason} of the file", turn.id);
                    let finding = Finding::info("restriction_roads_missing", findings.file(), message);
                    findings.push(finding.in_column("relation", &turn.id.to_string()));
                }
                (None, reason) => {
                    let reason = reason.map_or_else(|| "it has no roads".to_owned(), |reason| reason.to_string());
                    self.malformed.push((turn.id, reason));
                }
            }
        }
        for (id, reason) in self.malformed {
            let message = format!("turn restriction {id} was left out: {reason}; mend it in OpenStreetMap");
            findings.push(about("restriction_malformed", findings, message, &id.to_string()));
        }
        placed
    }
}

fn about(check: &'static str, findings: &Findings, message: String, value: &str) -> Finding {
    Finding::warning(check, findings.file(), message).in_column("relation", value)
}

struct Members {
    from: Vec<i64>,
    via: TurnVia,
    to: Vec<i64>,
}

fn members_of(members: &[Member]) -> Result<Members, &'static str> {
    let of = |role: &'static str| members.iter().filter(move |member| member.role == role);
    let ways = |role| {
        of(role)
            .map(|member| member.is_way.then_some(member.id))
            .collect::<Option<Vec<i64>>>()
    };
    let from = ways("from").ok_or("a member 'from' is no way")?;
    let to = ways("to").ok_or("a member 'to' is no way")?;
    let (via_ways, via_nodes): (Vec<&Member>, Vec<&Member>) = of("via").partition(|member| member.is_way);
    let via = match (via_nodes.as_slice(), via_ways.as_slice()) {
        ([node], []) => TurnVia::Node(node.id),
        ([], [_, ..]) => TurnVia::Ways(via_ways.iter().map(|way| way.id).collect()),
        ([], []) => return Err("it has no member 'via'"),
        _ => return Err("its 'via' is neither one node nor ways"),
    };
    match (from.is_empty(), to.is_empty()) {
        (false, false) => Ok(Members { from, via, to }),
        (true, _) => Err("it has no member 'from'"),
        _ => Err("it has no member 'to'"),
    }
}

/// The names in a list value, sorted.
fn listed(tags: &[(String, String)], key: &str) -> Vec<String> {
    let value = tags.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value);
    let names: BTreeSet<&str> = value
        .split([';', ','])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The restriction with every choice of pieces for the ways that were cut.
fn variants(turn: &TurnRestriction, pieces: &BTreeMap<i64, Vec<i64>>) -> Vec<TurnRestriction> {
    let mut ids = vec![turn.from_way, turn.to_way];
    if let TurnVia::Ways(ways) = &turn.via {
        ids.extend(ways);
    }
    let mut chosen: Vec<Vec<i64>> = vec![Vec::new()];
    for id in ids {
        let own = [id];
        let choices = pieces.get(&id).map_or(&own[..], Vec::as_slice);
        chosen = chosen
            .iter()
            .flat_map(|known| choices.iter().map(|&choice| [known.clone(), vec![choice]].concat()))
            .take(MOST_COMBINATIONS)
            .collect();
    }
    chosen
        .into_iter()
        .map(|ids| TurnRestriction {
            from_way: ids[0],
            to_way: ids[1],
            via: match &turn.via {
                TurnVia::Node(node) => TurnVia::Node(*node),
                TurnVia::Ways(_) => TurnVia::Ways(ids[2..].to_vec()),
            },
            ..turn.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn members(list: &[(&str, bool, i64)]) -> Vec<Member> {
        let member = |(role, is_way, id): &(&str, bool, i64)| Member {
            is_way: *is_way,
            id: *id,
            role: (*role).to_owned(),
        };
        list.iter().map(member).collect()
    }

    const JUNCTION: [(&str, bool, i64); 3] = [("from", true, 10), ("via", false, 2), ("to", true, 11)];

    fn read(list: &[(&str, bool, i64)], pairs: &[(&str, &str)]) -> (Vec<TurnRestriction>, Vec<String>) {
        let mut turns = Turns::default();
        turns.take(7, &members(list), &tags(pairs));
        turns.take(7, &members(list), &tags(pairs));
        (
            turns.list,
            turns.malformed.into_iter().map(|(_, reason)| reason).collect(),
        )
    }

    #[test]
    fn one_relation_gives_every_kind_vehicle_and_hour_that_it_signs() {
        let (turns, malformed) = read(
            &JUNCTION,
            &[
                ("type", "restriction"),
                ("restriction", "no_left_turn;no_u_turn"),
                (
                    "restriction:motorcar:conditional",
                    "only_straight_on @ (Mo-Fr 06:00-09:00)",
                ),
                ("except", "motorcycle; bicycle"),
            ],
        );
        assert!(malformed.is_empty(), "{malformed:?}");
        let told: Vec<_> = turns
            .iter()
            .map(|turn| (turn.kind.as_str(), turn.vehicle.as_deref(), turn.condition.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("no_left_turn", None, None),
                ("no_u_turn", None, None),
                ("only_straight_on", Some("motorcar"), Some("Mo-Fr 06:00-09:00"))
            ]
        );
        assert_eq!(turns[0].except, ["bicycle", "motorcycle"]);
        let (old, _) = read(
            &JUNCTION,
            &[("type", "restriction:hgv"), ("restriction", "no_left_turn")],
        );
        assert_eq!(old[0].vehicle.as_deref(), Some("hgv"));
    }

    #[test]
    fn an_entry_forbidden_from_several_roads_is_forbidden_from_each() {
        let roads = [
            ("from", true, 10),
            ("from", true, 12),
            ("via", false, 2),
            ("to", true, 11),
        ];
        let (turns, malformed) = read(&roads, &[("type", "restriction"), ("restriction", "no_entry")]);
        assert_eq!(turns.iter().map(|turn| turn.from_way).collect::<Vec<_>>(), [10, 12]);
        assert!(malformed.is_empty());
        let (turns, malformed) = read(&roads, &[("type", "restriction"), ("restriction", "no_left_turn")]);
        assert!(turns.is_empty());
        assert_eq!(malformed, ["'no_left_turn' with 2 roads from and 1 to"]);
    }

    #[test]
    fn malformed_relations_say_what_is_wrong() {
        let sign = [("type", "restriction"), ("restriction", "no_left_turn")];
        let of = |list: &[(&str, bool, i64)], pairs: &[(&str, &str)]| read(list, pairs).1.join("; ");
        assert_eq!(of(&JUNCTION[..2], &sign), "it has no member 'to'");
        assert_eq!(of(&JUNCTION[1..], &sign), "it has no member 'from'");
        assert_eq!(of(&[JUNCTION[0], JUNCTION[2]], &sign), "it has no member 'via'");
        assert_eq!(
            of(&[("from", false, 1), JUNCTION[1], JUNCTION[2]], &sign),
            "a member 'from' is no way"
        );
        let both = [JUNCTION[0], JUNCTION[1], ("via", true, 5), JUNCTION[2]];
        assert_eq!(of(&both, &sign), "its 'via' is neither one node nor ways");
        assert_eq!(
            of(&JUNCTION, &[("type", "restriction")]),
            "it does not say what is restricted"
        );
        assert_eq!(
            of(
                &JUNCTION,
                &[("type", "restriction"), ("restriction:conditional", "none @ (Sa)")]
            ),
            "'none' is no kind of restriction"
        );
    }

    #[test]
    fn cut_ways_are_tried_piece_by_piece() {
        let turn = TurnRestriction::over_node(7, "no_left_turn", 10, 2, 11);
        let pieces = BTreeMap::from([(10, vec![10, -10_001])]);
        let from: Vec<i64> = variants(&turn, &pieces).iter().map(|turn| turn.from_way).collect();
        assert_eq!(from, [10, -10_001]);
    }
}
