//! Opening hours in OSM syntax, or in plain Vietnamese such as `T2-T6 8h00-17h00, T7 sáng, trừ ngày lễ`.
//!
//! Text that is OSM syntax stays as it is. Any other is cut into words (`hours_words`), and the words into four
//! sorts of items: days, times, *closed*, and exceptions. Days come before their times (`T2-T6: 8h-17h`) or after
//! them (`8h-17h, T2-T6`); times without days of their own go on with the days before them. One word that is not
//! known makes the whole text unreadable: half-understood hours would be wrong in silence.
//!
//! Awkward cases: `T7 sáng` is the morning of the hours told before it; `nghỉ trưa` without times and *office
//! hours* say no clock time. What is assumed then is told, so that a person can correct it.

use std::str::FromStr;

use opening_hours::OpeningHours;

use super::hours_words::{self, Days, Half, Item, Span};

/// Hours as they were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReadHours {
    /// OSM `opening_hours` syntax.
    pub osm: String,
    /// What the text does not say and was taken to mean, in words; empty where it says everything.
    pub assumed: Vec<&'static str>,
}

/// Hours of state offices, where a text only says *giờ hành chính*.
const OFFICE: [Span; 2] = [Span::new(8 * 60, 12 * 60), Span::new(13 * 60, 17 * 60)];
/// A lunch break without clock times: the longest that offices keep, so that access is not overstated.
const LUNCH: Span = Span::new(11 * 60 + 30, 13 * 60 + 30);
const NOON: u16 = 12 * 60;
const AFTERNOON: u16 = 13 * 60;
const DAY: Span = Span::new(0, 24 * 60);

const SAYS_OFFICE: &str = "office hours were read as Mo-Fr 08:00-12:00,13:00-17:00";
const SAYS_LUNCH: &str = "the lunch break was read as 11:30-13:30";
const SAYS_MORNING: &str = "the morning was read as ending at 12:00";
const SAYS_AFTERNOON: &str = "the afternoon was read as beginning at 13:00";

/// The hours in OSM syntax, or `None` where they cannot be understood whole.
pub(super) fn read(text: &str) -> Option<ReadHours> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if OpeningHours::from_str(text).is_ok() {
        return Some(ReadHours {
            osm: text.to_owned(),
            assumed: Vec::new(),
        });
    }
    let items = hours_words::items(text)?;
    let mut week = Week::of(items)?;
    week.take_lunch()?;
    let osm = week.osm()?;
    OpeningHours::from_str(&osm).is_ok().then_some(ReadHours {
        osm,
        assumed: week.assumed,
    })
}

/// One line of the answer. `None` for days: the text names none, so every day.
struct Rule {
    days: Option<Days>,
    /// Empty: closed.
    spans: Vec<Span>,
}

struct Week {
    rules: Vec<Rule>,
    /// `Some(None)`: a break without clock times.
    lunch: Option<Option<Span>>,
    assumed: Vec<&'static str>,
}

impl Week {
    fn of(items: Vec<Item>) -> Option<Week> {
        let mut week = Week {
            rules: Vec::new(),
            lunch: None,
            assumed: Vec::new(),
        };
        let items = if days_follow(&items) { turned(items) } else { items };
        let (mut days, mut is_used, mut closed_days_follow): (Option<Days>, bool, bool) = (None, false, false);
        let mut exceptions = Vec::new();
        let mut rest = items.into_iter().peekable();
        let mut half_before: Option<Half> = None;
        while let Some(item) = rest.next() {
            match item {
                Item::Days(found) if closed_days_follow => {
                    week.rules.push(Rule {
                        days: Some(found),
                        spans: Vec::new(),
                    });
                    closed_days_follow = false;
                }
                Item::Days(found) => {
                    (days, is_used) = (Some(found), false);
                    // `sáng T7` is the morning of the hours before; in `sáng T7: 8h-11h30` the times tell it.
                    if let Some(half) = half_before.take()
                        && !matches!(rest.peek(), Some(Item::Times(_)))
                    {
                        week.open_half(days, half)?;
                        is_used = true;
                    }
                }
                Item::Times(spans) => {
                    week.open(days, is_used, spans);
                    is_used = true;
                }
                Item::AllDay => {
                    week.open(days, is_used, vec![DAY]);
                    is_used = true;
                }
                Item::Office => {
                    week.assume(SAYS_OFFICE);
                    week.open(days.or(Some(Days::WEEKDAYS)), is_used, OFFICE.to_vec());
                    is_used = true;
                }
                Item::Half(half) if days.is_some() && !is_used => {
                    week.open_half(days, half)?;
                    is_used = true;
                }
                Item::Half(half) => half_before = Some(half),
                Item::Closed if days.is_some() && !is_used => {
                    let spans = Vec::new();
                    week.rules.push(Rule { days, spans });
                    is_used = true;
                }
                Item::Closed => closed_days_follow = true,
                Item::Except(days) => exceptions.push(days),
                Item::Lunch(span) => week.lunch = Some(span),
                Item::Assumes(what) => week.assume(what),
            }
        }
        let is_loose = closed_days_follow || half_before.is_some() || days.is_some() && !is_used;
        if is_loose || !week.rules.iter().any(|rule| !rule.spans.is_empty()) {
            return None;
        }
        week.rules.extend(exceptions.into_iter().map(|days| Rule {
            days: Some(days),
            spans: Vec::new(),
        }));
        Some(week)
    }

