//! What the public says of a point and what inspectors find there: plain values, and the rules that hold for them.
//!
//! A [`Rating`] counts at once, unless it came in a burst; its words are seen by nobody but support until support has read
//! them. What somebody reports, and a low rating with words, is a [`Case`] with a way from *new* to *answered*. An
//! [`Inspection`] answers every item of a versioned checklist and leaves findings with deadlines. Numbers that could name a
//! person are masked before anything is kept. See `docs/decisions/0029-the-publics-voice.md`.
//!
//! Invariants: instants and days are arguments; nothing here knows where it is kept or who asks.

mod burst;
mod case;
mod inspection;
mod mask;
mod rating;
mod satisfaction;
mod settings;

pub use burst::{BurstRule, in_burst};
pub use case::{Case, CaseDesk, CaseEvent, CaseKind, CaseState, CaseStep, Correction, Effect, EffectKind, StepRefused};
pub use inspection::{
    FollowUp, Inspection, InspectionFinding, ItemOutcome, ItemResult, Standards, UnfitInspection, Visit,
    latest_standards,
};
pub use mask::{LONGEST_TEXT, TextRefused, kept_text};
pub use rating::{Rating, Reading, Reason, Tally, tally};
pub use satisfaction::{SATISFACTION_FORMULA_EN, SATISFACTION_FORMULA_VI, SATISFACTION_TARGET, Satisfaction, Source};
pub use settings::{SettingRefused, VoiceSettings};
