//! A project for QGIS: the network with Vietnamese names, ready to be looked at, printed and analysed.
//!
//! The layers come from a workspace, which is named by a path relative to the project so that both can be moved together,
//! or from a running service: points, communes and gaps by OGC API - Features, the ground and the cells as vector tiles.
//!
//! Source: what QGIS 3.22 writes and reads (`QgsProject`, `QgsVectorLayer`, `QgsVectorTileLayer`).

use super::ReportError;
use super::html::escaped;
use super::package::pack;
use super::qgis_layers::{Layer, Provider, of_service, of_workspace};
use super::qgis_style::parts;
use crate::geometry::{BBox, Crs, LonLat, Projector};
use crate::model::Dataset;

/// Behind all layers: the land of the web map.
const LAND: &str = "#F4F2EC";
/// How much of the view is left free around the city.
const MARGIN: f64 = 0.04;

/// Where the layers of a project come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QgisSource {
    /// A workspace: its path as the project names it, relative to the project's folder or absolute.
    Workspace { path: String, proposals: Proposals },
    /// A running service: scheme and host, such as `http://127.0.0.1:8080`.
    Service(String),
}

/// Whether the workspace holds the proposals of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposals {
    Stored,
    None,
}

/// The project as XML. `extent`: what is looked at first; Hanoi where nothing is known. The same data give the same bytes.
pub fn qgis_project(dataset: &Dataset, extent: Option<BBox>, source: &QgisSource) -> String {
    let layers = match source {
        QgisSource::Workspace { path, proposals } => of_workspace(dataset, path, *proposals),
        QgisSource::Service(url) => of_service(url),
    };
    let demo = if dataset.is_demo {
        " (dữ liệu minh họa)"
    } else {
        ""
    };
    let title = format!("Mạng lưới điểm phục vụ hành chính công{demo}");
    let extent = extent.unwrap_or(BBox {
        west: 105.28,
        south: 20.56,
        east: 106.02,
        north: 21.39,
    });
    let [red, green, blue] = parts(LAND);
    let tree: String = layers.iter().map(tree_layer).collect();
    let order: String = layers
        .iter()
        .map(|layer| format!("<layer id=\"{}\"/>", id_of(layer)))
        .collect();
    let told: String = layers.iter().map(map_layer).collect();
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n\
         <qgis projectname=\"{title}\" version=\"3.22.16\">\n\
         <homePath path=\"\"/>\n<title>{title}</title>\n\
         <projectCrs>{crs}</projectCrs>\n\
         <layer-tree-group>{tree}</layer-tree-group>\n\
         <mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>meters</units>{view}<rotation>0</rotation>\
         <destinationsrs>{crs}</destinationsrs><rendermaptile>0</rendermaptile></mapcanvas>\n\
         <projectlayers>\n{told}</projectlayers>\n\
         <layerorder>{order}</layerorder>\n\
         <properties>\
         <Gui><CanvasColorRedPart type=\"int\">{red}</CanvasColorRedPart><CanvasColorGreenPart type=\"int\">{green}</CanvasColorGreenPart>\
         <CanvasColorBluePart type=\"int\">{blue}</CanvasColorBluePart></Gui>\
         <SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled></SpatialRefSys>\
         <Paths><Absolute type=\"bool\">false</Absolute></Paths>\
         <Measurement><DistanceUnits type=\"QString\">meters</DistanceUnits><AreaUnits type=\"QString\">km2</AreaUnits></Measurement>\
         </properties>\n\
         <Bookmarks><Bookmark id=\"city\" name=\"Toàn thành phố\" group=\"\" extent=\"{polygon}\">{wgs84}</Bookmark></Bookmarks>\n\
         <ProjectViewSettings UseProjectScales=\"0\" rotation=\"0\"><Scales/>{first}</ProjectViewSettings>\n\
         </qgis>\n",
        title = escaped(&title),
        crs = WEB_MERCATOR,
        wgs84 = WGS84,
        view = view(extent),
        first = first_view(extent),
        polygon = polygon(extent),
    )
}

/// The project zipped with its own name within, as `.qgz`.
///
/// # Errors
/// What the zip library says.
pub fn qgis_package(name: &str, project: String) -> Result<Vec<u8>, ReportError> {
    pack(&[(format!("{name}.qgs"), project.into_bytes())])
}

const WEB_MERCATOR: &str = "<spatialrefsys nativeFormat=\"Wkt\"><proj4>+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 \
     +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs</proj4><srsid>3857</srsid><srid>3857</srid><authid>EPSG:3857</authid>\
     <description>WGS 84 / Pseudo-Mercator</description><geographicflag>false</geographicflag></spatialrefsys>";
