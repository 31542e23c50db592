//! People: one record per CPR number, found by keyed hash; what tells where they are is sealed.

use crate::error::{Error, Result};
use crate::row::{Row, ToColumn as _, args, codes, statements};
use crate::tx::{Tx, changed};
use crate::{seal, sort};
use domain::access::{Permit, Scope, Target};
use domain::cpr::Cpr;
use domain::ids::{CaseId, CaseNumber, PersonId};
use domain::people::{Contact, DigitalPost, Located, Person, Protection, Relation, RelationKind};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Columns of a person, under the alias `p`.
macro_rules! person_columns {
    () => {
        "p.id, p.cpr_sealed, p.name, p.born, p.protected, p.contact_sealed, p.digital_post, p.interpreter, \
         p.most_important, p.reviewed_on, p.version"
    };
}

/// A case `c` in the scope of `$1` on the day `$2`, whose departments are `$3` to `$10`.
macro_rules! in_scope {
    () => {
        " c.citizen_id = p.id and (c.responsible_id = $1 \
         or (c.closed_to_unit = 0 and c.department in ($3, $4, $5, $6, $7, $8, $9, $10)) \
         or exists (select 1 from case_functions f where f.staff_id = $1 and f.case_id = c.id and f.from_day <= $2 \
         and (f.until_day is null or $2 <= f.until_day))) "
    };
}
macro_rules! also_named {
    ($from:literal, $before:literal) => {
        concat!(
            " and (",
            $from,
            " = '' or exists (select 1 from person_words w where w.person_id = p.id and w.word >= ",
            $from,
            " and w.word < ",
            $before,
            "))"
        )
    };
}
/// People with a case in scope who have all the words, found by the first of them as `$first` says.
macro_rules! search {
    ($first:literal) => {
        concat!(
            "select p.id, p.name, p.born, p.protected, o.name as outreach, c.id as case_id, c.number from \
             (select p.id, p.name, p.born, p.protected, p.sort_key, p.outreach_id from persons p \
             where p.id not in (select person_id from conflicts where staff_id = $1) ",
            $first,
            also_named!("$13", "$14"),
            also_named!("$15", "$16"),
            also_named!("$17", "$18"),
            " and exists (select 1 from cases c where ",
            in_scope!(),
            ") order by p.sort_key, p.id limit $19) p \
             left join staff o on o.id = p.outreach_id join cases c on ",
            in_scope!(),
            " order by p.sort_key, p.id, c.number"
        )
    };
}

statements! {
    BY_CPR = "select id from persons where cpr_lookup = $1";
    INSERT = "insert into persons (id, cpr_sealed, cpr_lookup, name, sort_key, born, protected, contact_sealed, \
        digital_post, interpreter, most_important, reviewed_on, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)";
    UPDATE = "update persons set name = $3, sort_key = $4, protected = $5, contact_sealed = $6, digital_post = $7, \
        interpreter = $8, most_important = $9, reviewed_on = $10, version = version + 1 where id = $1 and version = $2";
    INSERT_WORD = "insert into person_words (word, person_id) values ($1, $2)";
    DELETE_WORDS = "delete from person_words where person_id = $1";
    ONE = concat!("select ", person_columns!(), " from persons p where p.id = $1");
    RELATED = concat!("select ", person_columns!(), " from persons p where p.id in \
        (select other_id from relations where person_id = $1) order by p.sort_key, p.id");
    RELATIONS = "select r.person_id, r.other_id, r.kind, r.from_day, r.until_day, r.covers, r.appointed_by_id, p.born \
        from relations r join persons p on p.id = r.person_id where r.person_id = $1 order by r.nr";
    INSERT_RELATION = "insert into relations (person_id, other_id, kind, from_day, until_day, covers, appointed_by_id) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    END_RELATION = "update relations set until_day = $4 where person_id = $1 and other_id = $2 and kind = $3 \
        and (until_day is null or $4 < until_day)";
    /// How many words begin so, as far as it matters.
    HOW_MANY = "select count(*) as words from (select 1 as one from person_words where word >= $1 and word < $2 \
        limit 10000) x";
    /// From the few who have the rarest word.
    SEARCH_RARE = search!(" and p.id in (select person_id from person_words where word >= $11 and word < $12) ");
    /// Along the alphabet, until enough are found.
    SEARCH_COMMON = search!(" and exists (select 1 from person_words w where w.person_id = p.id and w.word >= $11 \
        and w.word < $12) ");
}

codes! { relation_code, relation_kind, RelationKind,
    RelationKind::CustodyHolder = "custody-holder", RelationKind::Parent = "parent",
    RelationKind::Guardian = "guardian", RelationKind::Representative = "representative",
    RelationKind::PowerOfAttorney = "power-of-attorney", RelationKind::Sibling = "sibling",
}
codes! { post_code, post_state, DigitalPost,
    DigitalPost::Registered = "registered", DigitalPost::Exempt = "exempt", DigitalPost::Unknown = "unknown",
}

