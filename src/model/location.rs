//! Demand, sites and what it costs to serve one from the other: the input of the field's standard location problems.

/// What a site is before anything is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SiteRole {
    /// May be chosen.
    #[default]
    Candidate,
    /// Must be chosen; counts among the `p` sites, its fixed cost is paid.
    Required,
    /// Stands already and stays: serves, does not count among the `p` sites, its fixed cost is sunk.
    Existing,
    /// Belongs to somebody else: never chosen. Takes demand in the maximal capture form of MCLP.
    Competitor,
}

impl SiteRole {
    pub const ALL: [SiteRole; 4] = [Self::Candidate, Self::Required, Self::Existing, Self::Competitor];

    pub fn code(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Required => "required",
            Self::Existing => "existing",
            Self::Competitor => "competitor",
        }
    }

    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Candidate => "ứng viên",
            Self::Required => "bắt buộc",
            Self::Existing => "hiện có",
            Self::Competitor => "đối thủ",
        }
    }

    /// From the stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Stands in every solution.
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Required | Self::Existing)
    }
}

/// Someone to serve.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationDemand {
    pub code: String,
    /// People, orders, ...; finite and not negative. 0 asks for nothing.
    pub weight: f64,
}

/// A place to serve from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocationSite {
    pub code: String,
    pub role: SiteRole,
    /// Cost of having it, in the unit of the weighted costs; `None` where the input tells none.
    pub fixed_cost: Option<f64>,
    /// The most weight it can serve; `None` where the input tells none.
    pub capacity: Option<f64>,
}

/// Every demand by every site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostTable {
    pub demand: Vec<LocationDemand>,
    pub sites: Vec<LocationSite>,
    /// Cost for one unit of weight, row by demand; [`CostTable::UNREACHABLE`] where the site cannot serve the demand.
    pub costs: Vec<f64>,
}

impl CostTable {
    /// The cost of a pair that is not possible: never 0, greater than every cost.
    pub const UNREACHABLE: f64 = f64::INFINITY;

    pub fn cost(&self, demand: usize, site: usize) -> f64 {
        self.costs[demand * self.sites.len() + site]
    }

    /// Costs of one demand, by site.
    pub fn row(&self, demand: usize) -> &[f64] {
        &self.costs[demand * self.sites.len()..(demand + 1) * self.sites.len()]
    }
}