const WGS84: &str = "<spatialrefsys nativeFormat=\"Wkt\"><proj4>+proj=longlat +datum=WGS84 +no_defs</proj4><srsid>3452</srsid>\
     <srid>4326</srid><authid>EPSG:4326</authid><description>WGS 84</description><geographicflag>true</geographicflag></spatialrefsys>";

/// Corners in Web Mercator: left, lower, right, upper.
fn corners(extent: BBox) -> [f64; 4] {
    let padded = extent.padded(MARGIN);
    let mercator = Projector::new(Crs::try_new("EPSG:3857").expect("PROJ's database has Web Mercator"));
    let at = |lon, lat| mercator.from_wgs84(LonLat::new(lon, lat)).unwrap_or_default();
    let ((left, lower), (right, upper)) = (at(padded.west, padded.south), at(padded.east, padded.north));
    [left, lower, right, upper]
}

fn view(extent: BBox) -> String {
    let [left, lower, right, upper] = corners(extent);
    format!(
        "<extent><xmin>{left:.1}</xmin><ymin>{lower:.1}</ymin><xmax>{right:.1}</xmax><ymax>{upper:.1}</ymax></extent>"
    )
}

fn first_view(extent: BBox) -> String {
    let [left, lower, right, upper] = corners(extent);
    format!(
        "<DefaultViewExtent xmin=\"{left:.1}\" ymin=\"{lower:.1}\" xmax=\"{right:.1}\" ymax=\"{upper:.1}\">{WEB_MERCATOR}</DefaultViewExtent>"
    )
}

fn polygon(extent: BBox) -> String {
    let BBox {
        west,
        south,
        east,
        north,
    } = extent;
    format!("Polygon (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))")
}

/// QGIS takes an id of ten letters or less for none and makes one up.
fn id_of(layer: &Layer) -> String {
    format!("gandan_layer_{}", layer.id)
}

fn tree_layer(layer: &Layer) -> String {
    let checked = if layer.is_shown { "Qt::Checked" } else { "Qt::Unchecked" };
    format!(
        "<layer-tree-layer id=\"{}\" name=\"{}\" source=\"{}\" providerKey=\"{}\" checked=\"{checked}\" expanded=\"{}\" \
         legend_exp=\"\" legend_split_behavior=\"0\"><customproperties/></layer-tree-layer>",
        id_of(layer),
        escaped(&layer.name),
        escaped(&layer.source),
        layer.provider.code(),
        u8::from(layer.is_open),
    )
}

fn map_layer(layer: &Layer) -> String {
    let (name, source, id) = (escaped(&layer.name), escaped(&layer.source), id_of(layer));
    if layer.provider == Provider::Tiles {
        return format!(
            "<maplayer type=\"vector-tile\" hasScaleBasedVisibilityFlag=\"0\"><id>{id}</id><datasource>{source}</datasource>\
             <layername>{name}</layername><srs>{WEB_MERCATOR}</srs>{drawn}<blendMode>0</blendMode>\
             <layerOpacity>1</layerOpacity></maplayer>\n",
            drawn = layer.drawn
        );
    }
    let aliases: String = layer
        .aliases
        .iter()
        .enumerate()
        .map(|(at, (field, words))| format!("<alias index=\"{at}\" field=\"{field}\" name=\"{}\"/>", escaped(words)))
        .collect();
    let scale = match layer.from_scale {
        0 => " hasScaleBasedVisibilityFlag=\"0\"".to_owned(),
        denominator => {
            format!(" hasScaleBasedVisibilityFlag=\"1\" minScale=\"{denominator}\" maxScale=\"0\"")
        }
    };
    let labels = u8::from(!layer.labels.is_empty());
    format!(
        "<maplayer type=\"vector\" geometry=\"{}\" readOnly=\"0\" simplifyDrawingHints=\"1\" simplifyAlgorithm=\"0\" \
         simplifyDrawingTol=\"1\" simplifyLocal=\"1\" simplifyMaxScale=\"1\" labelsEnabled=\"{labels}\"{scale}><id>{id}</id>\
         <datasource>{source}</datasource><layername>{name}</layername><srs>{WGS84}</srs>\
         <provider encoding=\"UTF-8\">{}</provider>{}{}<aliases>{aliases}</aliases>\
         <previewExpression>{preview}</previewExpression><mapTip>{}</mapTip><blendMode>0</blendMode><featureBlendMode>0</featureBlendMode>\
         <layerOpacity>1</layerOpacity></maplayer>\n",
        layer.geometry,
        layer.provider.code(),
        layer.drawn,
        layer.labels,
        escaped(layer.tip),
        preview = "&quot;name&quot;",
    )
}