/// A person found by a search, with the cases the searcher may list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonHit {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Birth date.
    pub born: Date,
    /// Protected, so that the page says so (P-8).
    pub protected: bool,
    /// Their outreach caseworker.
    pub outreach: Option<String>,
    /// Cases about them in the searcher's scope, oldest first.
    pub cases: Vec<(CaseId, CaseNumber)>,
}

/// Departments one search covers at most; a head of more searches one department at a time.
pub(crate) const DEPARTMENTS: usize = 8;
/// So many words that begin alike are better looked for along the alphabet; where `HOW_MANY` stops counting.
const COMMON: u32 = 10_000;

impl Tx {
    /// The person with this number. The caller decides whether the asker may know (C-4).
    pub async fn person_by_cpr(&mut self, cpr: &Cpr) -> Result<Option<PersonId>> {
        let lookup = seal::lookup(self.keys(), cpr)?;
        self.one(BY_CPR, args![lookup]).await?.map(|row| row.get("id")).transpose()
    }

    /// The keyed hash of a CPR number, for the log of a search (C-4).
    pub fn cpr_hash(&self, cpr: &Cpr) -> Result<String> {
        seal::lookup(self.keys(), cpr)
    }

    /// Saves a new person; `Conflict("persons")` when the number is known. The permit is for registering or for the
    /// case the person gets a relation on.
    pub async fn insert_person(&mut self, permit: &Permit, person: &Person) -> Result<()> {
        self.writes(permit)?;
        if matches!(permit.target(), Target::Person(id) if id != person.id) {
            return Err(Error::NotFound);
        }
        let cpr = self.seal("persons.cpr", &person.id, person.cpr.expose_for_storage())?;
        let contact = self.sealed_contact(person)?;
        let lookup = seal::lookup(self.keys(), &person.cpr)?;
        let protected = person.contact.protection() == Protection::Protected;
        let key = sort::key(&person.name)?;
        let args = args![
            person.id,
            cpr,
            lookup,
            person.name,
            key,
            person.born,
            protected,
            contact,
            post_code(person.digital_post),
            person.interpreter,
            person.most_important,
            person.reviewed_on
        ];
        self.run(INSERT, args).await?;
        self.insert_words(person).await
    }

    /// A person, for a permit for them or for a case they are on.
    pub async fn person(&mut self, permit: &Permit, id: PersonId) -> Result<Person> {
        self.reads_person(permit, id).await?;
        self.load_person(id).await
    }

    pub(crate) async fn load_person(&mut self, id: PersonId) -> Result<Person> {
        let row = self.one(ONE, args![id]).await?.ok_or(Error::NotFound)?;
        self.read_person(&row)
    }

    /// Saves a changed stamkort over the version that was read; answers the new version. The number and the birth date
    /// are not changed by it.
    pub async fn save_person(&mut self, permit: &Permit, person: &Person) -> Result<i64> {
        self.writes(permit)?;
        self.reads_person(permit, person.id).await?;
        let contact = self.sealed_contact(person)?;
        let protected = person.contact.protection() == Protection::Protected;
        let key = sort::key(&person.name)?;
        let args = args![
            person.id,
            person.version,
            person.name,
            key,
            protected,
            contact,
            post_code(person.digital_post),
            person.interpreter,
            person.most_important,
            person.reviewed_on
        ];
        changed(self.run(UPDATE, args).await?)?;
        self.run(DELETE_WORDS, args![person.id]).await?;
        self.insert_words(person).await?;
        Ok(person.version.saturating_add(1))
    }

    /// Relations to a person, ended ones too, and the people of them.
    pub async fn relations_of(&mut self, permit: &Permit, id: PersonId) -> Result<(Vec<Relation>, Vec<Person>)> {
        self.reads_person(permit, id).await?;
        self.load_relations(id).await
    }

    pub(crate) async fn load_relations(&mut self, id: PersonId) -> Result<(Vec<Relation>, Vec<Person>)> {
        let rows = self.all(RELATIONS, args![id]).await?;
        let mut relations = rows.iter().map(relation).collect::<Result<Vec<_>>>()?;
        // What ends with childhood is read as ended: it waits for nobody to write it down.
        if let Some(born) = rows.first().map(|row| row.get("born")).transpose()? {
            domain::adulthood::settle_relations(born, &mut relations);
        }
        let rows = self.all(RELATED, args![id]).await?;
        let people = rows.iter().map(|row| self.read_person(row)).collect::<Result<Vec<_>>>()?;
        Ok((relations, people))
    }

    /// Saves a relation; the permit is for the person it is about, or for a case of theirs.
    pub async fn insert_relation(&mut self, permit: &Permit, relation: &Relation) -> Result<()> {
        self.writes(permit)?;
        self.reads_person(permit, relation.person).await?;
        let kind = relation_code(relation.kind);
        let args = args![
            relation.person,
            relation.other,
            kind,
            relation.from,
            relation.until,
            relation.covers,
            relation.appointed_by
        ];
        self.run(INSERT_RELATION, args).await.map(|_| ())
    }

