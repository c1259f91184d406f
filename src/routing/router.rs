//! The roads of one mode, ready for questions.

use std::sync::{Arc, OnceLock};

use super::area_types::AreaTypes;
use super::graph::RoadGraph;
use super::hierarchy::{Hierarchy, is_permutation, order_of_graph};
use super::join::{Join, JoinScratch, Joiner};
use super::metric::Metric;
use super::profile::Profile;
use super::route::{Route, route};
use super::sweep::Direction;
use crate::geometry::LonLat;
use crate::model::RoadNetwork;

/// Graph, joins and profile of one mode.
pub struct Router {
    profile: Profile,
    graph: RoadGraph,
    joiner: OnceLock<Joiner>,
    order: Option<Vec<u32>>,
    metric: OnceLock<Metric>,
}

impl Router {
    pub fn build(network: &RoadNetwork, profile: Profile) -> Router {
        Router::build_in(network, profile, &AreaTypes::none())
    }

    /// With the speeds of the areas that the ways lie in; the period is that of the profile ([`Profile::at`]).
    pub fn build_in(network: &RoadNetwork, profile: Profile, areas: &AreaTypes) -> Router {
        let graph = RoadGraph::build_in(network, &profile, areas);
        Router {
            profile,
            graph,
            joiner: OnceLock::new(),
            order: None,
            metric: OnceLock::new(),
        }
    }

    /// With a contraction order that was found before for these roads; one that does not fit is not used.
    pub fn with_order(mut self, order: Vec<u32>) -> Router {
        self.order = is_permutation(&order, self.graph.node_count()).then_some(order);
        self
    }

    /// Whether [`Router::metric`] was asked for before.
    pub fn is_contracted(&self) -> bool {
        self.metric.get().is_some()
    }

    /// Travel times on the contracted graph. The first call contracts it, and finds an order where none was given:
    /// seconds for a city's roads.
    pub fn metric(&self) -> &Metric {
        self.metric.get_or_init(|| {
            let hierarchy = match &self.order {
                Some(order) => Hierarchy::build(&self.graph, order),
                None => Hierarchy::build(&self.graph, &order_of_graph(&self.graph)),
            };
            Metric::customise(Arc::new(hierarchy), &self.graph)
        })
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub fn graph(&self) -> &RoadGraph {
        &self.graph
    }

    /// How places join the roads. The first call indexes the roads' segments.
    pub fn joiner(&self) -> &Joiner {
        self.joiner
            .get_or_init(|| Joiner::of_profile(&self.graph, &self.profile))
    }

    /// The joins of one place; see [`Joiner::joins`].
    pub fn joins(&self, place: LonLat, direction: Direction) -> Vec<Join> {
        self.joiner()
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
