//! A commune of either layout, as an area that agents' reports are added up in.

use std::collections::BTreeMap;

use crate::model::Dataset;
use crate::registry::{Layout, Layouts, ToldUnit};

/// The communes of the data that make up a unit of a layout, each with the share of it that lies there.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendArea {
    pub layout: Layout,
    pub unit: ToldUnit,
    /// By code of the commune, above 0 to 1.
    pub shares: BTreeMap<String, f64>,
}

/// Why there is no such area.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrendAreaFault {
    #[error(
        "bộ dữ liệu không có bảng đối chiếu xã, phường trước và sau 07/2025; nhập bằng `gandan import crosswalk F` / the workspace has no crosswalk between the layouts of communes; import one with `gandan import crosswalk F`"
    )]
    NoCrosswalk,
    #[error(
        "không có xã, phường mang mã '{code}' trong cách chia '{layout}'; `gandan areas W --layout {layout}` liệt kê các mã / no commune of the layout '{layout}' has the code '{code}'; `gandan areas W --layout {layout}` lists them"
    )]
    Unknown { code: String, layout: &'static str },
}

/// The unit of a layout (without one: that of the data) with this code.
///
/// # Errors
/// The data cannot be told in the layout; no unit has the code.
pub fn trend_area(dataset: &Dataset, layout: Option<Layout>, code: &str) -> Result<TrendArea, TrendAreaFault> {
    let layouts = Layouts::of(dataset);
    let layout = layout.unwrap_or_else(|| layouts.native());
    if layout != layouts.native() && layouts.crosswalk().is_empty() {
        return Err(TrendAreaFault::NoCrosswalk);
    }
    let telling = layouts.telling(dataset, layout);
    let found = telling.rows.iter().position(|row| row.code == code);
    let target = found.ok_or_else(|| TrendAreaFault::Unknown {
        code: code.chars().take(40).collect(),
        layout: layout.code(),
    })?;
    let mut shares = BTreeMap::new();
    for (source, &area) in layouts.communes().iter().enumerate() {
        let portions = telling.transfer.portions(source);
        let all: u64 = portions.iter().map(|portion| portion.weight).sum();
        let own = portions.iter().find(|portion| portion.target == target);
        // Where nobody is known to live the parts are equal, as the shares are elsewhere.
        let share = own.map_or(0.0, |own| match all {
            0 => 1.0 / portions.len() as f64,
            all => own.weight as f64 / all as f64,
        });
        if share > 0.0 {
            shares.insert(dataset.areas[area].code.clone(), share);
        }
    }
    Ok(TrendArea {
        layout,
        unit: telling.rows[target].clone(),
        shares,
    })
}
