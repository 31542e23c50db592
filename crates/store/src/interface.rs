//! Cases on their way to another department, and what two departments have agreed. Reasons and terms are sealed.

use crate::error::{Error, Result};
use crate::row::{Row, args, statements};
use crate::tx::{Tx, changed};
use domain::access::Permit;
use domain::ids::{AgreementId, CaseId, CaseNumber, StaffId, TransferId};
use domain::interface::{Contract, Said, Terms, Transfer, TransferState};
use jiff::civil::Date;

const WHY: &str = "transfers.why";
const SAID: &str = "transfers.said";
const ENDED: &str = "contracts.ended";
const TERMS: &str = "contract_versions.terms";

macro_rules! transfer {
    () => {
        "select t.id, t.case_id, t.from_department, t.to_department, t.rule, t.why_sealed, t.by_id, t.on_day, t.answer_by, \
         t.state, t.said_by_id, t.said_on, t.said_sealed, t.decide_by, t.responsible_id, t.version from transfers t "
    };
}
macro_rules! contract {
    () => {
        "select c.id, c.first_department, c.second_department, c.case_id, c.ended_on, c.ended_by_id, c.ended_sealed, \
         v.version_nr, v.terms_sealed, v.from_day, v.until_day, v.review_on, v.written_by_id, v.written_on, \
         v.first_yes_by_id, v.first_yes_on, v.second_yes_by_id, v.second_yes_on \
         from contracts c join contract_versions v on v.contract_id = c.id "
    };
}
macro_rules! latest {
    () => {
        "v.version_nr = (select max(o.version_nr) from contract_versions o where o.contract_id = c.id) "
    };
}

statements! {
    INSERT = "insert into transfers (id, case_id, from_department, to_department, rule, why_sealed, by_id, on_day, \
        answer_by, state, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed', 1)";
    SETTLE = "update transfers set state = $4, said_by_id = $5, said_on = $6, said_sealed = $7, decide_by = $8, \
        responsible_id = $9, version = version + 1 \
        where id = $1 and case_id = $2 and version = $3 and state in ('proposed', 'disputed')";
    OF_CASE = concat!(transfer!(), "where t.case_id = $1 order by t.nr");
    ONE = concat!(transfer!(), "where t.id = $1");
    /// Open ones that touch a department, with what the other may know of the case.
    WAITING = "select t.id, c.number, c.benefit, p.name as citizen, p.protected, s.name as responsible from transfers t \
        join cases c on c.id = t.case_id join persons p on p.id = c.citizen_id join staff s on s.id = c.responsible_id \
        where (t.to_department = $2 or t.from_department = $2) and t.state in ('proposed', 'disputed') \
        and c.citizen_id not in (select person_id from conflicts where staff_id = $1) order by t.answer_by, t.nr limit $3";
    MOVE = "update cases set department = $3, version = version + 1 where id = $1 and version = $2 and closed_on is null \
        returning version";
    MOVE_TODOS = "update todos set listed_for = (select case when c.closed_to_unit = 1 then '' else c.department end \
        from cases c where c.id = $1) where case_id = $1";
    INSERT_CONTRACT = "insert into contracts (id, first_department, second_department, case_id) values ($1, $2, $3, $4)";
    INSERT_VERSION = "insert into contract_versions (contract_id, version_nr, terms_sealed, from_day, until_day, review_on, \
        written_by_id, written_on) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIRST_YES = "update contract_versions set first_yes_by_id = $3, first_yes_on = $4 \
        where contract_id = $1 and version_nr = $2 and first_yes_on is null";
    SECOND_YES = "update contract_versions set second_yes_by_id = $3, second_yes_on = $4 \
        where contract_id = $1 and version_nr = $2 and second_yes_on is null";
    END_CONTRACT = "update contracts set ended_on = $2, ended_by_id = $3, ended_sealed = $4 \
        where id = $1 and ended_on is null";
    CONTRACTS = concat!(contract!(), "where ", latest!(), "order by c.nr desc limit 200");
    VERSIONS = concat!(contract!(), "where c.id = $1 order by v.version_nr desc");
    CONTRACTS_OF_CASE = concat!(contract!(), "where c.case_id = $1 and ", latest!(), "order by c.nr desc");
}

/// A case another department is asked to take, with what its leader may know of it before the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingTransfer {
    /// The transfer.
    pub transfer: Transfer,
    /// The case's number.
    pub number: CaseNumber,
    /// Its benefit, by id.
    pub benefit: String,
    /// The citizen's name.
    pub citizen: String,
    /// The citizen is protected, so that the page says so (P-8).
    pub protected: bool,
    /// Who is responsible now, by name.
    pub responsible: String,
}