    fn open(&mut self, days: Option<Days>, is_used: bool, spans: Vec<Span>) {
        match self.rules.last_mut() {
            Some(last) if is_used && last.days == days => last.spans.extend(spans),
            _ => self.rules.push(Rule { days, spans }),
        }
    }

    /// The morning or afternoon of the hours told last; `None` where none were told.
    fn open_half(&mut self, days: Option<Days>, half: Half) -> Option<()> {
        let told = self.rules.iter().rev().find(|rule| !rule.spans.is_empty())?;
        let (is_broken, spans) = (told.spans.len() > 1, told.spans.clone());
        let spans: Vec<Span> = match half {
            Half::Morning if is_broken => spans.into_iter().filter(|span| span.from < NOON).collect(),
            Half::Morning => {
                self.assume(SAYS_MORNING);
                spans.iter().map(|span| Span::new(span.from, NOON)).collect()
            }
            Half::Afternoon if is_broken => spans.into_iter().filter(|span| span.from >= NOON).collect(),
            Half::Afternoon => {
                self.assume(SAYS_AFTERNOON);
                spans.iter().map(|span| Span::new(AFTERNOON, span.to)).collect()
            }
        };
        if spans.is_empty() || spans.iter().any(|span| span.from >= span.to) {
            return None;
        }
        self.rules.push(Rule { days, spans });
        Some(())
    }

    fn assume(&mut self, what: &'static str) {
        if !self.assumed.contains(&what) {
            self.assumed.push(what);
        }
    }

    /// Takes the lunch break out of every span that holds it; `None` for a break outside of all hours.
    fn take_lunch(&mut self) -> Option<()> {
        let Some(told) = self.lunch else { return Some(()) };
        let lunch = told.unwrap_or(LUNCH);
        let (mut is_cut, mut is_split_already) = (false, false);
        for rule in &mut self.rules {
            is_split_already |= rule.spans.len() > 1;
            rule.spans = rule
                .spans
                .iter()
                .flat_map(|span| {
                    if span.from < lunch.from && lunch.to < span.to {
                        is_cut = true;
                        vec![Span::new(span.from, lunch.from), Span::new(lunch.to, span.to)]
                    } else {
                        vec![*span]
                    }
                })
                .collect();
        }
        if told.is_none() && is_cut {
            self.assume(SAYS_LUNCH);
        }
        (is_cut || is_split_already).then_some(())
    }

    fn osm(&self) -> Option<String> {
        let is_every_day = |days: Option<Days>| days.is_none_or(|days| days == Days::ALL);
        if let [rule] = self.rules.as_slice()
            && rule.spans == [DAY]
            && is_every_day(rule.days)
        {
            return Some("24/7".to_owned());
        }
        let lines = self.rules.iter().map(|rule| {
            let times = if rule.spans.is_empty() {
                "off".to_owned()
            } else {
                let spans = rule.spans.iter().map(|span| span.osm());
                spans.collect::<Option<Vec<_>>>()?.join(",")
            };
            Some(match rule.days {
                Some(days) => format!("{} {times}", days.osm()),
                None => times,
            })
        });
        Some(lines.collect::<Option<Vec<_>>>()?.join("; "))
    }
}

fn is_hours(item: &Item) -> bool {
    matches!(item, Item::Times(_) | Item::AllDay | Item::Office)
}

/// Whether every group of times stands before its days: `8h-17h T2-T6, 8h-11h30 T7`.
fn days_follow(items: &[Item]) -> bool {
    let mut main = items
        .iter()
        .filter(|item| is_hours(item) || matches!(item, Item::Days(_)));
    let starts_with_hours = main.clone().next().is_some_and(is_hours);
    let ends_with_days = matches!(main.next_back(), Some(Item::Days(_)));
    let after_closed = items
        .windows(2)
        .any(|pair| matches!(pair, [Item::Closed | Item::Half(_), Item::Days(_)]));
    starts_with_hours && ends_with_days && !after_closed
}

