//! How QGIS draws: symbols, classes, labels, in the XML of its project files.
//!
//! Sizes are millimetres on the screen unless told otherwise; colours are `#RRGGBB`, those of the web map. Written as
//! QGIS 3.22 writes it, with only what differs from its own defaults; later versions read it too.

use super::html::escaped;

/// The largest share of a colour's strength.
const OPAQUE: f64 = 1.0;

/// One layer of a symbol.
#[derive(Clone, Debug)]
pub(super) enum Stroke {
    /// `shape` is QGIS's name; a size in metres on the ground where `on_ground` says so.
    Marker {
        shape: &'static str,
        size: Size,
        fill: &'static str,
        outline: &'static str,
        outline_width: f64,
    },
    Line {
        colour: &'static str,
        width: f64,
        dash: Dash,
    },
    Fill {
        colour: &'static str,
    },
    /// The outline of an area, without an inside.
    Boundary {
        colour: &'static str,
        width: f64,
        dash: Dash,
    },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    Millimetres(f64),
    /// Units of the map, which grow with it.
    Metres(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dash {
    Solid,
    Dashed,
}

/// Strokes from the ground up, and how strong they are together, 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    pub strokes: Vec<Stroke>,
    pub opacity: f64,
}

impl Symbol {
    pub fn of(strokes: impl Into<Vec<Stroke>>) -> Symbol {
        Symbol {
            strokes: strokes.into(),
            opacity: OPAQUE,
        }
    }

    /// `name`: by which a renderer refers to it.
    pub fn xml(&self, name: &str) -> String {
        self.in_passes(name, |stroke| stroke)
    }

    /// With the pass in which each stroke is drawn.
    fn in_passes(&self, name: &str, pass: impl Fn(usize) -> usize) -> String {
        let kind = match self.strokes.first() {
            Some(Stroke::Marker { .. }) | None => "marker",
            Some(Stroke::Line { .. }) => "line",
            Some(Stroke::Fill { .. } | Stroke::Boundary { .. }) => "fill",
        };
        let strokes = self.strokes.iter().enumerate();
        let layers: String = strokes.map(|(at, stroke)| stroke.xml(pass(at))).collect();
        format!(
            "<symbol type=\"{kind}\" name=\"{}\" alpha=\"{}\" clip_to_extent=\"1\" force_rhr=\"0\">{layers}</symbol>",
            escaped(name),
            self.opacity
        )
    }
}

impl Stroke {
    fn xml(&self, pass: usize) -> String {
        let (class, options) = match self {
            Stroke::Marker {
                shape,
                size,
                fill,
                outline,
                outline_width,
            } => {
                let (size, unit) = match size {
                    Size::Millimetres(size) => (size, "MM"),
                    Size::Metres(size) => (size, "MapUnit"),
                };
                let is_bare = *outline_width == 0.0;
                let options = vec![
                    ("name", (*shape).to_owned()),
                    ("color", rgba(fill)),
                    ("size", size.to_string()),
                    ("size_unit", unit.to_owned()),
                    ("outline_color", rgba(outline)),
                    ("outline_width", outline_width.to_string()),
                    ("outline_width_unit", "MM".to_owned()),
                    ("outline_style", if is_bare { "no" } else { "solid" }.to_owned()),
                ];
                ("SimpleMarker", options)
            }
            Stroke::Line { colour, width, dash } => {
                let options = vec![
                    ("line_color", rgba(colour)),
                    ("line_width", width.to_string()),
                    ("line_width_unit", "MM".to_owned()),
                    ("line_style", dash.code().to_owned()),
                    ("capstyle", "round".to_owned()),
                    ("joinstyle", "round".to_owned()),
                ];
                ("SimpleLine", options)
            }
            Stroke::Fill { colour } => {
                let options = vec![
                    ("color", rgba(colour)),
                    ("style", "solid".to_owned()),
                    ("outline_style", "no".to_owned()),
                ];
                ("SimpleFill", options)
            }
            Stroke::Boundary { colour, width, dash } => {
                let options = vec![
                    ("style", "no".to_owned()),
                    ("outline_color", rgba(colour)),
                    ("outline_width", width.to_string()),
                    ("outline_width_unit", "MM".to_owned()),
                    ("outline_style", dash.code().to_owned()),
                ];
                ("SimpleFill", options)
            }
        };
        let options: String = options
            .iter()
            .map(|(name, value)| {
                format!(
                    "<Option type=\"QString\" name=\"{name}\" value=\"{}\"/>",
                    escaped(value)
                )
            })
            .collect();
        format!(
            "<layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"{pass}\"><Option type=\"Map\">{options}</Option></layer>"
        )
    }
}

impl Dash {
    fn code(self) -> &'static str {
        match self {
            Dash::Solid => "solid",
            Dash::Dashed => "dash",
        }
    }
}

/// A class of features: which, how they are drawn, what the legend says. `filter` is an expression of QGIS.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub filter: String,
    pub label: String,
    pub symbol: Symbol,
    /// Drawn only at scales larger than one to this; 0 = always.
    pub from_scale: u32,
}

