//! An edit as people and programs write it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::geometry::LonLat;
use crate::model::FacilityKind;
use crate::plan::{Edit, NewPoint};

/// One change; which other fields are needed follows from the action.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditShape {
    /// keep, merge (into), close, open, open_at (name, lon, lat; kind), mobile_stop (name, lon, lat, opening_hours), move (lon,
    /// lat), hours (opening_hours), capacity (capacity_per_month), procedures (procedures), speed (factor)
    pub action: String,
    /// Code of the point; of open_at and mobile_stop a code of its own. Absent for speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<String>,
    /// Code of the receiver of a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// branch, reception_point, agent (where it is absent), collaborator
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Degrees, WGS84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Dossiers a month; absent = unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_per_month: Option<f64>,
    /// OSM opening_hours; absent = unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<String>,
    /// Codes; empty = the whole essential list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<String>,
    /// All road speeds times this, 0.1 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
}

/// Why a shape is no edit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditShapeError {
    #[error(
        "'{0}' is no action; there are keep, merge, close, open, open_at, mobile_stop, move, hours, capacity, procedures, speed"
    )]
    Action(String),
    #[error("action '{action}' needs '{field}'")]
    Missing { action: String, field: &'static str },
    #[error("'{0}' is no kind of point; there are branch, reception_point, agent, collaborator")]
    Kind(String),
}

impl From<&Edit> for EditShape {
    fn from(edit: &Edit) -> EditShape {
        let mut shape = EditShape {
            action: edit.action().to_owned(),
            facility: edit.code().map(str::to_owned),
            into: edit.receiver().map(str::to_owned),
            ..EditShape::default()
        };
        match edit {
            Edit::OpenAt(point) => {
                shape.kind = Some(point.kind.code().to_owned());
                shape.name = Some(point.name.clone());
                (shape.lon, shape.lat) = (Some(point.place.lon), Some(point.place.lat));
                shape.operator.clone_from(&point.operator);
                shape.address.clone_from(&point.address);
                shape.capacity_per_month = point.capacity_per_month;
                shape.opening_hours.clone_from(&point.opening_hours);
                shape.procedures.clone_from(&point.procedures);
            }
            Edit::Move { to, .. } => (shape.lon, shape.lat) = (Some(to.lon), Some(to.lat)),
            Edit::SetHours { to, .. } => shape.opening_hours.clone_from(to),
            Edit::SetCapacity { to, .. } => shape.capacity_per_month = *to,
            Edit::SetProcedures { to, .. } => shape.procedures.clone_from(to),
            Edit::Speed { factor } => shape.factor = Some(*factor),
            _ => {}
        }
        shape
    }
}

impl TryFrom<&EditShape> for Edit {
    type Error = EditShapeError;

    fn try_from(shape: &EditShape) -> Result<Edit, EditShapeError> {
        let missing = |field| EditShapeError::Missing {
            action: shape.action.clone(),
            field,
        };
        let text = |value: &Option<String>, field| {
            let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty());
            value.map(str::to_owned).ok_or_else(|| missing(field))
        };
        let code = || text(&shape.facility, "facility");
        let place = || {
            Ok::<_, EditShapeError>(LonLat::new(
                shape.lon.ok_or_else(|| missing("lon"))?,
                shape.lat.ok_or_else(|| missing("lat"))?,
            ))
        };
        let point = |kind| {
            Ok::<_, EditShapeError>(NewPoint {
                code: code()?,
                kind,
                name: text(&shape.name, "name")?,
                place: place()?,
                operator: shape.operator.clone(),
                address: shape.address.clone(),
                capacity_per_month: shape.capacity_per_month,
                opening_hours: shape.opening_hours.clone(),
                procedures: shape.procedures.clone(),
            })
        };
        Ok(match shape.action.as_str() {
            "keep" => Edit::Keep { code: code()? },
            "merge" => Edit::Merge {
                code: code()?,
                into: text(&shape.into, "into")?,
            },
            "close" => Edit::Close { code: code()? },
            "open" => Edit::Open { code: code()? },
            "open_at" => {
                let kind = shape.kind.as_deref().unwrap_or(FacilityKind::Agent.code());
                let known = FacilityKind::from_code(kind).ok_or_else(|| EditShapeError::Kind(kind.to_owned()))?;
                Edit::OpenAt(point(known)?)
            }
            "mobile_stop" => {
                text(&shape.opening_hours, "opening_hours")?;
                Edit::OpenAt(point(FacilityKind::MobileStop)?)
            }
            "move" => Edit::Move {
                code: code()?,
                to: place()?,
            },
            "hours" => Edit::SetHours {
                code: code()?,
                to: shape.opening_hours.clone(),
            },
            "capacity" => Edit::SetCapacity {
                code: code()?,
                to: shape.capacity_per_month,
            },
            "procedures" => Edit::SetProcedures {
                code: code()?,
                to: shape.procedures.clone(),
            },
            "speed" => Edit::Speed {
                factor: shape.factor.ok_or_else(|| missing("factor"))?,
            },
            other => return Err(EditShapeError::Action(other.to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_without_what_its_action_needs_is_refused_by_the_name_of_the_field() {
        let shape = |text: &str| -> EditShape { serde_json::from_str(text).expect("a shape") };
        let refused = |text: &str| Edit::try_from(&shape(text)).expect_err("refused").to_string();
        assert_eq!(
            refused(r#"{"action":"merge","facility":"A"}"#),
            "action 'merge' needs 'into'"
        );
        assert_eq!(
            refused(r#"{"action":"close","facility":" "}"#),
            "action 'close' needs 'facility'"
        );
        let stop = r#"{"action":"mobile_stop","facility":"M","name":"Xe","lon":105.8,"lat":21.0}"#;
        assert_eq!(refused(stop), "action 'mobile_stop' needs 'opening_hours'");
        assert!(refused(r#"{"action":"fly"}"#).starts_with("'fly' is no action"));
        assert!(serde_json::from_str::<EditShape>(r#"{"action":"keep","facilty":"A"}"#).is_err());
    }

    #[test]
    fn an_edit_written_as_a_shape_is_read_back_as_it_was() {
        let edits = [
            Edit::Merge {
                code: "A".into(),
                into: "B".into(),
            },
            Edit::OpenAt(NewPoint {
                code: "N".into(),
                kind: FacilityKind::MobileStop,
                name: "Xe dịch vụ công".into(),
                place: LonLat::new(105.8, 21.0),
                operator: None,
                address: Some("Sân vận động".into()),
                capacity_per_month: Some(2.5),
                opening_hours: Some("Mo 08:00-11:00".into()),
                procedures: vec!["1".into()],
            }),
            Edit::SetCapacity {
                code: "A".into(),
                to: None,
            },
            Edit::Speed { factor: 0.5 },
        ];
        for edit in edits {
            let text = serde_json::to_string(&EditShape::from(&edit)).expect("JSON");
            let shape: EditShape = serde_json::from_str(&text).expect("a shape");
            assert_eq!(Edit::try_from(&shape), Ok(edit), "{text}");
        }
    }
}
