//! `gandan export WORKSPACE qgis`: a project that QGIS opens, on the workspace or on a running service.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::{Failure, output};
use crate::geometry::{BBox, LonLat};
use crate::model::{AreaLevel, Dataset};
use crate::report::{Proposals, QgisSource, qgis_package, qgis_project};
use crate::store::Workspace;

/// The project as the bytes of the file that `out` names by its ending, `.qgs` or `.qgz`. `service`: address of a running
/// service whose layers it shows instead of the workspace's own.
pub fn project(workspace: &Path, out: &Path, service: Option<&str>) -> Result<Vec<u8>, Failure> {
    let ending = out.extension().and_then(OsStr::to_str).unwrap_or_default();
    if !["qgs", "qgz"].contains(&ending) {
        return Err(Failure::BadInput(format!(
            "{}: a QGIS project has the ending .qgs or .qgz",
            out.display()
        )));
    }
    let mut opened = Workspace::open(workspace)?;
    let dataset = opened.dataset()?;
    let source = match service {
        Some(url) => QgisSource::Service(address(url)?),
        None => QgisSource::Workspace {
            path: path_from(out, workspace)?,
            proposals: match opened.review()? {
                Some(_) => Proposals::Stored,
                None => Proposals::None,
            },
        },
    };
    let text = qgis_project(&dataset, extent(&dataset), &source);
    if ending == "qgs" {
        return Ok(text.into_bytes());
    }
    let name = out.file_stem().and_then(OsStr::to_str).unwrap_or("network");
    qgis_package(name, text).map_err(|error| Failure::Internal(error.into()))
}

/// Around the city, or else around its communes, or its points.
fn extent(dataset: &Dataset) -> Option<BBox> {
    let of_level = |level: AreaLevel| {
        let areas = dataset.areas.iter().filter(move |area| area.level == level);
        let corners = areas.flat_map(|area| area.outline.iter().flat_map(|polygon| polygon.exterior().points()));
        BBox::around(corners.map(|corner| LonLat::new(corner.x(), corner.y())))
    };
    of_level(AreaLevel::City)
        .or_else(|| of_level(AreaLevel::Commune))
        .or_else(|| BBox::around(dataset.facilities.iter().map(|facility| facility.location)))
}

/// Scheme and host of a service, without a slash at the end.
fn address(url: &str) -> Result<String, Failure> {
    let bare = url.trim().trim_end_matches('/');
    let bare = bare.strip_suffix("/ogc").unwrap_or(bare);
    let host = bare.strip_prefix("http://").or_else(|| bare.strip_prefix("https://"));
    let is_host = |host: &str| {
        !host.is_empty()
            && host
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || ".-:[]_".contains(letter))
    };
    if host.is_some_and(is_host) {
        return Ok(bare.to_owned());
    }
    Err(Failure::BadInput(format!(
        "--service {url}: expected the address of a running service, such as http://127.0.0.1:8080"
    )))
}

/// The workspace as the project names it: relative to the project's folder, with `/` between the parts; absolute where no
/// relative path leads there.
fn path_from(project: &Path, workspace: &Path) -> Result<String, Failure> {
    let failed = |path: &Path, error: std::io::Error| Failure::BadInput(format!("{}: {error}", path.display()));
    let folder = match project.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let from = folder.canonicalize().map_err(|error| failed(folder, error))?;
    let to = workspace.canonicalize().map_err(|error| failed(workspace, error))?;
    let relative = relative(&from, &to).unwrap_or(to);
    let text = relative.to_str().ok_or_else(|| {
        Failure::BadInput(format!(
            "{}: the name of the workspace is no UTF-8, which a QGIS project needs",
            workspace.display()
        ))
    })?;
    Ok(text.replace('\\', "/"))
}

fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to): (Vec<Component>, Vec<Component>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    // Another drive, on Windows.
    (shared > 0).then_some(())?;
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    let mut path: PathBuf = up.chain(to[shared..].iter().copied()).collect();
    if shared == from.len() {
        path = Path::new(".").join(path);
    }
    Some(path)
}

/// Writes the project and says so.
pub fn run(workspace: &Path, out: &Path, service: Option<&str>) -> Result<(), Failure> {
    let bytes = project(workspace, out, service)?;
    output::write(Some(out), &bytes)?;
    output::written(out, "dự án QGIS", super::Lang::Vi);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_a_folder_to_a_file_goes_up_and_down() {
        let way =
            |from: &str, to: &str| relative(Path::new(from), Path::new(to)).map(|path| path.display().to_string());
        assert_eq!(way("/a/b", "/a/b/city.gpkg").as_deref(), Some("./city.gpkg"));
        assert_eq!(way("/a/b", "/a/c/city.gpkg").as_deref(), Some("../c/city.gpkg"));
        assert_eq!(way("/a", "/a/c/city.gpkg").as_deref(), Some("./c/city.gpkg"));
        assert_eq!(way("/x/y", "/city.gpkg").as_deref(), Some("../../city.gpkg"));
    }

    #[test]
    fn the_address_of_a_service_is_its_scheme_and_host() {
        let told = |url: &str| address(url).ok();
        assert_eq!(told("http://127.0.0.1:8080/").as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(told("https://bando.vn/ogc/").as_deref(), Some("https://bando.vn"));
        for wrong in ["bando.vn", "ftp://a", "http://", "http://a' onload='"] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