    /// Ends a relation on a day; it stays visible as ended.
    pub async fn end_relation(
        &mut self,
        permit: &Permit,
        person: PersonId,
        other: PersonId,
        kind: RelationKind,
        until: Date,
    ) -> Result<()> {
        self.writes(permit)?;
        self.reads_person(permit, person).await?;
        crate::tx::found(self.run(END_RELATION, args![person, other, relation_code(kind), until]).await?)
    }

    /// People whose names have words that begin with each of the words asked for, with a case in scope, in Danish
    /// order. Nothing is found by a search without words.
    pub async fn search_people(&mut self, scope: &Scope, search: &str, limit: u32) -> Result<Vec<PersonHit>> {
        let mut words = Vec::new();
        for word in sort::asked(search) {
            let row = self.one(HOW_MANY, args![word, sort::after_prefix(&word)]).await?.ok_or(Error::NotFound)?;
            words.push((row.get::<u32>("words")?, word));
        }
        words.sort();
        let Some((fewest, _)) = words.first() else { return Ok(Vec::new()) };
        let sql = if *fewest < COMMON { SEARCH_RARE } else { SEARCH_COMMON };
        let departments = scope.departments();
        if DEPARTMENTS < departments.len() {
            return Err(Error::broken("a search covers at most eight departments"));
        }
        let mut args = args![scope.subject(), self.today()];
        for slot in 0..DEPARTMENTS {
            departments.get(slot).map(String::as_str).unwrap_or_default().put(&mut args)?;
        }
        for slot in 0..sort::MOST_WORDS {
            let word = words.get(slot).map(|(_, word)| word.as_str()).unwrap_or_default();
            word.put(&mut args)?;
            sort::after_prefix(word).put(&mut args)?;
        }
        limit.put(&mut args)?;
        let rows = self.all(sql, args).await?;
        let mut hits: Vec<PersonHit> = Vec::new();
        for row in &rows {
            let id: PersonId = row.get("id")?;
            let case = (row.get("case_id")?, row.get("number")?);
            match hits.last_mut().filter(|hit| hit.id == id) {
                Some(hit) => hit.cases.push(case),
                None => hits.push(PersonHit {
                    id,
                    name: row.get("name")?,
                    born: row.get("born")?,
                    protected: row.get("protected")?,
                    outreach: row.maybe("outreach")?,
                    cases: vec![case],
                }),
            }
        }
        Ok(hits)
    }

    async fn insert_words(&mut self, person: &Person) -> Result<()> {
        for word in sort::words(&person.name) {
            self.run(INSERT_WORD, args![word, person.id]).await?;
        }
        Ok(())
    }

    fn sealed_contact(&self, person: &Person) -> Result<Vec<u8>> {
        let contact = person.contact.expose_for_storage();
        let plain = json!({
            "street": contact.street, "town": contact.town, "phone": contact.phone, "mail": contact.mail,
            "occupation": contact.occupation,
        });
        self.seal("persons.contact", &person.id, &plain.to_string())
    }

    pub(crate) fn read_person(&self, row: &Row) -> Result<Person> {
        let id: PersonId = row.get("id")?;
        let cpr = self.unseal("persons.cpr", &id, &row.get::<Vec<u8>>("cpr_sealed")?)?;
        let contact = self.unseal("persons.contact", &id, &row.get::<Vec<u8>>("contact_sealed")?)?;
        let contact: Value =
            serde_json::from_str(&contact).map_err(|_| Error::broken("a sealed contact is not JSON"))?;
        let field = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
        let contact = Contact {
            street: field("street"),
            town: field("town"),
            phone: field("phone"),
            mail: field("mail"),
            occupation: field("occupation"),
        };
        let protection = if row.get("protected")? { Protection::Protected } else { Protection::None };
        Ok(Person {
            id,
            cpr: Cpr::from_storage(&cpr).ok_or_else(|| Error::broken("a sealed CPR number cannot be read back"))?,
            name: row.get("name")?,
            born: row.get("born")?,
            contact: Located::new(contact, protection),
            digital_post: row.code("digital_post", post_state)?,
            interpreter: row.maybe("interpreter")?,
            most_important: row.get("most_important")?,
            reviewed_on: row.maybe("reviewed_on")?,
            version: row.get("version")?,
        })
    }
}

fn relation(row: &Row) -> Result<Relation> {
    Ok(Relation {
        person: row.get("person_id")?,
        other: row.get("other_id")?,
        kind: row.code("kind", relation_kind)?,
        from: row.maybe("from_day")?,
        until: row.maybe("until_day")?,
        covers: row.get("covers")?,
        appointed_by: row.maybe("appointed_by_id")?,
    })
}
