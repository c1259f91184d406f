//! What the authority sets: from which sample a figure is told, and when an alert is raised.

use super::satisfaction::SATISFACTION_TARGET;

/// Settings by name, each with its default, its range and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoiceSettings {
    /// Ratings below which no share is shown to the public and none is judged.
    pub minimum_sample: f64,
    /// 0 to 1. Plan 68, II.3.
    pub satisfaction_target: f64,
    /// Ratings of one point that the window of `burst_minutes` may hold: a counter serves one person in some minutes.
    pub burst_most: f64,
    pub burst_minutes: f64,
    /// Ratings of so many stars and fewer, with words, become cases.
    pub low_stars: f64,
    /// Days for an answer.
    pub case_days: f64,
    /// Months in a row without a dossier after which a point is named. No source sets a minimum: the cause is asked for.
    pub idle_months: f64,
    /// 0 to 1: share of dossiers settled after their term.
    pub late_share: f64,
    /// Months that shares are made of: ratings of so many to this day, reports of so many to the last one reported.
    pub window_months: f64,
    /// Ratings and reports that the public may add in a day in all: a flood must not fill the disk. The Centre receives some
    /// 10,000 dossiers a day.
    pub daily_ratings: f64,
    pub daily_reports: f64,
}

impl Default for VoiceSettings {
    fn default() -> Self {
        VoiceSettings {
            minimum_sample: 30.0,
            satisfaction_target: SATISFACTION_TARGET,
            burst_most: 12.0,
            burst_minutes: 10.0,
            low_stars: 2.0,
            case_days: 7.0,
            idle_months: 3.0,
            late_share: 0.1,
            window_months: 12.0,
            daily_ratings: 20_000.0,
            daily_reports: 2_000.0,
        }
    }
}

/// Why a setting is not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingRefused {
    #[error("there is no setting '{name}'; there are {known}")]
    Unknown { name: String, known: String },
    #[error("{name} = {value} is out of range: {least} to {most}")]
    Range {
        name: &'static str,
        value: f64,
        least: f64,
        most: f64,
    },
    #[error("{name} = {value} is no whole number")]
    Whole { name: &'static str, value: f64 },
}

/// Name, least and most value, whether it is a whole number, and its place.
type Entry = (&'static str, f64, f64, Whole, fn(&mut VoiceSettings) -> &mut f64);

#[derive(Clone, Copy, PartialEq)]
enum Whole {
    Yes,
    No,
}

const ENTRIES: [Entry; 11] = [
    ("minimum_sample", 1.0, 10_000.0, Whole::Yes, |all| {
        &mut all.minimum_sample
    }),
    ("satisfaction_target", 0.0, 1.0, Whole::No, |all| {
        &mut all.satisfaction_target
    }),
    ("burst_most", 1.0, 10_000.0, Whole::Yes, |all| &mut all.burst_most),
    ("burst_minutes", 1.0, 1_440.0, Whole::Yes, |all| &mut all.burst_minutes),
    ("low_stars", 0.0, 5.0, Whole::Yes, |all| &mut all.low_stars),
    ("case_days", 1.0, 365.0, Whole::Yes, |all| &mut all.case_days),
    ("idle_months", 1.0, 120.0, Whole::Yes, |all| &mut all.idle_months),
    ("late_share", 0.0, 1.0, Whole::No, |all| &mut all.late_share),
    ("window_months", 1.0, 120.0, Whole::Yes, |all| &mut all.window_months),
    ("daily_ratings", 1.0, 1_000_000.0, Whole::Yes, |all| {
        &mut all.daily_ratings
    }),
    ("daily_reports", 1.0, 1_000_000.0, Whole::Yes, |all| {
        &mut all.daily_reports
    }),
];

impl VoiceSettings {
    /// # Errors
    /// [`SettingRefused`]: an unknown name, a value out of its range.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), SettingRefused> {
        let Some((name, least, most, whole, place)) = ENTRIES.iter().find(|entry| entry.0 == name) else {
            let known = ENTRIES.map(|entry| entry.0).join(", ");
            return Err(SettingRefused::Unknown {
                name: name.to_owned(),
                known,
            });
        };
        if !(*least..=*most).contains(&value) {
            let (least, most) = (*least, *most);
            return Err(SettingRefused::Range {
                name,
                value,
                least,
                most,
            });
        }
        if *whole == Whole::Yes && value.fract() != 0.0 {
            return Err(SettingRefused::Whole { name, value });
        }
        *place(self) = value;
        Ok(())
    }

    /// Every setting by its name.
    pub fn pairs(self) -> Vec<(&'static str, f64)> {
        let mut own = self;
        ENTRIES.iter().map(|entry| (entry.0, *entry.4(&mut own))).collect()
    }

    pub fn burst(self) -> super::BurstRule {
        super::BurstRule {
            most: self.burst_most as usize,
            minutes: self.burst_minutes as i64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_kept_by_name_and_within_their_range() {
        let mut own = VoiceSettings::default();
        assert_eq!(own.set("minimum_sample", 50.0), Ok(()));
        assert_eq!(own.minimum_sample, 50.0);
        for (name, value) in own.pairs() {
            assert_eq!(
                own.clone().set(name, value),
                Ok(()),
                "{name}: the default is within its range"
            );
        }
        assert!(matches!(own.set("late_share", 1.5), Err(SettingRefused::Range { .. })));
        assert!(matches!(
            own.set("late_share", f64::NAN),
            Err(SettingRefused::Range { .. })
        ));
        assert!(matches!(own.set("idle_months", 2.5), Err(SettingRefused::Whole { .. })));
        assert!(
            own.set("smiles", 1.0)
                .expect_err("unknown")
                .to_string()
                .contains("minimum_sample")
        );
    }
}