impl Tx {
    /// Asks another department; `Conflict` when the case is on its way already.
    pub async fn insert_transfer(&mut self, permit: &Permit, transfer: &Transfer) -> Result<()> {
        self.writes_case(permit, transfer.case)?;
        let why = self.seal(WHY, &transfer.id, &transfer.why)?;
        let (from, to, rule) = (&transfer.from, &transfer.to, &transfer.rule);
        let args = args![transfer.id, transfer.case, from, to, rule, why, transfer.by, transfer.on, transfer.answer_by];
        self.run(INSERT, args).await.map(|_| ())
    }

    /// Answers, disputes or settles a transfer over the version that was read.
    pub async fn settle_transfer(&mut self, permit: &Permit, transfer: &Transfer, to: &TransferState) -> Result<()> {
        self.writes_case(permit, transfer.case)?;
        let (code, said, decide_by, responsible): (_, &Said, Option<Date>, Option<StaffId>) = match to {
            TransferState::Proposed => return Err(Error::broken("proposing settles nothing")),
            TransferState::Disputed { said, decide_by } => ("disputed", said, Some(*decide_by), None),
            TransferState::Accepted { said, responsible } => ("accepted", said, None, Some(*responsible)),
            TransferState::Stays(said) => ("stays", said, None, None),
        };
        let words = self.seal(SAID, &transfer.id, &said.words)?;
        let args =
            args![transfer.id, transfer.case, transfer.version, code, said.by, said.on, words, decide_by, responsible];
        changed(self.run(SETTLE, args).await?)
    }

    /// Every transfer of a case, oldest first.
    pub async fn transfers_of_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Transfer>> {
        self.reads_case(permit, case)?;
        let rows = self.all(OF_CASE, args![case]).await?;
        rows.iter().map(|row| self.read_transfer(row)).collect()
    }

    /// One transfer, for who leads in a department it touches: which is asked by who knows the policy.
    pub async fn transfer(&mut self, permit: &Permit, id: TransferId) -> Result<Option<Transfer>> {
        self.writes(permit)?;
        let row = self.one(ONE, args![id]).await?;
        row.as_ref().map(|row| self.read_transfer(row)).transpose()
    }

    /// Open transfers to or from a department the permit leads in.
    pub async fn transfers_waiting(
        &mut self,
        permit: &Permit,
        department: &str,
        limit: u32,
    ) -> Result<Vec<WaitingTransfer>> {
        self.writes(permit)?;
        let rows = self.all(WAITING, args![permit.subject(), department, limit]).await?;
        let mut found = Vec::new();
        for row in rows {
            let id: TransferId = row.get("id")?;
            let transfer =
                self.transfer(permit, id).await?.ok_or_else(|| Error::broken("a transfer without itself"))?;
            found.push(WaitingTransfer {
                transfer,
                number: row.get("number")?,
                benefit: row.get("benefit")?,
                citizen: row.get("citizen")?,
                protected: row.get("protected")?,
                responsible: row.get("responsible")?,
            });
        }
        Ok(found)
    }

    /// Gives an open case to another department; its todos are listed there from now on.
    pub async fn move_to_department(
        &mut self,
        permit: &Permit,
        case: CaseId,
        version: i64,
        department: &str,
    ) -> Result<i64> {
        self.writes_case(permit, case)?;
        let row = self.one(MOVE, args![case, version, department]).await?.ok_or(Error::Stale)?;
        self.run(MOVE_TODOS, args![case]).await?;
        row.get("version")
    }

    /// Begins a contract with its first version.
    pub async fn insert_contract(&mut self, permit: &Permit, contract: &Contract) -> Result<()> {
        self.writes(permit)?;
        let [first, second] = &contract.between;
        self.run(INSERT_CONTRACT, args![contract.id, first, second, contract.case]).await?;
        self.insert_contract_version(permit, contract).await
    }

    /// Adds a version; `Conflict` when somebody wrote that version first.
    pub async fn insert_contract_version(&mut self, permit: &Permit, contract: &Contract) -> Result<()> {
        self.writes(permit)?;
        let terms = &contract.terms;
        let words: Vec<&String> = std::iter::once(&terms.purpose).chain(&terms.does).chain(&terms.contacts).collect();
        let words = serde_json::to_string(&words).map_err(|error| Error::Broken(error.into()))?;
        let sealed = self.seal(TERMS, &format!("{}-{}", contract.id, contract.nr), &words)?;
        let args = args![
            contract.id,
            contract.nr,
            sealed,
            terms.from,
            terms.until,
            terms.review_on,
            contract.written.by,
            contract.written.on
        ];
        self.run(INSERT_VERSION, args).await.map(|_| ())
    }

    /// A department says yes to a version; `side` is its place in the contract.
    pub async fn accept_contract(&mut self, permit: &Permit, contract: &Contract, side: usize) -> Result<()> {
        self.writes(permit)?;
        let sql = if side == 0 { FIRST_YES } else { SECOND_YES };
        let today = self.today();
        changed(self.run(sql, args![contract.id, contract.nr, permit.subject(), today]).await?)
    }

