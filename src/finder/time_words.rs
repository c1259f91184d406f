//! Words of time: "chiều nay", "thứ 7", "14h30", "25/11", relative to a moment in Asia/Ho_Chi_Minh.
//!
//! A part of a day or a day alone stands for one moment in it, which is told: 9:00, 12:00, 15:00 and 19:00. An hour
//! without a day is the next such hour; 1 to 6 without a part of the day are hours of the afternoon.

use super::holidays;
use super::hours::vietnam;
use super::sentence::Sentence;
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone, Weekday};

/// A time that somebody spoke of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSpoken {
    /// As typed; several pieces are joined by " ... ".
    pub words: String,
    /// The moment that opening hours are looked up for.
    pub moment: DateTime<FixedOffset>,
    /// First moment and end of the time spoken of; equal for a moment.
    pub from: DateTime<FixedOffset>,
    pub until: DateTime<FixedOffset>,
    /// The time was over when the question was asked.
    pub is_past: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

impl Part {
    const ALL: [(&'static str, Part); 5] = [
        ("sáng", Self::Morning),
        ("trưa", Self::Noon),
        ("chiều", Self::Afternoon),
        ("tối", Self::Evening),
        ("đêm", Self::Evening),
    ];

    /// First hour, end, and the hour that stands for it.
    fn hours(self) -> (u32, u32, u32) {
        match self {
            Self::Morning => (6, 12, 9),
            Self::Noon => (11, 14, 12),
            Self::Afternoon => (12, 18, 15),
            Self::Evening => (18, 22, 19),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// Days from today.
    After(u64),
    Weekday(Weekday),
    Weekend,
    Date(u32, u32, Option<i32>),
    /// The next day of a month with this number, or that of the next month.
    OfMonth(u32, NextMonth),
    /// The n-th day of Tết.
    Tet(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextMonth {
    Yes,
    No,
}

#[derive(Default)]
struct Spoken {
    now: bool,
    day: Option<Day>,
    next_week: bool,
    part: Option<Part>,
    clock: Option<(u32, u32)>,
    pieces: Vec<(usize, String)>,
    in_name: Vec<bool>,
}

/// Words before an hour.
const LEADS: [&str; 6] = ["lúc", "khoảng", "tầm", "sau", "trước", "từ"];

const WEEKDAYS: [(&str, &[&str], Weekday); 6] = [
    ("2", &["hai"], Weekday::Mon),
    ("3", &["ba"], Weekday::Tue),
    ("4", &["tư"], Weekday::Wed),
    ("5", &["năm"], Weekday::Thu),
    ("6", &["sáu"], Weekday::Fri),
    ("7", &["bảy", "bẩy"], Weekday::Sat),
];

/// Claims the words of time in a sentence. `None` when there are none. `in_name`: words that belong to the name or the
/// address of a place, where a lone "mai" is no tomorrow and "12/5" no day of May.
pub fn read_time(sentence: &mut Sentence, now: DateTime<FixedOffset>, in_name: &[bool]) -> Option<TimeSpoken> {
    let mut spoken = Spoken {
        in_name: in_name.to_vec(),
        ..Spoken::default()
    };
    let mut at = 0;
    while at < sentence.words.len() {
        at += match spoken.take(sentence, at) {
            0 => 1,
            count => {
                spoken.pieces.push((at, sentence.claim(at, count)));
                count
            }
        };
    }
    spoken.part_alone(sentence);
    spoken.resolved(now.with_timezone(&vietnam()))
}

impl Spoken {
    /// How many words from here speak of time.
    fn take(&mut self, sentence: &Sentence, at: usize) -> usize {
        if !sentence.is_free(at) {
            return 0;
        }
        self.take_now(sentence, at)
            .or_else(|| self.take_date(sentence, at))
            .or_else(|| self.take_clock(sentence, at))
            .or_else(|| self.take_day(sentence, at))
            .unwrap_or(0)
    }

    fn take_now(&mut self, sentence: &Sentence, at: usize) -> Option<usize> {
        let phrases: [&[&str]; 8] = [
            &["vào", "giờ", "này"],
            &["giờ", "này"],
            &["ngay", "bây", "giờ"],
            &["bây", "giờ"],
            &["ngay", "lúc", "này"],
            &["lúc", "này"],
            &["hiện", "tại"],
            &["hiện", "giờ"],
        ];
        let phrase = phrases.into_iter().find(|phrase| sentence.has_at(at, phrase))?;
        self.now = true;
        Some(phrase.len())
    }

    fn take_day(&mut self, sentence: &Sentence, at: usize) -> Option<usize> {
        let lead = usize::from(sentence.has_at(at, &["buổi"]) || sentence.has_at(at, &["vào"]));
        let part = Part::ALL
            .into_iter()
            .find(|(word, _)| sentence.has_at(at + lead, &[word]))
            .map(|(_, part)| part);
        let after_part = at + lead + usize::from(part.is_some());
        let day = day_at(sentence, after_part, part.is_some());
        let is_name = |at: usize| self.in_name.get(at) == Some(&true);
        let day = day.filter(|(_, _, count)| part.is_some() || lead + count > 1 || !is_name(at));
        if let Some((day, next_week, count)) = day {
            self.day = self.day.or(day);
            self.next_week |= next_week;
            self.part = self.part.or(part);
            return Some(lead + usize::from(part.is_some()) + count);
        }
        // "buổi chiều", "8h tối", "mai ... sáng": without a day beside it, a part needs a word that shows it is one.
        let part = part
            .filter(|_| lead == 1 || !is_name(at))
            .filter(|_| lead == 1 || self.clock.is_some() || self.day.is_some() || is_shown(sentence, at))?;
        self.part = Some(part);
        Some(lead + 1)
    }

    fn take_clock(&mut self, sentence: &Sentence, at: usize) -> Option<usize> {
        let is_led = LEADS.iter().any(|word| sentence.has_at(at, &[word]));
        let lead = usize::from(is_led);
        let word = sentence.words.get(at + lead).filter(|_| sentence.is_free(at + lead))?;
        let lower = word.lower.as_str();
        let (hour, minute, count) = if let Some((hour, minute)) = lower.split_once(['h', 'g', ':']) {
            let minute = minute.trim_end_matches("'");
            let half = minute.is_empty() && sentence.has_at(at + lead + 1, &["rưỡi"]);
            let minute = if minute.is_empty() { "0" } else { minute };
            let minute = if half { 30 } else { minute.parse().ok()? };
            (hour.parse().ok()?, minute, 1 + usize::from(half))
        } else if sentence.has_at(at + lead + 1, &["giờ"]) {
            let minute = sentence
                .words
                .get(at + lead + 2)
                .and_then(|word| word.lower.parse().ok());
            let half = sentence.has_at(at + lead + 2, &["rưỡi"]);
            let counted = minute.is_some() || half;
            (
                lower.parse().ok()?,
                if half { 30 } else { minute.unwrap_or(0) },
                2 + usize::from(counted),
            )
        } else if sentence.has_at(at + lead + 1, &["rưỡi"]) {
            (lower.parse().ok()?, 30, 2)
        } else if is_led
            && Part::ALL
                .iter()
                .any(|(part, _)| sentence.has_at(at + lead + 1, &[part]))
        {
            // "lúc 8 sáng": the part of the day is read by itself.
            (lower.parse().ok()?, 0, 1)
        } else {
            return None;
        };
        (hour < 24 && minute < 60).then_some(())?;
        self.clock = self.clock.or(Some((hour, minute)));
        Some(lead + count)
    }

    fn take_date(&mut self, sentence: &Sentence, at: usize) -> Option<usize> {
        for lead in [&["mùng"][..], &["mồng"][..]] {
            let number = sentence
                .words
                .get(at + 1)
                .and_then(|word| word.lower.parse::<u64>().ok());
            if let (true, Some(number @ 1..=10), true) =
                (sentence.has_at(at, lead), number, sentence.has_at(at + 2, &["tết"]))
            {
                self.day = Some(Day::Tet(number));
                return Some(3);
            }
        }
        let lead = usize::from(sentence.has_at(at, &["ngày"]));
        let word = sentence.words.get(at + lead).filter(|_| sentence.is_free(at + lead))?;
        if lead == 0 && self.in_name.get(at) == Some(&true) {
            return None;
        }
        if let Some(count) = self.take_day_of_month(sentence, at, lead) {
            return Some(count);
        }
        let after_number = |more: usize| sentence.words.get(at + lead + more).map(|word| word.lower.as_str());
        let (numbers, count): (Vec<&str>, usize) = if lead == 1 && sentence.has_at(at + 2, &["tháng"]) {
            let year = sentence.has_at(at + 4, &["năm"]).then(|| after_number(4)).flatten();
            let numbers = [Some(word.lower.as_str()), after_number(2), year];
            (
                numbers.into_iter().flatten().collect(),
                if year.is_some() { 5 } else { 3 },
            )
        } else {
            // Day and night, not the 24th of July.
            (word.lower != "24/7").then_some(())?;
            let numbers: Vec<&str> = word.lower.split(['/', '-', '.']).collect();
            // "12/34 Xã Đàn", "số 5/7": a house.
            let before = at.checked_sub(1).map(|before| &sentence.words[before]);
            let is_house = before.is_some_and(|word| word.is_one_of(&["số", "ngõ", "ngách", "hẻm", "nhà", "kiệt"]));
            (numbers.len() >= 2 && !is_house).then_some(())?;
            (numbers, 1)
        };
        let number = |at: usize| numbers.get(at).and_then(|number| number.parse::<u32>().ok());
        let (day, month) = (number(0)?, number(1)?);
        let year = number(2).map(|year| if year < 100 { year + 2000 } else { year });
        year.is_none_or(|year| (2000..=2100).contains(&year)).then_some(())?;
        let year = year.map(|year| year as i32);
        let is_date = NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day).is_some();
        (is_date && numbers.len() <= 3 && (numbers.len() < 3 || year.is_some())).then_some(())?;
        self.day = self.day.or(Some(Day::Date(day, month, year)));
        Some(lead + count)
    }

    /// "ngày 25", "ngày 5 tháng sau".
    fn take_day_of_month(&mut self, sentence: &Sentence, at: usize, lead: usize) -> Option<usize> {
        let number = sentence.words.get(at + lead)?.lower.parse::<u32>().ok();
        let number = number.filter(|number| lead == 1 && (1..=31).contains(number))?;
        let said = [
            (&["tháng", "sau"], NextMonth::Yes),
            (&["tháng", "tới"], NextMonth::Yes),
            (&["tháng", "này"], NextMonth::No),
        ];
        let said = said.into_iter().find(|(words, _)| sentence.has_at(at + 2, *words));
        if said.is_none() && sentence.has_at(at + 2, &["tháng"]) {
            return None;
        }
        let (next, count) = said.map_or((NextMonth::No, 2), |(_, next)| (next, 4));
        self.day = self.day.or(Some(Day::OfMonth(number, next)));
        Some(count)
    }

    /// "sáng" of "mở cửa sáng", read once a day or an hour is known from elsewhere in the sentence.
    fn part_alone(&mut self, sentence: &mut Sentence) {
        if self.part.is_some() || (self.day.is_none() && self.clock.is_none()) {
            return;
        }
        let found = (0..sentence.words.len()).find_map(|at| {
            let part = Part::ALL.into_iter().find(|(word, _)| sentence.has_at(at, &[word]));
            part.filter(|(word, _)| sentence.words[at].lower == *word)
                .map(|(_, part)| (at, part))
        });
        if let Some((at, part)) = found {
            self.part = Some(part);
            self.pieces.push((at, sentence.claim(at, 1)));
        }
    }

    fn resolved(mut self, now: DateTime<FixedOffset>) -> Option<TimeSpoken> {
        if self.pieces.is_empty() {
            return None;
        }
        self.pieces.sort();
        let words: Vec<String> = self.pieces.iter().map(|(_, words)| words.clone()).collect();
        let words = words.join(" ... ");
        let nothing_else = self.day.is_none() && self.part.is_none() && self.clock.is_none() && !self.next_week;
        if self.now && nothing_else {
            return Some(TimeSpoken {
                words,
                moment: now,
                from: now,
                until: now,
                is_past: false,
            });
        }
        let today = now.date_naive();
        let clock = self.clock.map(|(hour, minute)| (afternoon(hour, self.part), minute));
        let (first, end, typical) = self.part.map_or((0, 24, 9), Part::hours);
        let mut date = self.date(today);
        let mut last = date;
        if self.day == Some(Day::Weekend) && self.part.is_none() && clock.is_none() {
            last = date + Days::new(u64::from(date.weekday() == Weekday::Sat));
        }
        let time = |(hour, minute): (u32, u32)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        let at = |date: NaiveDate, when: (u32, u32)| {
            // Vietnam's offset never changes: every local time is one moment.
            vietnam()
                .from_local_datetime(&date.and_time(time(when)))
                .single()
                .unwrap_or(now)
        };
        let ending = |date: NaiveDate, hour: u32| match hour {
            24 => at(date + Days::new(1), (0, 0)),
            hour => at(date, (hour, 0)),
        };
        let over = |date: NaiveDate| clock.map_or(ending(date, end), |clock| at(date, clock)) < now;
        // An hour or a part of the day without a day is the next one; a weekday that is over is next week's.
        if over(date) && !self.next_week {
            match self.day {
                None => date = date + Days::new(1),
                Some(Day::Weekday(_)) => date = date + Days::new(7),
                _ => {}
            }
            last = last.max(date);
        }
        let (from, until) = match clock {
            Some(clock) => (at(date, clock), at(date, clock)),
            None => (at(date, (first, 0)), ending(last, end)),
        };
        let told = clock.map_or(at(date, (typical, 0)), |clock| at(date, clock));
        let moment = if clock.is_none() && told < now && now < until {
            now
        } else {
            told
        };
        Some(TimeSpoken {
            words,
            moment,
            from,
            until,
            is_past: until < now,
        })
    }

    fn date(&self, today: NaiveDate) -> NaiveDate {
        let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
        let of_week = |start: NaiveDate, day: Weekday| start + Days::new(u64::from(day.num_days_from_monday()));
        let next = |day: Weekday| {
            let days = (7 + day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
            today + Days::new(u64::from(days))
        };
        let next_monday = monday + Days::new(7);
        match (self.day, self.next_week) {
            (Some(Day::Weekday(day)), true) => of_week(next_monday, day),
            (Some(Day::Weekend), true) => of_week(next_monday, Weekday::Sat),
            (Some(Day::Weekday(day)), false) => next(day),
            (Some(Day::Weekend), false) if today.weekday() == Weekday::Sun => today,
            (Some(Day::Weekend), false) => next(Weekday::Sat),
            (Some(Day::After(days)), _) => today + Days::new(days),
            (Some(Day::Date(day, month, year)), _) => {
                let in_year = |year| NaiveDate::from_ymd_opt(year, month, day);
                let coming = || {
                    (0..5)
                        .filter_map(|more| in_year(today.year() + more))
                        .find(|date| *date >= today)
                };
                year.and_then(in_year).or_else(coming).unwrap_or(today)
            }
            (Some(Day::OfMonth(number, next)), _) => {
                let first = usize::from(next == NextMonth::Yes);
                let months = (0..).map(|more| {
                    let month = today.month0() + more;
                    (today.year() + (month / 12) as i32, month % 12 + 1)
                });
                // Not every month has a thirty-first.
                let mut days = months
                    .take(14)
                    .skip(first)
                    .filter_map(|(year, month)| NaiveDate::from_ymd_opt(year, month, number));
                days.find(|day| *day >= today).unwrap_or(today)
            }
            (Some(Day::Tet(number)), _) => holidays::tet_after(today).map_or(today, |tet| tet + Days::new(number - 1)),
            (None, true) => next_monday,
            (None, false) => today,
        }
    }
}

/// A day, whether of next week, and its words. After a part of the day "nay" is today.
fn day_at(sentence: &Sentence, at: usize, after_part: bool) -> Option<(Option<Day>, bool, usize)> {
    let one = |day: Day, count: usize| Some((Some(day), false, count));
    if after_part && sentence.has_at(at, &["nay"]) {
        return one(Day::After(0), 1);
    }
    let phrases: [(&[&str], u64); 7] = [
        (&["hôm", "nay"], 0),
        (&["ngày", "hôm", "nay"], 0),
        (&["trong", "ngày"], 0),
        (&["ngày", "mai"], 1),
        (&["ngày", "kia"], 2),
        (&["ngày", "mốt"], 2),
        (&["mai"], 1),
    ];
    for (phrase, days) in phrases {
        if sentence.has_at(at, phrase) {
            return one(Day::After(days), phrase.len());
        }
    }
    for phrase in [&["tuần", "sau"], &["tuần", "tới"]] {
        if sentence.has_at(at, phrase) {
            return Some((None, true, 2));
        }
    }
    let (day, mut count) = weekday_at(sentence, at)?;
    let mut next_week = false;
    // "cuối tuần sau" is of the next week as "thứ 7 tuần sau" is.
    let ends_with_week = sentence.words[at + count - 1].is("tuần");
    let week: &[&str] = if ends_with_week { &[] } else { &["tuần"] };
    for (word, is_next) in [("sau", true), ("tới", true), ("này", false)] {
        let phrase: Vec<&str> = week.iter().copied().chain([word]).collect();
        if sentence.has_at(at + count, &phrase) {
            next_week = is_next;
            count += phrase.len();
            break;
        }
    }
    Some((Some(day), next_week, count))
}

fn weekday_at(sentence: &Sentence, at: usize) -> Option<(Day, usize)> {
    if sentence.has_at(at, &["chủ", "nhật"]) {
        return Some((Day::Weekday(Weekday::Sun), 2));
    }
    if sentence.has_at(at, &["cuối", "tuần"]) {
        return Some((Day::Weekend, 2));
    }
    if sentence.has_at(at, &["đầu", "tuần"]) {
        return Some((Day::Weekday(Weekday::Mon), 2));
    }
    let word = sentence.words.get(at).filter(|_| sentence.is_free(at))?;
    if word.lower == "cn" {
        return Some((Day::Weekday(Weekday::Sun), 1));
    }
    let of = |rest: &str| {
        WEEKDAYS
            .iter()
            .find(|(digit, _, _)| *digit == rest)
            .map(|(_, _, day)| Day::Weekday(*day))
    };
    let joined = word
        .folded
        .strip_prefix("thu")
        .or_else(|| word.folded.strip_prefix('t'));
    if let Some(day) = joined.and_then(of) {
        return Some((day, 1));
    }
    word.is("thứ").then_some(())?;
    let next = sentence.words.get(at + 1).filter(|_| sentence.is_free(at + 1))?;
    let named = WEEKDAYS
        .iter()
        .find(|(digit, names, _)| next.lower == *digit || next.is_one_of(names));
    named.map(|(_, _, day)| (Day::Weekday(*day), 2))
}

/// "tôi" without its accent is "tối", "sang" is a verb: a part of the day alone is one at the end of the
/// sentence or with its accent.
fn is_shown(sentence: &Sentence, at: usize) -> bool {
    let word = &sentence.words[at];
    let has_accents = word.lower != word.folded;
    has_accents || at + 1 == sentence.words.len() && at > 0
}

fn afternoon(hour: u32, part: Option<Part>) -> u32 {
    match part {
        Some(Part::Afternoon | Part::Evening) if hour < 12 => hour + 12,
        Some(Part::Noon) if hour < 3 => hour + 12,
        None if (1..=6).contains(&hour) => hour + 12,
        _ => hour,
    }
}

#[cfg(test)]
#[path = "time_words_tests.rs"]
mod tests;
