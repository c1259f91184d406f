//! HiGHS's callbacks and its clock: the only unsafe code of the crate.
//!
//! The `highs` crate has no callbacks, so a running solve would neither tell how far it is nor end before its time
//! limit. HiGHS calls back through a C function pointer with a pointer of ours; both are given to it here and nowhere else.
//!
//! Why this is sound:
//! - The functions are declared as in `highs_c_api.h` and `HighsCallbackStruct.h` of HiGHS 1.15, the version that
//!   `Cargo.lock` pins; `HighsInt` is the C `int` of the crate's build (`HIGHSINT64` is off). Figures are read by name through
//!   `Highs_getCallbackDataOutItem`, not by their place in the struct, and only `user_interrupt` is written: the
//!   first field, which HiGHS promises not to move.
//! - `Listening` lives on the caller's stack for longer than the solve: [`solved`] makes it, runs the solver and takes
//!   the callback away again before it returns.
//! - The solver runs on one thread (`threads = 1`, `parallel = off`, set by [`super::mip`]), so the listener is called
//!   on the thread that solves and by one call at a time.
//! - A panic of the listener never crosses C++: it is caught, the solve is ended, and it goes on in [`solved`].

#![allow(unsafe_code)]

use super::watch::{Heard, Listener};
use highs::{HighsStatus, Model, SolvedModel};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Solver seconds between two calls of the listener at least, unless a better value was found.
const QUIET_SECONDS: f64 = 0.1;

/// Simplex iterations (the root of a large programme), better solutions, the log, every check of limits.
const KINDS: [c_int; 4] = [1, 4, 5, 6];
const SIMPLEX: c_int = 1;

/// HiGHS's infinity, and what it says of bounds that it does not know.
const UNKNOWN: f64 = 1e200;

#[repr(C)]
struct DataIn {
    user_interrupt: c_int,
}

type Callback = extern "C" fn(c_int, *const c_char, *const c_void, *mut DataIn, *mut c_void);

unsafe extern "C" {
    fn Highs_setCallback(highs: *mut c_void, callback: Option<Callback>, data: *mut c_void) -> c_int;
    fn Highs_startCallback(highs: *mut c_void, kind: c_int) -> c_int;
    fn Highs_getRunTime(highs: *const c_void) -> f64;
    fn Highs_getCallbackDataOutItem(data_out: *const c_void, name: *const c_char) -> *const c_void;
}

struct Listening<'a> {
    level: &'static str,
    listener: &'a Listener<'a>,
    told_at: Cell<f64>,
    told: Cell<Option<f64>>,
    is_ended: Cell<bool>,
    panic: RefCell<Option<Box<dyn Any + Send>>>,
}

/// How a watched solve came back.
pub struct Watched {
    pub solved: Result<SolvedModel, HighsStatus>,
    /// The listener ended it.
    pub is_ended: bool,
}

/// Solves while the listener hears of it.
///
/// # Panics
/// When the listener does.
pub fn solved(mut model: Model, level: &'static str, listener: &Listener) -> Watched {
    let listening = Listening {
        level,
        listener,
        told_at: Cell::new(f64::NEG_INFINITY),
        told: Cell::new(None),
        is_ended: Cell::new(false),
        panic: RefCell::new(None),
    };
    let data = std::ptr::from_ref(&listening).cast_mut().cast::<c_void>();
    // SAFETY: the pointer is HiGHS's own from a live model; the data outlive the solve below, and are only read.
    unsafe {
        let highs = model.as_mut_ptr();
        Highs_setCallback(highs, Some(heard), data);
        for kind in KINDS {
            Highs_startCallback(highs, kind);
        }
    }
    let mut solved = model.try_solve();
    if let Ok(solved) = &mut solved {
        // SAFETY: the same live instance; without a function HiGHS calls nothing any more.
        unsafe { Highs_setCallback(solved.as_mut_ptr(), None, std::ptr::null_mut()) };
    }
    if let Some(panic) = listening.panic.into_inner() {
        resume_unwind(panic);
    }
    Watched {
        solved,
        is_ended: listening.is_ended.get(),
    }
}

/// The seconds that a solve took, by the solver's own clock.
pub fn seconds(solved: &mut SolvedModel) -> f64 {
    // SAFETY: HiGHS's own pointer of a live model, which is only read.
    unsafe { Highs_getRunTime(solved.as_mut_ptr()) }
}

extern "C" fn heard(kind: c_int, _: *const c_char, out: *const c_void, back: *mut DataIn, data: *mut c_void) {
    if data.is_null() {
        return;
    }
    // SAFETY: `data` is the `Listening` of the running call of `solved`, shared and on this thread.
    let listening = unsafe { &*data.cast::<Listening>() };
    if !listening.is_ended.get() {
        let seconds = item(out, c"running_time").unwrap_or(0.0);
        let [incumbent, bound] = if kind == SIMPLEX {
            [None, None]
        } else {
            [c"mip_primal_bound", c"mip_dual_bound"].map(|name| item(out, name).filter(|value| value.abs() < UNKNOWN))
        };
        let is_better = incumbent.is_some() && incumbent != listening.told.get();
        if is_better || seconds - listening.told_at.get() >= QUIET_SECONDS {
            listening.told_at.set(seconds);
            listening.told.set(incumbent.or(listening.told.get()));
            let heard = Heard {
                level: listening.level,
                incumbent,
                bound,
                seconds,
            };
            match catch_unwind(AssertUnwindSafe(|| (listening.listener)(heard))) {
                Ok(flow) => listening.is_ended.set(flow.is_break()),
                Err(panic) => {
                    listening.is_ended.set(true);
                    *listening.panic.borrow_mut() = Some(panic);
                }
            }
        }
    }
    if listening.is_ended.get() && !back.is_null() {
        // SAFETY: HiGHS gives the address of its own struct, whose first field this is, for the length of the call.
        unsafe { (*back).user_interrupt = 1 };
    }
}

/// A figure by its name; `None` where HiGHS does not tell it.
fn item(out: *const c_void, name: &CStr) -> Option<f64> {
    if out.is_null() {
        return None;
    }
    // SAFETY: `out` is what HiGHS handed over for this call; the names asked for are those of doubles.
    let place = unsafe { Highs_getCallbackDataOutItem(out, name.as_ptr()) }.cast::<f64>();
    // SAFETY: either null or the address of a double in that struct.
    unsafe { place.as_ref() }.copied()
}
