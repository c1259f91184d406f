//! A finished review becomes the workspace's own: the plan of a job, compared with the data and written in one transaction. The
//! running service notices the file as it notices a review of the command line, and shows the plan within seconds.

use std::path::Path;

use chrono::Utc;

use super::error::ApiError;
use super::view::Service;
use crate::auth::{Actor, By, JobRow, JobState};
use crate::planner::{KeepFault, Kept, keep_review};
use crate::store::StoreError;
use crate::wire::{AdoptionAnswer, ReviewAnswer};

const NOTED_NOT_DONE: &str = "Phương án đã được dùng, nhưng nhật ký không ghi được việc này; hãy báo người quản trị. / The plan is adopted, and \
     the audit log did not take the entry of it: tell the administrator.";
const CHANGED: &str = "Dữ liệu đã thay đổi sau khi rà soát, nên phương án này không còn đúng; hãy chạy lại. / The data have changed since \
     the review began, so its plan no longer holds: run it again.";
const INFEASIBLE: &str = "Không có phương án nào thỏa các điều kiện này, nên không có gì để dùng; hãy nới điều kiện và chạy lại. / No plan \
     satisfies these settings, so there is none to adopt: change them and run again.";

/// Adopts the plan of a job. Blocks on the disk.
///
/// # Errors
/// No such job or workspace; a job that is no review or has no plan; data that have changed since; what the disk says.
pub fn adopt(service: &Service, actor: &Actor, job: &str) -> Result<AdoptionAnswer, ApiError> {
    let job = service.jobs().seen_by(actor, job)?;
    let workspace = service.workspace()?;
    let plan = plan_of(service, &job)?;
    let to_keep = plan.to_keep().map_err(ApiError::internal)?;
    let noted = |action: &str| {
        let at = Utc::now();
        let (account, detail) = (actor.account.as_str(), plan.settings.preset.clone());
        let written = service
            .private()
            .append(&By { account, at }.entry(action, &job.id, detail));
        written.map(drop).map_err(|error| {
            tracing::error!(%error, action, job = job.id, "the audit log takes no entry");
            "the audit log takes no entry, so the plan was not adopted".to_owned()
        })
    };
    // Before the file changes: nothing is changed that the log could not take.
    let kept = keep_review(&workspace, &to_keep, || noted("review.adopt.start"));
    let kept = kept.map_err(|fault| refused(fault, &workspace))?;
    let warning = match kept {
        Kept::AsBefore => None,
        Kept::Written => noted("review.adopt").err().map(|_| NOTED_NOT_DONE.to_owned()),
    };
    Ok(AdoptionAnswer {
        job: job.id.clone(),
        snapshot_id: plan.snapshot_id,
        is_written: kept == Kept::Written,
        warning,
    })
}

fn plan_of(service: &Service, job: &JobRow) -> Result<ReviewAnswer, ApiError> {
    let refused = |vi: String, en: String| Err(ApiError::Conflict(format!("{vi} / {en}")));
    let id = &job.id;
    if job.kind != "review" {
        let vi = format!("Việc {id} không phải là rà soát nên không có phương án.");
        let en = format!("The job {id} is of the kind '{}': only a review has a plan.", job.kind);
        return refused(vi, en);
    }
    if !job.state.has_ended() {
        let vi = format!("Lần rà soát {id} chưa xong; hãy đợi đến khi có phương án.");
        return refused(
            vi,
            format!("The review {id} is {}: wait until it has ended.", job.state.code()),
        );
    }
    let text = service.jobs().queue()?.result(id)?;
    let Some(text) = text.filter(|_| job.state == JobState::Done) else {
        let vi = format!("Lần rà soát {id} không cho phương án nào; hãy chạy lại.");
        return refused(
            vi,
            format!("The review {id} is {} and has no plan: run it again.", job.state.code()),
        );
    };
    serde_json::from_str(&text).map_err(ApiError::internal)
}

fn refused(fault: KeepFault, workspace: &Path) -> ApiError {
    match fault {
        KeepFault::DataChanged { .. } => ApiError::Conflict(CHANGED.to_owned()),
        KeepFault::Infeasible => ApiError::Conflict(INFEASIBLE.to_owned()),
        KeepFault::NotNoted(reason) => ApiError::internal(reason),
        // QGIS or another command writes to the workspace.
        KeepFault::Store(StoreError::Locked(_)) => ApiError::Busy,
        KeepFault::Store(error) => ApiError::internal(format!("{}: {error}", workspace.display())),
    }
}
