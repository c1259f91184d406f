//! The words of opening hours in plain Vietnamese (and a little English), as items: days, times, closed, exceptions.
//!
//! Lexemes (a word, a clock time, a bare number, a sign) become items by phrases. Words are compared without accents,
//! since many people type none, except where two words differ in nothing else (`tối`, evening, and `tới`, until). A bare
//! number is a day after days (`T2-6`, `thứ 2, 4, 6`) and an hour elsewhere (`8-17h`). A word that is in no phrase makes
//! the whole text unreadable.

use super::hours_lexemes::{Lexeme, lexemes};
use crate::text::fold;

/// Days of the week, Monday first, and public holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days(u8);

const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl Days {
    pub const ALL: Days = Days(0x7F);
    pub const WEEKDAYS: Days = Days(0x1F);
    const WEEKEND: Days = Days(0x60);
    const HOLIDAYS: Days = Days(0x80);

    fn one(day: u8) -> Days {
        Days(1 << day)
    }

    /// From one day to another, also over the end of the week.
    fn range(from: u8, to: u8) -> Days {
        let last = if to < from { to + 7 } else { to };
        Days((from..=last).fold(0, |days, day| days | 1 << (day % 7)))
    }

    fn and(self, other: Days) -> Days {
        Days(self.0 | other.0)
    }

    /// `PH,Mo-Fr`; runs of two days and more are ranges.
    pub fn osm(self) -> String {
        let mut parts = Vec::new();
        if self.0 & Self::HOLIDAYS.0 != 0 {
            parts.push("PH".to_owned());
        }
        let has = |day: usize| day < 7 && self.0 & (1 << day) != 0;
        let mut day = 0;
        while day < 7 {
            let first = day;
            while has(day) {
                day += 1;
            }
            match day - first {
                0 => {}
                1 => parts.push(NAMES[first].to_owned()),
                _ => parts.push(format!("{}-{}", NAMES[first], NAMES[day - 1])),
            }
            day += 1;
        }
        parts.join(",")
    }
}

/// Minutes of the day; an end before its beginning is on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub from: u16,
    pub to: u16,
}

impl Span {
    pub const fn new(from: u16, to: u16) -> Span {
        Span { from, to }
    }

