//! The road network as mapped: ways over shared nodes, with the tags that profiles read.

use crate::geometry::LonLat;

/// A node of the network; two ways meet where they share a node.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadNode {
    /// OSM id, or a number unique in the network.
    pub id: i64,
    pub location: LonLat,
    /// Value of the `barrier` tag, e.g. `bollard`.
    pub barrier: Option<String>,
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
        self.tags
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

/// `no_*` forbids the turn from `from_way` over `via_node` into `to_way`; `only_*` forbids every other.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnRestriction {
    pub id: i64,
    pub from_way: i64,
    /// OSM id of the node.
    pub via_node: i64,
    pub to_way: i64,
    /// Value of `restriction`, e.g. `no_left_turn`.
    pub kind: String,
    /// Vehicle classes excepted, e.g. `motorcycle;bicycle`.
    pub except: Vec<String>,
}

/// The whole network. Ways are sorted by id; nodes in use only, sorted by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoadNetwork {
    pub nodes: Vec<RoadNode>,
    pub ways: Vec<RoadWay>,
    pub restrictions: Vec<TurnRestriction>,
}
