//! What a change of the network *is*: edits, what they come to, and the states that a proposal of them passes through.
//!
//! A scenario is an ordered list of [`Edit`]s on data that do not change. [`resolve()`] reads the whole list and says at once
//! everything that does not fit; what fits is a [`Resolved`], whose effect no longer depends on the order of its edits, since
//! no point is decided twice. [`apply()`] makes the data of the rehearsal, [`publish()`] those of a decision with its dates, and
//! [`on_day()`] what of it holds on a day. How long anybody travels, and who proposed it, is not known here.

mod apply;
mod edit;
mod procedure;
mod publish;
mod resolve;

pub use apply::{apply, facilities_after};
pub use edit::{Edit, NewPoint};
pub use procedure::{Approval, Consultation, Party, PartyKind, Refusal, Stance, Standing, State, Transition};
pub use publish::{PublishError, Schedule, on_day, publish};
pub use resolve::{NumberedEdit, Resolved, Step, resolve};