    /// `08:00-17:00`; `None` for a span of no length.
    pub fn osm(self) -> Option<String> {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        (self.from != self.to).then(|| format!("{}-{}", clock(self.from), clock(self.to)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

/// What a text about hours is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Days(Days),
    Times(Vec<Span>),
    AllDay,
    /// Office hours.
    Office,
    /// Of hours told elsewhere.
    Half(Half),
    Closed,
    Except(Days),
    /// A break at noon, with its times where they are told.
    Lunch(Option<Span>),
    /// Something that a word leaves open.
    Assumes(&'static str),
}

/// The items of a text, neighbours of a kind joined; `None` where a word is not understood.
pub(super) fn items(text: &str) -> Option<Vec<Item>> {
    let words = tokens(&lexemes(text)?)?;
    let mut reader = Reader { words: &words, at: 0 };
    let mut items: Vec<Item> = Vec::new();
    while let Some(found) = reader.item()? {
        match (items.last_mut(), found) {
            (Some(Item::Days(days)), Item::Days(more)) => *days = days.and(more),
            (Some(Item::Times(spans)), Item::Times(more)) => spans.extend(more),
            (_, found) => items.push(found),
        }
    }
    Some(items)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Day(u8),
    Group(Days),
    Time(u16),
    Number(u16),
    Dash,
    Comma,
    Stop,
    Morning,
    Afternoon,
    Evening,
    Noon,
    AllDay,
    Always,
    Office,
    Closed,
    Except,
    Lunch,
    NoLunch,
    Assumes(&'static str),
}

const SAYS_WORKING_DAYS: &str = "working days were read as Monday to Friday";

/// Phrases without accents, the longer before the shorter; an empty list of tokens says nothing.
const PHRASES: &[(&str, &[Token])] = &[
    ("tat ca cac ngay trong tuan", &[Token::Group(Days::ALL)]),
    ("tat ca cac ngay", &[Token::Group(Days::ALL)]),
    ("lam viec thong tam", &[Token::NoLunch]),
    ("khong nghi trua", &[Token::NoLunch]),
    ("khong lam viec", &[Token::Closed]),
    ("thong trua", &[Token::NoLunch]),
    ("thong tam", &[Token::NoLunch]),
    ("xuyen trua", &[Token::NoLunch]),
    ("nghi trua", &[Token::Lunch]),
    ("trua nghi", &[Token::Lunch]),
    ("gio hanh chinh", &[Token::Office]),
    (
        "ngay lam viec",
        &[Token::Group(Days::WEEKDAYS), Token::Assumes(SAYS_WORKING_DAYS)],
    ),
    (
        "ngay thuong",
        &[Token::Group(Days::WEEKDAYS), Token::Assumes(SAYS_WORKING_DAYS)],
    ),
    ("ngay cuoi tuan", &[Token::Group(Days::WEEKEND)]),
    ("cuoi tuan", &[Token::Group(Days::WEEKEND)]),
    ("ngay le tet", &[Token::Group(Days::HOLIDAYS)]),
    ("ngay le", &[Token::Group(Days::HOLIDAYS)]),
    ("le tet", &[Token::Group(Days::HOLIDAYS)]),
    ("ngay tet", &[Token::Group(Days::HOLIDAYS)]),
    ("hang tuan", &[]),
    ("hang ngay", &[Token::Group(Days::ALL)]),
    ("moi ngay", &[Token::Group(Days::ALL)]),
    ("ca tuan", &[Token::Group(Days::ALL)]),
    ("ca ngay", &[Token::AllDay]),
    ("chu nhat", &[Token::Day(6)]),
    ("dong cua", &[Token::Closed]),
    ("ngoai tru", &[Token::Except]),
    ("khong ke", &[Token::Except]),
    ("ke ca", &[Token::Comma]),
    ("mo cua", &[]),
    ("lam viec", &[]),
    ("hoat dong", &[]),
    ("phuc vu", &[]),
    ("tiep nhan", &[]),
    ("thoi gian", &[]),
    ("gio", &[]),
    ("cac ngay", &[]),
    ("ngay", &[]),
    ("buoi", &[]),
    ("luc", &[]),
    ("always", &[Token::Always]),
    ("daily", &[Token::Group(Days::ALL)]),
    ("cn", &[Token::Day(6)]),
    ("le", &[Token::Group(Days::HOLIDAYS)]),
    ("tet", &[Token::Group(Days::HOLIDAYS)]),
    ("nghi", &[Token::Closed]),
    ("closed", &[Token::Closed]),
    ("off", &[Token::Closed]),
    ("tru", &[Token::Except]),
    ("sang", &[Token::Morning]),
    ("am", &[Token::Morning]),
    ("chieu", &[Token::Afternoon]),
    ("pm", &[Token::Afternoon]),
    ("trua", &[Token::Noon]),
    ("den", &[Token::Dash]),
    ("to", &[Token::Dash]),
    ("until", &[Token::Dash]),
    ("va", &[Token::Comma]),
    ("and", &[Token::Comma]),
    ("from", &[]),
    ("monday", &[Token::Day(0)]),
    ("mon", &[Token::Day(0)]),
    ("mo", &[Token::Day(0)]),
    ("tuesday", &[Token::Day(1)]),
    ("tue", &[Token::Day(1)]),
    ("wednesday", &[Token::Day(2)]),
    ("wed", &[Token::Day(2)]),
    ("we", &[Token::Day(2)]),
    ("thursday", &[Token::Day(3)]),
    ("thurs", &[Token::Day(3)]),
    ("friday", &[Token::Day(4)]),
    ("fri", &[Token::Day(4)]),
    ("fr", &[Token::Day(4)]),
    ("saturday", &[Token::Day(5)]),
    ("sat", &[Token::Day(5)]),
    ("sa", &[Token::Day(5)]),
    ("sunday", &[Token::Day(6)]),
    ("sun", &[Token::Day(6)]),
    ("su", &[Token::Day(6)]),
];

/// Days by their words after `thứ`, with accents or without.
const DAY_WORDS: [(&str, u8); 12] = [
    ("hai", 0),
    ("ba", 1),
    ("tư", 2),
    ("tu", 2),
    ("bốn", 2),
    ("năm", 3),
    ("nam", 3),
    ("sáu", 4),
    ("sau", 4),
    ("bảy", 5),
    ("bẩy", 5),
    ("bay", 5),
];

fn tokens(lexemes: &[Lexeme]) -> Option<Vec<Token>> {
    let mut list: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(lexeme) = lexemes.get(at) {
        match lexeme {
            Lexeme::Time(minutes) => list.push(Token::Time(*minutes)),
            Lexeme::Dash => list.push(Token::Dash),
            Lexeme::Comma => list.push(Token::Comma),
            Lexeme::Stop => list.push(Token::Stop),
            Lexeme::Number(number) => list.push(day_or_hour(&list, *number, &lexemes[at + 1..])?),
            Lexeme::Word(_) => {
                let (found, taken) = phrase(&list, &lexemes[at..])?;
                list.extend(found);
                at += taken;
                continue;
            }
        }
        at += 1;
    }
    Some(list)
}

/// A bare number goes on with a list or range of days, unless a time follows its dash: `T2-T6, 7-17h`.
fn day_or_hour(before: &[Token], number: u16, after: &[Lexeme]) -> Option<Token> {
    let goes_on = matches!(before, [.., Token::Day(_), Token::Dash | Token::Comma]);
    let begins_times = matches!(after, [Lexeme::Dash, Lexeme::Time(_) | Lexeme::Number(_), ..])
        && !matches!(before, [.., Token::Day(_), Token::Dash]);
    if goes_on && !begins_times && (2..=7).contains(&number) {
        return Some(Token::Day(number as u8 - 2));
    }
    (number <= 24).then_some(Token::Number(number))
}

/// The longest phrase that the lexemes begin with, and how many of them it takes.
fn phrase(before: &[Token], lexemes: &[Lexeme]) -> Option<(Vec<Token>, usize)> {
    let words: Vec<&str> = lexemes
        .iter()
        .map_while(|lexeme| match lexeme {
            Lexeme::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .take(6)
        .collect();
    let first = words[0];
    // `T2`, `T.2`, `thứ 2`, `thứ hai`.
    if ["t", "thứ", "thu"].contains(&first) {
        let dot = usize::from(lexemes.get(1) == Some(&Lexeme::Stop));
        return match lexemes.get(1 + dot) {
            Some(Lexeme::Number(day @ 2..=7)) => Some((vec![Token::Day(*day as u8 - 2)], 2 + dot)),
            Some(Lexeme::Word(word)) => day_word(word).map(|day| (vec![Token::Day(day)], 2 + dot)),
            _ => None,
        };
    }
    // `thứ hai - sáu`.
    if let ([.., Token::Day(_), Token::Dash | Token::Comma], Some(day)) = (before, day_word(first))
        && first != "tu"
    {
        return Some((vec![Token::Day(day)], 1));
    }
    match first {
        "tối" => return Some((vec![Token::Evening], 1)),
        "tới" | "toi" => return Some((vec![Token::Dash], 1)),
        "từ" | "tu" => return Some((vec![], 1)),
        // Of a clock that says SA and CH for the halves of the day.
        "sa" if matches!(before, [.., Token::Time(_)]) => return Some((vec![Token::Morning], 1)),
        "ch" if matches!(before, [.., Token::Time(_)]) => return Some((vec![Token::Afternoon], 1)),
        _ => {}
    }
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    // `Các ngày trong tuần` means all days to some and working days to others.
    if folded.starts_with(&["cac".into(), "ngay".into(), "trong".into(), "tuan".into()]) {
        return None;
    }
    PHRASES.iter().find_map(|(phrase, tokens)| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        let fits = parts.len() <= folded.len() && parts.iter().zip(&folded).all(|(part, word)| part == word);
        fits.then(|| (tokens.to_vec(), parts.len()))
    })
}

fn day_word(word: &str) -> Option<u8> {
    DAY_WORDS.iter().find(|(known, _)| *known == word).map(|(_, day)| *day)
}

// ---- items ----

struct Reader<'a> {
    words: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<Token> {
        self.words.get(self.at).copied()
    }

    fn skip(&mut self, is_passed: impl Fn(Token) -> bool) {
        while self.peek().is_some_and(&is_passed) {
            self.at += 1;
        }
    }

    /// The next item, `Some(None)` at the end, `None` for words that make no item.
    fn item(&mut self) -> Option<Option<Item>> {
        self.skip(|token| matches!(token, Token::Comma | Token::Stop | Token::NoLunch));
        let Some(token) = self.peek() else {
            return Some(None);
        };
        let item = match token {
            Token::Day(_) | Token::Group(_) => Item::Days(self.days()?),
            Token::Time(_) | Token::Number(_) => self.times(None)?,
            Token::Morning | Token::Afternoon | Token::Evening | Token::Noon => {
                self.at += 1;
                match (self.peek(), token) {
                    (Some(Token::Time(_) | Token::Number(_)), _) => self.times(Some(token))?,
                    (_, Token::Morning) => Item::Half(Half::Morning),
                    (_, Token::Afternoon) => Item::Half(Half::Afternoon),
                    _ => return None,
                }
            }
            Token::AllDay | Token::Always => {
                self.at += 1;
                Item::AllDay
            }
            Token::Office => {
                self.at += 1;
                Item::Office
            }
            Token::Closed => {
                self.at += 1;
                Item::Closed
            }
            Token::Except => {
                self.at += 1;
                Item::Except(self.days()?)
            }
            Token::Lunch => {
                self.at += 1;
                match self.peek() {
                    Some(Token::Time(_) | Token::Number(_)) => Item::Lunch(Some(self.span(None)?)),
                    _ => Item::Lunch(None),
                }
            }
            Token::Assumes(what) => {
                self.at += 1;
                Item::Assumes(what)
            }
            Token::Dash | Token::Comma | Token::Stop | Token::NoLunch => return None,
        };
        Some(Some(item))
    }

    /// `T2-T6`, `T2, T4 và T6`, `T7, CN`.
    fn days(&mut self) -> Option<Days> {
        let mut days = self.day_or_range()?;
        loop {
            let start = self.at;
            self.skip(|token| token == Token::Comma);
            if !matches!(self.peek(), Some(Token::Day(_) | Token::Group(_))) {
                self.at = start;
                return Some(days);
            }
            days = days.and(self.day_or_range()?);
        }
    }

    fn day_or_range(&mut self) -> Option<Days> {
        let token = self.peek()?;
        self.at += 1;
        match (token, self.peek(), self.words.get(self.at + 1)) {
            (Token::Day(from), Some(Token::Dash), Some(Token::Day(to))) => {
                self.at += 2;
                Some(Days::range(from, *to))
            }
            (Token::Day(day), _, _) => Some(Days::one(day)),
            (Token::Group(days), _, _) => Some(days),
            _ => None,
        }
    }

    fn times(&mut self, half: Option<Token>) -> Option<Item> {
        // A day of 24 hours, told without a beginning.
        if self.peek() == Some(Token::Time(24 * 60)) && self.words.get(self.at + 1) != Some(&Token::Dash) {
            self.at += 1;
            return Some(Item::AllDay);
        }
        Some(Item::Times(vec![self.span(half)?]))
    }

    /// `8h-17h`, `8-17h`, `8h sáng đến 5h chiều`; the half of the day before it goes for both ends.
    fn span(&mut self, half: Option<Token>) -> Option<Span> {
        let from = self.moment(half)?;
        if self.peek()? != Token::Dash {
            return None;
        }
        self.at += 1;
        let to = self.moment(half)?;
        Some(Span::new(from, to))
    }

    fn moment(&mut self, half: Option<Token>) -> Option<u16> {
        let minutes = match self.peek()? {
            Token::Time(minutes) => minutes,
            Token::Number(hour) => hour * 60,
            _ => return None,
        };
        self.at += 1;
        // Behind a time and not before another one, the half of the day belongs to it.
        let own = match self.peek() {
            Some(token @ (Token::Morning | Token::Afternoon | Token::Evening | Token::Noon))
                if !matches!(self.words.get(self.at + 1), Some(Token::Time(_) | Token::Number(_))) =>
            {
                self.at += 1;
                Some(token)
            }
            _ => half,
        };
        Some(match own {
            Some(Token::Afternoon | Token::Evening) if minutes < 12 * 60 => minutes + 12 * 60,
            _ => minutes,
        })
    }
}
