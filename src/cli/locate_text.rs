//! The page of `gandan locate`.

use std::fmt::Write;

use super::Lang;
use super::locate::Asked;
use crate::locate::{Answer, Cutoff, Problem, Status};
use crate::model::SiteRole;

/// Problem, proof, the chosen sites with what they serve, and the other choices asked for.
pub fn page(asked: &Asked, answer: &Answer, lang: Lang) -> String {
    let mut page = String::new();
    let (table, best) = (asked.table, answer.best());
    let _ = writeln!(page, "{}", title(answer.problem, lang));
    let _ = writeln!(
        page,
        "{}: {} ({} {})   {}: {}",
        lang.pick("Điểm cầu", "Demand points"),
        table.demand.len(),
        lang.pick("tổng trọng số", "weight"),
        told(answer.weight),
        lang.pick("Địa điểm", "Sites"),
        table.sites.len()
    );
    match asked.question.cutoff {
        Some(Cutoff::AtMost(limit)) => {
            let _ = writeln!(page, "{}: <= {}", lang.pick("Giới hạn", "Limit"), told(limit));
        }
        Some(Cutoff::Below(limit)) => {
            let _ = writeln!(page, "{}: < {}", lang.pick("Giới hạn", "Limit"), told(limit));
        }
        None => {}
    }
    let _ = writeln!(
        page,
        "{}: {}",
        objective_name(answer.problem, lang),
        told(best.objective)
    );
    if answer.problem == Problem::Mclp && answer.weight > 0.0 {
        let share = best.objective / answer.weight * 100.0;
        let _ = writeln!(page, "  {} {share:.2} %", lang.pick("bằng", "that is"));
    }
    if let Some(backup) = answer.backup {
        let _ = writeln!(
            page,
            "{}: {} ({} {})",
            lang.pick("Có điểm dự phòng", "With backup cover"),
            told(backup.weight),
            lang.pick("không thể quá", "at most"),
            told(backup.bound)
        );
    }
    let _ = writeln!(page, "{} {}", lang.pick("Lời giải:", "Solution:"), proof(answer, lang));
    if answer.unit > 0.0 {
        let _ = writeln!(
            page,
            "{} {}",
            lang.pick("Chi phí được làm tròn đến", "Costs were rounded to"),
            answer.unit
        );
    }
    if asked.is_time_over {
        let _ = writeln!(
            page,
            "{} ({} s)",
            lang.pick("Đã hết thời gian cho phép", "The time limit was reached"),
            asked.time_limit_s
        );
    }
    let _ = writeln!(
        page,
        "\n{} ({})",
        lang.pick("Địa điểm được chọn", "Chosen sites"),
        best.chosen.len()
    );
    for &j in &best.chosen {
        let site = &table.sites[j];
        let served: f64 = table
            .demand
            .iter()
            .zip(&best.assignment)
            .flat_map(|(point, served)| served.iter().map(move |one| (point.weight, one)))
            .filter(|(_, one)| one.site == j)
            .map(|(weight, one)| weight * one.share)
            .sum();
        let role = match (site.role, lang) {
            (SiteRole::Candidate, _) => String::new(),
            (role, Lang::Vi) => format!("  [{}]", role.vietnamese()),
            (role, Lang::En) => format!("  [{}]", role.code()),
        };
        let _ = writeln!(
            page,
            "  {:<16} {} {:>14}{role}",
            site.code,
            lang.pick("phục vụ", "serves"),
            told(served)
        );
    }
    if asked.question.k_best > 1 {
        others(&mut page, asked, answer, lang);
    }
    page
}

fn others(page: &mut String, asked: &Asked, answer: &Answer, lang: Lang) {
    let proven = match (answer.is_list_proven, lang) {
        (true, Lang::Vi) => "đã chứng minh không bỏ sót",
        (true, Lang::En) => "proven complete",
        (false, Lang::Vi) => "chưa chứng minh đầy đủ",
        (false, Lang::En) => "not proven complete",
    };
    let _ = writeln!(
        page,
        "\n{} ({proven})",
        lang.pick("Các phương án tốt nhất", "Best choices")
    );
    for (rank, choice) in (1..).zip(&answer.choices) {
        let rank: usize = rank;
        let backup = answer.backups.get(rank - 1).map_or_else(String::new, |weight| {
            format!("  ({} {})", lang.pick("có dự phòng", "with backup"), told(*weight))
        });
        let codes: Vec<&str> = choice
            .chosen
            .iter()
            .map(|&j| asked.table.sites[j].code.as_str())
            .collect();
        let _ = writeln!(
            page,
            "  {rank:>3}. {:>14}{backup}  {}",
            told(choice.objective),
            codes.join(" ")
        );
    }
}

fn proof(answer: &Answer, lang: Lang) -> String {
    if answer.status == Status::Optimal {
        return lang
            .pick("đã chứng minh tối ưu (độ lệch 0)", "proven optimal (gap 0)")
            .to_owned();
    }
    let gap = if answer.gap().is_finite() {
        format!("{:.4} %", answer.gap() * 100.0)
    } else {
        "-".to_owned()
    };
    match lang {
        Lang::Vi => format!("chưa chứng minh tối ưu, cận {}, độ lệch {gap}", told(answer.bound)),
        Lang::En => format!("not proven optimal, bound {}, gap {gap}", told(answer.bound)),
    }
}

fn title(problem: Problem, lang: Lang) -> &'static str {
    let (vi, en) = match problem {
        Problem::Lscp => ("Phủ toàn bộ với chi phí ít nhất (LSCP)", "Location set covering (LSCP)"),
        Problem::LscpBackup => (
            "Phủ toàn bộ có dự phòng (LSCP-B)",
            "Location set covering with backup (LSCP-B)",
        ),
        Problem::Mclp => ("Phủ nhiều nhất với p điểm (MCLP)", "Maximal covering (MCLP)"),
        Problem::PMedian => ("p-median: tổng chi phí đi lại ít nhất", "p-median"),
        Problem::PCenter => ("p-center: người xa nhất được gần nhất", "p-center"),
        Problem::CapacitatedPMedian => ("p-median có giới hạn công suất", "Capacitated p-median"),
        Problem::Uflp => (
            "Đặt điểm không giới hạn công suất (UFLP)",
            "Uncapacitated facility location (UFLP)",
        ),
        Problem::Cflp => (
            "Đặt điểm có giới hạn công suất (CFLP)",
            "Capacitated facility location (CFLP)",
        ),
    };
    lang.pick(vi, en)
}

fn objective_name(problem: Problem, lang: Lang) -> &'static str {
    let (vi, en) = match problem {
        Problem::Lscp | Problem::LscpBackup => ("Số điểm (hoặc chi phí) ít nhất", "Least number of sites (or cost)"),
        Problem::Mclp => ("Trọng số được phủ", "Weight covered"),
        Problem::PMedian | Problem::CapacitatedPMedian => ("Tổng chi phí có trọng số", "Weighted cost"),
        Problem::PCenter => ("Chi phí lớn nhất", "Greatest cost"),
        Problem::Uflp | Problem::Cflp => ("Chi phí cố định và phục vụ", "Fixed and serving cost"),
    };
    lang.pick(vi, en)
}

/// At most three decimals, none where there are none.
fn told(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
