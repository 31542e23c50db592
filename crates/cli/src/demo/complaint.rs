//! Two of the town's families complain.

use super::play::broken;
use anyhow::Context as _;
use app::complaint::{Reassess, Register};
use app::{Actor, App};
use domain::complaint::{Channel, Complaint, DecidedBy, Reassessed};
use domain::ids::CaseId;
use domain::letter::{LetterState, Occasion};
use jiff::civil::Date;

/// The family rings; the receipt is sent, and a colleague is asked to reassess.
pub async fn complain(app: &App, actor: &Actor, colleague: &Actor, case: CaseId, day: Date) -> anyhow::Result<()> {
    let view = app::case::show(app, actor, case).await.map_err(broken)?;
    let decision = view.file.decisions.last().context("nothing is decided")?.id;
    let by = domain::complaint::complainants(&view.file, day).first().context("nobody may complain")?.id;
    let order = Register {
        decision,
        by,
        received_on: day,
        channel: Channel::Phone,
        words: "Vi synes ikke, at I har set på, hvor meget det koster os hver uge. Vi vil have, at I regner det igen."
            .to_string(),
        decided_by: DecidedBy::Administration,
        late_receipt: None,
    };
    app::complaint::register(app, actor, case, order).await.map_err(broken)?;
    let view = app::case::show(app, actor, case).await.map_err(broken)?;
    let drafted = |letter: &&domain::letter::IssuedLetter| {
        letter.occasion == Occasion::ComplaintReceipt && letter.state == LetterState::Drafted
    };
    let receipt = view.letters.iter().find(drafted).context("no receipt was made")?;
    app::letter::send(app, actor, case, receipt.id, receipt.version).await.map_err(broken)?;
    let complaint = last(app, actor, case).await?;
    let asked =
        app::complaint::ask_to_reassess(app, actor, (case, complaint.id), complaint.version, colleague.id(), "");
    asked.await.map_err(broken)
}

/// The colleague comes to the same.
pub async fn uphold(app: &App, colleague: &Actor, case: CaseId) -> anyhow::Result<()> {
    let complaint = last(app, colleague, case).await?;
    let order = Reassess {
        outcome: Reassessed::Upheld,
        reasons: "Vi har regnet udgifterne igen og spurgt skolen. De når stadig ikke det beløb, loven kræver."
            .to_string(),
        same_person: String::new(),
    };
    app::complaint::reassess(app, colleague, (case, complaint.id), complaint.version, order).await.map_err(broken)
}

async fn last(app: &App, actor: &Actor, case: CaseId) -> anyhow::Result<Complaint> {
    let view = app::case::show(app, actor, case).await.map_err(broken)?;
    view.file.complaints.last().cloned().context("nobody has complained")
}
