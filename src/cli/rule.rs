//! `gandan rule show`: an access rule as a file to edit.

use std::fmt::Write;

use super::{Failure, Lang, output, workspace};
use crate::model::{AreaChoice, FacilityKind, Rule};

#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// Print every field of a rule as TOML, for `gandan assess --rule FILE`
    Show {
        /// plan68, scheme, plan68_agents or a rule file, which is checked
        rule: String,
        /// Language of the comments
        #[arg(long, value_enum, default_value = "vi")]
        lang: Lang,
    },
}

pub fn run(args: &Args) -> Result<(), Failure> {
    match &args.what {
        What::Show { rule, lang } => {
            let rule = workspace::rule(rule)?;
            output::write(None, as_toml(&rule, *lang).as_bytes())
        }
    }
}

/// The rule as a file that reads back as the same rule.
fn as_toml(rule: &Rule, lang: Lang) -> String {
    let mut file = String::new();
    let mut line = |text: String| {
        let _ = writeln!(file, "{text}");
    };
    line(
        lang.pick(
            "# Quy tắc tiếp cận. Sửa 'id' khi sửa quy tắc; trường nào bỏ đi thì như quy tắc nêu ở 'like'.",
            "# An access rule. Change 'id' when you change the rule; a field left out is as in the rule 'like'.",
        )
        .to_owned(),
    );
    line("format = 1".to_owned());
    line(format!("id = {}", quoted(&rule.id)));
    line(format!("version = {}", rule.version));
    if let Some(source) = &rule.source {
        line(format!("source = {}", quoted(&source.vietnamese)));
        line(format!("source_en = {}", quoted(&source.english)));
    }
    line(format!(
        "mode = {}  # motorbike, car, bicycle, foot",
        quoted(rule.mode.code())
    ));
    line(format!("period = {}  # off_peak, peak", quoted(rule.period.code())));
    let radius = lang.pick(
        "mét, đường chim bay từ nơi ở tới điểm",
        "metres in a straight line from home to the point",
    );
    line(format!("radius_m = {:?}  # {radius}", rule.radius.0));
    line(format!(
        "distance_bound = {}  # inclusive: <=, exclusive: <",
        quoted(rule.distance_bound.code())
    ));
    let travel = lang.pick("giây đi đường", "seconds of travel");
    line(format!("travel_s = {:?}  # {travel}", f64::from(rule.travel.0) / 10.0));
    line(format!(
        "time_bound = {}  # inclusive: <=, exclusive: <",
        quoted(rule.time_bound.code())
    ));
    line(format!(
        "combine = {}  # any, all, distance_only, time_only",
        quoted(rule.combine.code())
    ));
    line(format!("counts = {}", kinds(&rule.counts)));
    line(format!(
        "# {}: {}",
        lang.pick("các loại điểm", "kinds of point"),
        FacilityKind::ALL.map(FacilityKind::code).join(", ")
    ));
    let one = lang.pick(
        "chỉ tính điểm làm thủ tục này",
        "only points that handle this procedure count",
    );
    match &rule.procedure {
        Some(code) => line(format!("procedure = {}  # {one}", quoted(code))),
        None => line(format!("# procedure = \"TT-001\"  # {one}")),
    }
    let open = lang.pick(
        "open_share: nhân với tỷ lệ giờ có điểm mở cửa",
        "open_share: times the share of hours with an open point",
    );
    line(format!("hours = {}  # nominal; {open}", quoted(rule.hours.code())));
    let targets = lang.pick("tỷ lệ người dân cần đạt", "shares of residents to be reached");
    line(format!("\n[targets]  # {targets}"));
    line(format!("city = {:?}", rule.targets.city.0));
    line(format!("commune = {:?}", rule.targets.commune.0));
    let groups = lang.pick("nhóm xã, phường, theo mã", "groups of communes, by code");
    line(format!("\n[groups]  # {groups}"));
    for (name, codes) in &rule.groups {
        line(format!("{} = {}", quoted(name), texts(codes)));
    }
    if rule.overrides.is_empty() {
        let where_ = lang.pick(
            "giới hạn khác cho một số xã; 'communes', 'territory' hoặc 'group'",
            "other limits for some communes; 'communes', 'territory' or 'group'",
        );
        line(format!(
            "\n# [[overrides]]  # {where_}\n# territory = \"rural\"\n# radius_m = 8000.0\n# travel_s = 2700.0"
        ));
    }
    for other in &rule.overrides {
        line("\n[[overrides]]".to_owned());
        line(match &other.areas {
            AreaChoice::Communes(codes) => format!("communes = {}", texts(codes)),
            AreaChoice::Territory(territory) => format!("territory = {}", quoted(territory.code())),
            AreaChoice::Group(name) => format!("group = {}", quoted(name)),
        });
        if let Some(radius) = other.radius {
            line(format!("radius_m = {:?}", radius.0));
        }
        if let Some(travel) = other.travel {
            line(format!("travel_s = {:?}", f64::from(travel.0) / 10.0));
        }
        if let Some(combine) = other.combine {
            line(format!("combine = {}", quoted(combine.code())));
        }
        if let Some(counts) = &other.counts {
            line(format!("counts = {}", kinds(counts)));
        }
    }
    file
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn texts(texts: &[String]) -> String {
    format!(
        "[{}]",
        texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
    )
}

fn kinds(kinds: &[FacilityKind]) -> String {
    let codes: Vec<String> = kinds.iter().map(|kind| quoted(kind.code())).collect();
    format!("[{}]", codes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bound, Combine, HoursBasis, Override, RuleSource, Territory};
    use crate::units::{Deciseconds, Metres, Share};
    use crate::wire::read_rule;

    #[test]
    fn what_is_shown_reads_back_as_the_same_rule() {
        for rule in Rule::shipped() {
            for lang in [Lang::Vi, Lang::En] {
                assert_eq!(
                    read_rule(&as_toml(&rule, lang)),
                    Ok(rule.clone()),
                    "{}",
                    as_toml(&rule, lang)
                );
            }
        }
        let mut full = Rule {
            id: "full".into(),
            version: 7,
            radius: Metres(4321.25),
            travel: Deciseconds(12_345),
            combine: Combine::All,
            time_bound: Bound::Inclusive,
            distance_bound: Bound::Exclusive,
            procedure: Some("a \"quoted\" \\ code".into()),
            hours: HoursBasis::OpenShare,
            source: Some(RuleSource {
                vietnamese: "Quyết định\nhai dòng".into(),
                english: "Decision".into(),
            }),
            ..Rule::scheme()
        };
        full.targets.city = Share(0.875);
        full.groups.insert("vùng xa".into(), vec!["00001".into()]);
        let choices = [
            AreaChoice::Group("vùng xa".into()),
            AreaChoice::Territory(Territory::Urban),
            AreaChoice::Communes(vec!["00001".into(), "00002".into()]),
        ];
        full.overrides = choices
            .into_iter()
            .map(|areas| Override {
                areas,
                radius: Some(Metres(1.5)),
                travel: Some(Deciseconds(1)),
                combine: Some(Combine::TimeOnly),
                counts: Some(vec![FacilityKind::MobileStop]),
            })
            .collect();
        assert_eq!(
            read_rule(&as_toml(&full, Lang::Vi)),
            Ok(full.clone()),
            "{}",
            as_toml(&full, Lang::Vi)
        );
    }
}
