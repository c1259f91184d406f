//! The k nearest sources of every node in one pass over the customised hierarchy.
//!
//! Each source climbs from its seeds; then every node, top down, takes the k best labels among its own and those of its
//! higher neighbours, each longer by the link. Memory is read in order, which a search that grows around hundreds of
//! sources at once cannot do. Keeping k labels is enough: whatever k better labels of other sources beat at one node,
//! they beat wherever it goes from there.

use super::metric::Metric;
use super::sweep::{Direction, Label, improves};

/// The labels of every node, nearest first.
pub struct SweptLabels {
    k: usize,
    /// Position of each graph node.
    labels: Vec<Label>,
    metric_position: std::sync::Arc<super::hierarchy::Hierarchy>,
}

impl SweptLabels {
    /// At most k labels `(time, source)` of a graph node, nearest first, ties by source.
    pub fn of(&self, node: u32) -> &[Label] {
        let row = &self.labels[self.metric_position.position(node) as usize * self.k..][..self.k];
        &row[..row.iter().take_while(|label| label.0 != u32::MAX).count()]
    }

    /// All labels, k a node (padded with `(u32::MAX, u32::MAX)`), in no promised order of nodes.
    pub fn iter(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter()
    }
}

impl Metric {
    /// The k nearest sources of every node. Seeds are `(node, time, source)`; the answers are those of
    /// [`super::k_nearest`] on the graph of this metric.
    pub fn k_nearest(&self, direction: Direction, seeds: &[(u32, u32, u32)], k: usize) -> SweptLabels {
        let hierarchy = self.hierarchy();
        let nodes = hierarchy.node_count();
        let mut labels = vec![(u32::MAX, u32::MAX); nodes * k];
        if k > 0 {
            for &(node, time, source) in seeds {
                improves(
                    &mut labels[hierarchy.position(node) as usize * k..][..k],
                    0,
                    (time, source),
                );
            }
            for position in (0..nodes).rev() {
                let (above, from_here) = labels.split_at_mut(position * k);
                if from_here[0].0 == u32::MAX {
                    continue;
                }
                for link in self.climbing(direction, position as u32) {
                    offer_all(&mut above[link.high as usize * k..][..k], &from_here[..k], link.time);
                }
            }
            for position in 0..nodes {
                let (above, from_here) = labels.split_at_mut(position * k);
                for link in self.descending(direction, position as u32) {
                    offer_all(&mut from_here[..k], &above[link.high as usize * k..][..k], link.time);
                }
            }
        }
        SweptLabels {
            k,
            labels,
            metric_position: std::sync::Arc::clone(hierarchy),
        }
    }
}

/// Offers a row's labels, each later by `time`, until the first that is too late for the other row.
fn offer_all(row: &mut [Label], from: &[Label], time: u32) {
    for &(reached, source) in from {
        let label = (reached.saturating_add(time), source);
        if label >= row[row.len() - 1] {
            break;
        }
        improves(row, 0, label);
    }
}
