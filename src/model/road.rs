//! The road network as mapped: ways over shared nodes, with the tags that profiles read.

use crate::geometry::LonLat;

/// What stands on a node, and who may pass it all the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Barrier {
    /// Value of the `barrier` tag, e.g. `bollard`.
    pub kind: String,
    /// Access tags of the node, sorted by key, e.g. `motorcycle` = `yes`.
    pub access: Vec<(String, String)>,
}

impl Barrier {
    /// A barrier that says nothing of access.
    pub fn new(kind: &str) -> Barrier {
        Barrier {
            kind: kind.to_owned(),
            access: Vec::new(),
        }
    }

    pub fn tag(&self, key: &str) -> Option<&str> {
        value_of(&self.access, key)
    }
}

/// A node of the network; two ways meet where they share a node.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadNode {
    /// OSM id, or a number unique in the network.
    pub id: i64,
    pub location: LonLat,
    pub barrier: Option<Barrier>,
}

/// A way: a line through at least two nodes, with the tags that matter for travel and display.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadWay {
    pub id: i64,
    /// Value of `highway`, e.g. `residential`; `ferry` for `route=ferry`.
    pub class: String,
    pub name: Option<String>,
    /// Indices into `RoadNetwork::nodes`, in drawing order.
    pub nodes: Vec<u32>,
    /// Further tags, sorted by key, e.g. `oneway`, `motorcycle`, `maxspeed`, `surface`, `bridge`.
    pub tags: Vec<(String, String)>,
}

impl RoadWay {
    pub fn tag(&self, key: &str) -> Option<&str> {
        value_of(&self.tags, key)
    }
}

fn value_of<'a>(tags: &'a [(String, String)], key: &str) -> Option<&'a str> {
    tags.iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

/// Over what a restricted turn leads.
#[derive(Clone, Debug, PartialEq)]
pub enum TurnVia {
    /// OSM id of the junction.
    Node(i64),
    /// Ids of ways, in the order of travel, at least one.
    Ways(Vec<i64>),
}

/// `no_*` forbids the way from `from_way` over `via` into `to_way`; `only_*` forbids every other.
///
/// One relation gives several of these where it names several kinds, vehicles, hours, or (for `no_entry`
/// and `no_exit`) roads; they then share the id.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnRestriction {
    pub id: i64,
    pub from_way: i64,
    pub via: TurnVia,
    pub to_way: i64,
    /// Value of `restriction`, e.g. `no_left_turn`.
    pub kind: String,
    /// Vehicle classes excepted, e.g. `motorcycle;bicycle`.
    pub except: Vec<String>,
    /// The only vehicle class that it binds (`restriction:motorcycle`); `None` = all.
    pub vehicle: Option<String>,
    /// When it binds, in the syntax of `opening_hours`, e.g. `Mo-Fr 06:00-09:00`; `None` = always.
    pub condition: Option<String>,
}

impl TurnRestriction {
    /// Over one junction, for everybody, at all hours.
    pub fn over_node(id: i64, kind: &str, from_way: i64, via_node: i64, to_way: i64) -> TurnRestriction {
        TurnRestriction {
            id,
            from_way,
            via: TurnVia::Node(via_node),
            to_way,
            kind: kind.to_owned(),
            except: Vec::new(),
            vehicle: None,
            condition: None,
        }
    }

    /// Whether the named way is the only one permitted.
    pub fn is_mandatory(&self) -> bool {
        self.kind.starts_with("only_")
    }
}

/// The whole network. Ways are sorted by id; nodes in use only, sorted by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadNetwork {
    pub nodes: Vec<RoadNode>,
    pub ways: Vec<RoadWay>,
    pub restrictions: Vec<TurnRestriction>,
}
