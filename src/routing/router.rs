//! The roads of one mode, ready for questions.

use super::area_types::AreaTypes;
use super::graph::RoadGraph;
use super::join::{Join, JoinScratch, Joiner};
use super::profile::Profile;
use super::route::{Route, route};
use super::sweep::Direction;
use crate::geometry::LonLat;
use crate::model::RoadNetwork;

/// Graph, joins and profile of one mode.
pub struct Router {
    profile: Profile,
    graph: RoadGraph,
    joiner: Joiner,
}

impl Router {
    pub fn build(network: &RoadNetwork, profile: Profile) -> Router {
        Router::build_in(network, profile, &AreaTypes::none())
    }

    /// With the speeds of the areas that the ways lie in; the period is that of the profile ([`Profile::at`]).
    pub fn build_in(network: &RoadNetwork, profile: Profile, areas: &AreaTypes) -> Router {
        let graph = RoadGraph::build_in(network, &profile, areas);
        let joiner = Joiner::of_profile(&graph, &profile);
        Router { profile, graph, joiner }
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub fn graph(&self) -> &RoadGraph {
        &self.graph
    }

    pub fn joiner(&self) -> &Joiner {
        &self.joiner
    }

    /// The joins of one place; see [`Joiner::joins`].
    pub fn joins(&self, place: LonLat, direction: Direction) -> Vec<Join> {
        self.joiner
            .joins(&self.graph, place, direction, &mut JoinScratch::default())
    }

    /// The fastest way by road between two places, `None` when no road connects them. Walking the
    /// whole way is not considered: a route over roads is what was asked for.
    pub fn route(&self, network: &RoadNetwork, from: LonLat, to: LonLat) -> Option<Route> {
        let departures = self.joins(from, Direction::Forward);
        let arrivals = self.joins(to, Direction::Reverse);
        route(&self.graph, network, [from, to], [&departures, &arrivals])
    }
}