/// Puts each group of days before the times that precede it.
fn turned(items: Vec<Item>) -> Vec<Item> {
    let (mut out, mut waiting): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Days(_) => {
                out.push(item);
                out.append(&mut waiting);
            }
            other => waiting.push(other),
        }
    }
    out.append(&mut waiting);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn osm(text: &str) -> Option<String> {
        read(text).map(|hours| hours.osm)
    }

    /// As people write them on doors, web pages and forms.
    const SPELLINGS: [(&str, &str); 64] = [
        ("Mo-Fr 08:00-17:00", "Mo-Fr 08:00-17:00"),
        ("T2-T6 8:00-17:00", "Mo-Fr 08:00-17:00"),
        ("T2-T6: 8h-17h", "Mo-Fr 08:00-17:00"),
        ("T2 - T6 : 8h00 - 17h00", "Mo-Fr 08:00-17:00"),
        ("t2-t6 8h-17h", "Mo-Fr 08:00-17:00"),
        ("T.2 - T.6: 8g00-17g00", "Mo-Fr 08:00-17:00"),
        ("Thứ 2 đến Thứ 6: 7h30 - 17h", "Mo-Fr 07:30-17:00"),
        (
            "Thứ Hai đến Thứ Sáu: 7h30-11h30; 13h30-17h",
            "Mo-Fr 07:30-11:30,13:30-17:00",
        ),
        ("Từ thứ hai đến thứ sáu, từ 8h đến 17h", "Mo-Fr 08:00-17:00"),
        ("thu 2 den thu 6 tu 8h den 17h", "Mo-Fr 08:00-17:00"),
        ("Thứ 2 - 6: 8h - 17h", "Mo-Fr 08:00-17:00"),
        ("Thứ 2-6, 8-17h", "Mo-Fr 08:00-17:00"),
        ("T2-6 7-17h", "Mo-Fr 07:00-17:00"),
        ("Thứ hai - sáu: 8h-17h", "Mo-Fr 08:00-17:00"),
        ("8h-17h T2-T6", "Mo-Fr 08:00-17:00"),
        ("8:00 - 17:00 (thứ 2 - thứ 6)", "Mo-Fr 08:00-17:00"),
        (
            "7h30-11h30, 13h30-17h từ thứ 2 đến thứ 6",
            "Mo-Fr 07:30-11:30,13:30-17:00",
        ),
        (
            "Sáng: 7h30 - 11h30; Chiều: 13h30 - 17h00 (từ thứ 2 đến thứ 6)",
            "Mo-Fr 07:30-11:30,13:30-17:00",
        ),
        ("Sáng 8h-12h, chiều 1h30-5h", "08:00-12:00,13:30-17:00"),
        ("8h sáng đến 5h chiều", "08:00-17:00"),
        ("8:00 AM - 5:00 PM", "08:00-17:00"),
        ("8h sáng - 9h tối hàng ngày", "Mo-Su 08:00-21:00"),
        ("8 giờ đến 17 giờ 30", "08:00-17:30"),
        ("8 giờ rưỡi - 17 giờ", "08:30-17:00"),
        ("7h30'-17h30'", "07:30-17:30"),
        ("08.00 - 17.30", "08:00-17:30"),
        (
            "T2-T6 8h-11h30, 13h30-17h; T7 8h00-11h30",
            "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30",
        ),
        (
            "T2-T6 8:00-11:30, 13:30-17:00, T7 sáng",
            "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30",
        ),
        ("T2-T6 8:00-17:00, T7 sáng", "Mo-Fr 08:00-17:00; Sa 08:00-12:00"),
        (
            "T2-T6 7h30-11h30, 13h-16h30; sáng thứ 7",
            "Mo-Fr 07:30-11:30,13:00-16:30; Sa 07:30-11:30",
        ),
        ("T2-T6 8h-17h; sáng T7: 8h-11h30", "Mo-Fr 08:00-17:00; Sa 08:00-11:30"),
        (
            "T2-T6 8h-12h, 13h-17h, T7 chiều",
            "Mo-Fr 08:00-12:00,13:00-17:00; Sa 13:00-17:00",
        ),
        ("T2-T7: 8h-18h, CN nghỉ", "Mo-Sa 08:00-18:00; Su off"),
        ("T2-T7: 8h-18h, nghỉ CN", "Mo-Sa 08:00-18:00; Su off"),
        ("T2-T7: 8h-18h. Chủ nhật đóng cửa", "Mo-Sa 08:00-18:00; Su off"),
        ("T2-CN: 7h-21h", "Mo-Su 07:00-21:00"),
        ("Thứ 2 - Chủ nhật: 7h-21h", "Mo-Su 07:00-21:00"),
        ("Thứ 2, 4, 6: 8h-11h", "Mo,We,Fr 08:00-11:00"),
        ("T3, T5, T7 14h-17h", "Tu,Th,Sa 14:00-17:00"),
        ("thứ hai, thứ tư và thứ sáu 8h-11h30", "Mo,We,Fr 08:00-11:30"),
        ("Thứ 3 và thứ 5 hàng tuần, 8h-11h", "Tu,Th 08:00-11:00"),
        ("Hàng ngày 8h-20h", "Mo-Su 08:00-20:00"),
        ("Hằng ngày 8g-20g", "Mo-Su 08:00-20:00"),
        ("Mỗi ngày từ 6h đến 22h", "Mo-Su 06:00-22:00"),
        ("Tất cả các ngày trong tuần: 8h-22h", "Mo-Su 08:00-22:00"),
        ("Cả tuần 7h - 22h", "Mo-Su 07:00-22:00"),
        ("7/7: 8h-20h", "Mo-Su 08:00-20:00"),
        ("24/7", "24/7"),
        ("24/24", "24/7"),
        ("24h/24h", "24/7"),
        ("Mở cửa 24h", "24/7"),
        ("cả ngày", "24/7"),
        ("T7, CN: cả ngày", "Sa-Su 00:00-24:00"),
        ("8h-17h trừ ngày lễ", "08:00-17:00; PH off"),
        ("T2-T6 8h-17h (trừ lễ, Tết)", "Mo-Fr 08:00-17:00; PH off"),
        ("Hàng ngày trừ chủ nhật: 8h-17h", "Mo-Su 08:00-17:00; Su off"),
        ("T2-T6 8h-17h, nghỉ lễ", "Mo-Fr 08:00-17:00; PH off"),
        ("T2-T6: 8h-17h (nghỉ trưa 12h-13h)", "Mo-Fr 08:00-12:00,13:00-17:00"),
        (
            "T2-T6 7h30-17h nghỉ trưa từ 11h30 đến 13h30",
            "Mo-Fr 07:30-11:30,13:30-17:00",
        ),
        ("T2-T6 8h-17h nghỉ trưa", "Mo-Fr 08:00-11:30,13:30-17:00"),
        ("T2-T6 8h-17h, không nghỉ trưa", "Mo-Fr 08:00-17:00"),
        ("Giờ hành chính", "Mo-Fr 08:00-12:00,13:00-17:00"),
        ("Giờ hành chính từ thứ 2 đến thứ 7", "Mo-Sa 08:00-12:00,13:00-17:00"),
        ("T2-T6 8h-17h; cuối tuần 8h-12h", "Mo-Fr 08:00-17:00; Sa-Su 08:00-12:00"),
    ];

    #[test]
    fn hours_are_read_in_the_ways_people_write_them() {
        let wrong: Vec<String> = SPELLINGS
            .iter()
            .filter(|(text, expected)| osm(text).as_deref() != Some(expected))
            .map(|(text, expected)| format!("{text}: {:?}, not {expected}", osm(text)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn hours_that_are_not_understood_whole_are_not_read_at_all() {
        for text in [
            "",
            "khi nào có người",
            "T2-T6",
            "T2-T6, CN nghỉ",
            "sáng",
            "T7 sáng",
            "nghỉ",
            "theo giờ chợ",
            "T2-T6 8h-17h liên hệ trước",
            "8h-8h",
            "T2-T6 25h-26h",
            "T9 8h-17h",
            "8h",
            "T2-T6 8h-17h nghỉ trưa 18h-19h",
            "các ngày trong tuần 8h-17h",
        ] {
            assert_eq!(osm(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_text_does_not_say_is_told() {
        let assumed = |text: &str| read(text).map(|hours| hours.assumed);
        assert_eq!(assumed("T2-T6 8:00-17:00, T7 sáng"), Some(vec![SAYS_MORNING]));
        assert_eq!(assumed("giờ hành chính"), Some(vec![SAYS_OFFICE]));
        assert_eq!(assumed("8h-17h, nghỉ trưa"), Some(vec![SAYS_LUNCH]));
        assert_eq!(assumed("8h-11h30, 13h-17h, nghỉ trưa"), Some(vec![]));
        assert_eq!(assumed("T2-T6 8h-11h, 14h-17h, T7 sáng"), Some(vec![]));
    }

    #[test]
    fn what_is_read_is_read_again_as_the_same() {
        for (text, expected) in SPELLINGS {
            assert_eq!(osm(expected).as_deref(), Some(expected), "{text}");
        }
    }
}