    /// Ends a contract.
    pub async fn end_contract(&mut self, permit: &Permit, id: AgreementId, said: &Said) -> Result<()> {
        self.writes(permit)?;
        let words = self.seal(ENDED, &id, &said.words)?;
        changed(self.run(END_CONTRACT, args![id, said.on, said.by, words]).await?)
    }

    /// Every contract in its latest version, newest first; who may read which is asked by who knows the policy.
    pub async fn contracts(&mut self, permit: &Permit) -> Result<Vec<Contract>> {
        self.browses(permit)?;
        let rows = self.all(CONTRACTS, args![]).await?;
        rows.iter().map(|row| self.read_contract(row)).collect()
    }

    /// The versions of one contract, newest first.
    pub async fn contract_versions(&mut self, permit: &Permit, id: AgreementId) -> Result<Vec<Contract>> {
        self.browses(permit)?;
        let rows = self.all(VERSIONS, args![id]).await?;
        rows.iter().map(|row| self.read_contract(row)).collect()
    }

    /// The contracts about a case, in their latest version.
    pub async fn contracts_of_case(&mut self, permit: &Permit, case: CaseId) -> Result<Vec<Contract>> {
        self.reads_case(permit, case)?;
        let rows = self.all(CONTRACTS_OF_CASE, args![case]).await?;
        rows.iter().map(|row| self.read_contract(row)).collect()
    }

    /// The permit is for reading what tells nothing of a citizen.
    fn browses(&self, permit: &Permit) -> Result<()> {
        let toolbox = domain::access::Target::Other(domain::access::Object::Toolbox);
        if permit.target() == toolbox { Ok(()) } else { self.writes(permit) }
    }

    fn read_transfer(&self, row: &Row) -> Result<Transfer> {
        let id: TransferId = row.get("id")?;
        let said = |row: &Row| -> Result<Said> {
            let words = self.unseal(SAID, &id, &row.get::<Vec<u8>>("said_sealed")?)?;
            Ok(Said { by: row.get("said_by_id")?, on: row.get("said_on")?, words })
        };
        let state = match row.get::<String>("state")?.as_str() {
            "proposed" => TransferState::Proposed,
            "disputed" => TransferState::Disputed { said: said(row)?, decide_by: row.get("decide_by")? },
            "accepted" => TransferState::Accepted { said: said(row)?, responsible: row.get("responsible_id")? },
            "stays" => TransferState::Stays(said(row)?),
            _ => return Err(Error::broken("column state holds an unknown code")),
        };
        Ok(Transfer {
            case: row.get("case_id")?,
            from: row.get("from_department")?,
            to: row.get("to_department")?,
            rule: row.maybe("rule")?,
            why: self.unseal(WHY, &id, &row.get::<Vec<u8>>("why_sealed")?)?,
            by: row.get("by_id")?,
            on: row.get("on_day")?,
            answer_by: row.get("answer_by")?,
            state,
            version: row.get("version")?,
            id,
        })
    }

    fn read_contract(&self, row: &Row) -> Result<Contract> {
        let id: AgreementId = row.get("id")?;
        let nr: u32 = row.get("version_nr")?;
        let sealed = row.get::<Vec<u8>>("terms_sealed")?;
        let words = self.unseal(TERMS, &format!("{id}-{nr}"), &sealed)?;
        let words: [String; 5] = serde_json::from_str(&words).map_err(|error| Error::Broken(error.into()))?;
        let [purpose, does_first, does_second, call_first, call_second] = words;
        let yes = |by: &str, on: &str| -> Result<Option<Said>> {
            let (Some(by), Some(on)) = (row.maybe(by)?, row.maybe(on)?) else { return Ok(None) };
            Ok(Some(Said { by, on, words: String::new() }))
        };
        let ended = match row.maybe::<Date>("ended_on")? {
            None => None,
            Some(on) => {
                let words = self.unseal(ENDED, &id, &row.get::<Vec<u8>>("ended_sealed")?)?;
                Some(Said { by: row.get("ended_by_id")?, on, words })
            }
        };
        Ok(Contract {
            id,
            nr,
            between: [row.get("first_department")?, row.get("second_department")?],
            case: row.maybe("case_id")?,
            terms: Terms {
                purpose,
                does: [does_first, does_second],
                contacts: [call_first, call_second],
                from: row.get("from_day")?,
                until: row.maybe("until_day")?,
                review_on: row.get("review_on")?,
            },
            written: Said { by: row.get("written_by_id")?, on: row.get("written_on")?, words: String::new() },
            accepted: [yes("first_yes_by_id", "first_yes_on")?, yes("second_yes_by_id", "second_yes_on")?],
            ended,
        })
    }
}
