-- Cooperation between departments: contracts, the transition committee, the stamkort kept current.

create table master_record_reviews (
    nr SERIAL,
    person_id TEXT not null references persons (id),      -- personal
    case_id TEXT not null references cases (id),
    on_day TEXT not null,
    by_id TEXT not null references staff (id)
);
create index master_record_reviews_of_person on master_record_reviews (person_id, nr);

create table transfers (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    from_department TEXT not null,
    to_department TEXT not null,
    rule TEXT,
    why_sealed BYTES not null,                            -- personal, sealed
    by_id TEXT not null references staff (id),
    on_day TEXT not null,
    answer_by TEXT not null,
    state TEXT not null check (state in ('proposed', 'disputed', 'accepted', 'stays')),
    said_by_id TEXT references staff (id),
    said_on TEXT,
    said_sealed BYTES,                                    -- personal, sealed: the answer's words
    decide_by TEXT,
    responsible_id TEXT references staff (id),
    version bigint not null,
    check (from_department <> to_department),
    check ((state = 'proposed') = (said_on is null)),
    check ((said_on is null) = (said_by_id is null)),
    check ((said_on is null) = (said_sealed is null)),
    check (state <> 'disputed' or decide_by is not null),
    check ((state = 'accepted') = (responsible_id is not null))
);
-- A case is on its way to one department at a time.
create unique index transfers_open on transfers (case_id) where state in ('proposed', 'disputed');
create index transfers_of_case on transfers (case_id, nr);
create index transfers_to on transfers (to_department, nr) where state in ('proposed', 'disputed');

create table contracts (
    nr SERIAL,
    id TEXT not null unique,
    first_department TEXT not null,
    second_department TEXT not null,
    case_id TEXT references cases (id),
    ended_on TEXT,
    ended_by_id TEXT references staff (id),
    ended_sealed BYTES,                                   -- personal, sealed: why it ended
    check (first_department <> second_department),
    check ((ended_on is null) = (ended_by_id is null)),
    check ((ended_on is null) = (ended_sealed is null))
);
create index contracts_of_case on contracts (case_id, nr) where case_id is not null;

create table contract_versions (
    contract_id TEXT not null references contracts (id),
    version_nr bigint not null check (0 < version_nr),
    terms_sealed BYTES not null,                          -- personal, sealed: purpose, who does what, who to call
    from_day TEXT not null,
    until_day TEXT,
    review_on TEXT not null,
    written_by_id TEXT not null references staff (id),
    written_on TEXT not null,
    first_yes_by_id TEXT references staff (id),
    first_yes_on TEXT,
    second_yes_by_id TEXT references staff (id),
    second_yes_on TEXT,
    primary key (contract_id, version_nr),
    check (from_day <= review_on),
    check (until_day is null or review_on <= until_day),
    check ((first_yes_on is null) = (first_yes_by_id is null)),
    check ((second_yes_on is null) = (second_yes_by_id is null))
);

create table forum_rhythms (
    forum TEXT primary key,
    first_on TEXT not null,
    months bigint not null check (months between 1 and 12),
    at_hour TEXT not null,
    place TEXT not null,
    version bigint not null
);

create table committee_items (
    nr SERIAL,
    id TEXT not null unique,
    forum TEXT not null,
    case_id TEXT not null references cases (id),
    question_sealed BYTES not null,                       -- personal, sealed
    by_id TEXT not null references staff (id),
    put_on TEXT not null,
    not_before TEXT not null,
    postponed bigint not null,
    state TEXT not null check (state in ('waiting', 'decided', 'taken-off')),
    settled_on TEXT,
    settled_by_id TEXT references staff (id),
    words_sealed BYTES,                                   -- personal, sealed: the decision, or why it was taken off
    owner_id TEXT references staff (id),
    due TEXT,
    version bigint not null,
    check ((state = 'waiting') = (settled_on is null)),
    check ((settled_on is null) = (settled_by_id is null)),
    check ((settled_on is null) = (words_sealed is null)),
    check ((state = 'decided') = (owner_id is not null)),
    check ((state = 'decided') = (due is not null))
);
create unique index committee_items_waiting on committee_items (forum, case_id) where state = 'waiting';
create index committee_items_of_case on committee_items (case_id, nr);