impl Class {
    pub fn new(filter: impl Into<String>, label: impl Into<String>, symbol: Symbol) -> Class {
        Class {
            filter: filter.into(),
            label: label.into(),
            symbol,
            from_scale: 0,
        }
    }
}

/// What lies over what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stack {
    /// Later classes over earlier ones.
    Classes,
    /// The first strokes of all classes under everything else: casings of roads that meet.
    FirstStrokes,
}

/// A renderer that draws each feature as the classes say that it is in.
pub(super) fn by_class(classes: &[Class], stack: Stack) -> String {
    let rule = |(at, class): (usize, &Class)| {
        let scale = match class.from_scale {
            0 => String::new(),
            denominator => format!(" scalemaxdenom=\"{denominator}\""),
        };
        format!(
            "<rule key=\"rule-{at}\" symbol=\"{at}\" filter=\"{}\" label=\"{}\"{scale}/>",
            escaped(&class.filter),
            escaped(&class.label)
        )
    };
    let rules: String = classes.iter().enumerate().map(rule).collect();
    let symbols: String = classes
        .iter()
        .enumerate()
        .map(|(at, class)| {
            let pass = |stroke: usize| match stack {
                Stack::Classes => at * 2 + stroke,
                Stack::FirstStrokes if stroke == 0 => 0,
                Stack::FirstStrokes => at + 1,
            };
            class.symbol.in_passes(&at.to_string(), pass)
        })
        .collect();
    format!(
        "<renderer-v2 type=\"RuleRenderer\" symbollevels=\"1\" enableorderby=\"0\" forceraster=\"0\">\
         <rules key=\"root\">{rules}</rules><symbols>{symbols}</symbols></renderer-v2>"
    )
}

/// A renderer with one symbol for all.
pub(super) fn alike(symbol: &Symbol) -> String {
    format!(
        "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><symbols>{}</symbols></renderer-v2>",
        symbol.xml("0")
    )
}

/// A label: the column or expression, its size in points, its colour, and the scale from which it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub expression: &'static str,
    pub points: f64,
    pub colour: &'static str,
    pub from_scale: u32,
    pub placement: Placement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    /// Beside a point.
    Around,
    /// Within an area.
    Inside,
    /// Along a line.
    Along,
}

impl Label {
    pub fn xml(&self) -> String {
        // QgsPalLayerSettings::Placement.
        let placement = match self.placement {
            Placement::Around => "6",
            Placement::Inside => "4",
            Placement::Along => "3",
        };
        format!(
            "<labeling type=\"simple\"><settings calloutType=\"simple\">\
             <text-style fieldName=\"{}\" isExpression=\"1\" fontFamily=\"Be Vietnam Pro\" namedStyle=\"Medium\" fontWeight=\"57\" \
             fontSize=\"{}\" fontSizeUnit=\"Point\" textColor=\"{}\" textOpacity=\"1\">\
             <families><family name=\"Be Vietnam Pro\"/><family name=\"Noto Sans\"/><family name=\"DejaVu Sans\"/></families>\
             <text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" bufferOpacity=\"0.85\" \
             bufferJoinStyle=\"128\" bufferNoFill=\"1\"/></text-style>\
             <placement placement=\"{placement}\" dist=\"1.2\" distUnits=\"MM\" priority=\"5\"/>\
             <rendering drawLabels=\"1\" scaleVisibility=\"1\" scaleMin=\"0\" scaleMax=\"{}\" obstacle=\"1\" upsidedownLabels=\"0\"/>\
             </settings></labeling>",
            escaped(self.expression),
            self.points,
            rgba(self.colour),
            self.from_scale
        )
    }
}

/// `#RRGGBB` as `r,g,b,255`; what is no colour is black.
fn rgba(colour: &str) -> String {
    let part = |at: usize| colour.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let [red, green, blue] = [1, 3, 5].map(|at| part(at).unwrap_or(0));
    format!("{red},{green},{blue},255")
}

/// `#RRGGBB` as its three parts.
pub(super) fn parts(colour: &str) -> [String; 3] {
    let told = rgba(colour);
    let mut numbers = told.split(',').map(str::to_owned);
    [(); 3].map(|()| numbers.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_told_by_their_parts() {
        assert_eq!(rgba("#0B4F8A"), "11,79,138,255");
        assert_eq!(rgba("rot"), "0,0,0,255");
        assert_eq!(parts("#F4F2EC"), ["244", "242", "236"]);
    }

    #[test]
    fn what_a_filter_holds_is_escaped() {
        let symbol = Symbol::of([Stroke::Fill { colour: "#FFFFFF" }]);
        let class = Class::new("\"people\" < 10 AND \"kind\" = 'a'", "dưới 10 & hơn", symbol);
        let told = by_class(&[class], Stack::Classes);
        assert!(
            told.contains("filter=\"&quot;people&quot; &lt; 10 AND &quot;kind&quot; = &#39;a&#39;\""),
            "{told}"
        );
        assert!(told.contains("label=\"dưới 10 &amp; hơn\""), "{told}");
        assert!(told.contains("symbol type=\"fill\" name=\"0\""), "{told}");
    }
}
