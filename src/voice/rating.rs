//! One visit rated by who made it, and what the ratings of a point come to.

use chrono::{DateTime, Utc};

use super::burst::{BurstRule, in_burst};

/// Stars from which somebody is satisfied, as the authority counts: 4 and 5 of 5.
const LEAST_SATISFIED: u8 = 4;

/// A rated visit. Nothing of it says who: `id` is a number of this one visit that the page made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// UUID, made for one visit and used once: sent twice, it is one rating.
    pub id: String,
    /// Code of the point.
    pub facility: String,
    pub at: DateTime<Utc>,
    /// 1..=5
    pub stars: u8,
    pub reason: Option<Reason>,
    /// Masked; at most [`super::LONGEST_TEXT`] characters.
    pub text: Option<String>,
    pub reading: Reading,
}

/// Why somebody rates so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    Quick,
    Friendly,
    Clear,
    LongWait,
    Unfriendly,
    Unclear,
    WasClosed,
    NotHelped,
    Equipment,
    Fees,
}

/// How far support is with the words of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// There are no words.
    NoText,
    /// Nobody has read them: they are shown to nobody but support.
    Waiting,
    Shown,
    /// Read, and not for the public: an insult, a name.
    Hidden,
}

/// What the ratings of one point come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Ratings that count.
    pub counted: u32,
    /// Of those, 4 and 5 of 5.
    pub satisfied: u32,
    /// Ratings set aside because they came in a burst.
    pub set_aside: u32,
    /// Ratings that count, of 1 star to 5.
    pub stars: [u32; 5],
}

/// The instants and stars of one point's ratings, in order of time.
pub fn tally(ratings: &[(DateTime<Utc>, u8)], rule: BurstRule) -> Tally {
    let instants: Vec<DateTime<Utc>> = ratings.iter().map(|one| one.0).collect();
    let mut tally = Tally::default();
    for ((_, stars), is_flagged) in ratings.iter().zip(in_burst(&instants, rule)) {
        if is_flagged {
            tally.set_aside += 1;
            continue;
        }
        tally.counted += 1;
        tally.satisfied += u32::from(*stars >= LEAST_SATISFIED);
        // Only 1 to 5 are taken in.
        if let Some(own) = usize::from(*stars)
            .checked_sub(1)
            .and_then(|at| tally.stars.get_mut(at))
        {
            *own += 1;
        }
    }
    tally
}

impl Reason {
    pub const ALL: [Reason; 10] = [
        Self::Quick,
        Self::Friendly,
        Self::Clear,
        Self::LongWait,
        Self::Unfriendly,
        Self::Unclear,
        Self::WasClosed,
        Self::NotHelped,
        Self::Equipment,
        Self::Fees,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Friendly => "friendly",
            Self::Clear => "clear",
            Self::LongWait => "long_wait",
            Self::Unfriendly => "unfriendly",
            Self::Unclear => "unclear",
            Self::WasClosed => "was_closed",
            Self::NotHelped => "not_helped",
            Self::Equipment => "equipment",
            Self::Fees => "fees",
        }
    }

    pub fn from_code(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

impl Reading {
    pub const ALL: [Reading; 4] = [Self::NoText, Self::Waiting, Self::Shown, Self::Hidden];

    pub fn code(self) -> &'static str {
        match self {
            Self::NoText => "no_text",
            Self::Waiting => "waiting",
            Self::Shown => "shown",
            Self::Hidden => "hidden",
        }
    }

    pub fn from_code(code: &str) -> Option<Reading> {
        Reading::ALL.into_iter().find(|reading| reading.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_count_at_once_and_a_burst_is_set_aside_whole() {
        let rating = |minute: i64, stars| (DateTime::from_timestamp(minute * 60, 0).expect("in range"), stars);
        let all = [
            rating(0, 5),
            rating(1, 5),
            rating(2, 5),
            rating(60, 4),
            rating(120, 3),
            rating(180, 1),
        ];
        let told = tally(&all, BurstRule { most: 2, minutes: 10 });
        assert_eq!((told.counted, told.satisfied, told.set_aside), (3, 1, 3));
        assert_eq!(told.stars, [1, 0, 1, 1, 0], "those of the burst are in no bar");
        let lax = tally(&all, BurstRule { most: 3, minutes: 10 });
        assert_eq!((lax.counted, lax.satisfied, lax.set_aside), (6, 4, 0));
        assert_eq!(lax.stars, [1, 0, 1, 1, 3]);
    }

    #[test]
    fn codes_are_read_back() {
        assert!(
            Reason::ALL
                .into_iter()
                .all(|one| Reason::from_code(one.code()) == Some(one))
        );
        assert!(
            Reading::ALL
                .into_iter()
                .all(|one| Reading::from_code(one.code()) == Some(one))
        );
    }
}
