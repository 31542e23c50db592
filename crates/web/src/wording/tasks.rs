//! Words for tasks.

use super::Wording;
use domain::task::{LONGEST, NotATask};

impl Wording for NotATask {
    fn danish(&self) -> String {
        match self {
            NotATask::Empty => "Skriv, hvad der skal gøres.".into(),
            NotATask::TooLong => {
                format!("Opgaven er længere end {LONGEST} tegn. Skriv den kort, og læg resten i journalen.")
            }
            NotATask::DueBefore => "Dagen ligger før den dag, det blev aftalt. Vælg en senere dag.".into(),
            NotATask::AgainWithoutDay => "En fast opgave skal have en første dag.".into(),
            NotATask::NoOwner => "Skriv navnet på den, der har opgaven.".into(),
            NotATask::OwnerSeesNothing => {
                "Den valgte kan ikke åbne sagen. Vælg en anden, eller giv den valgte en funktion på sagen først.".into()
            }
            NotATask::SettledAlready => "Opgaven er gjort eller bortfaldet i forvejen.".into(),
            NotATask::OutsideTime => "Dagen skal ligge fra den dag, opgaven blev givet, til i dag.".into(),
            NotATask::NoReason => "Skriv, hvorfor opgaven bortfalder.".into(),
            NotATask::CameAgain => "Den faste opgave er kommet igen siden. Brug den nye i stedet.".into(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            NotATask::Empty => "task_empty",
            NotATask::TooLong => "task_too_long",
            NotATask::DueBefore => "task_due_before",
            NotATask::AgainWithoutDay => "task_again_without_day",
            NotATask::NoOwner => "task_without_owner",
            NotATask::OwnerSeesNothing => "task_owner_sees_nothing",
            NotATask::SettledAlready => "task_settled_already",
            NotATask::OutsideTime => "task_outside_time",
            NotATask::NoReason => "task_dropped_without_reason",
            NotATask::CameAgain => "task_came_again",
        }
    }
}
