-- Enquiries about a citizen, before there is a case.

create table enquiries (
    id TEXT primary key,
    received_on TEXT not null,
    received_by TEXT not null,
    source TEXT not null,
    anonymous bigint not null check (anonymous in (0, 1)),
    referrer_sealed BYTES not null,                       -- personal, sealed: who told; about another than the citizen
    told_sealed BYTES not null,                           -- personal, sealed: may tell who told, and of health
    known_sealed BYTES not null,                          -- personal, sealed: what is known of one who is not found yet
    person_id TEXT references persons (id),               -- personal
    department TEXT not null,
    closed_to_unit bigint not null check (closed_to_unit in (0, 1)),
    registered_by_id TEXT not null references staff (id),
    registered_at bigint not null,
    became TEXT,
    case_id TEXT references cases (id),
    note_sealed BYTES,                                    -- personal, sealed: what was said, to whom it went, why it ended
    settled_at bigint,
    settled_by_id TEXT references staff (id),
    version bigint not null,
    check ((settled_at is null) = (settled_by_id is null)),
    check ((settled_at is null) = (became is null))
);
create index enquiries_open_of_department on enquiries (department, received_on) where settled_at is null;
create index enquiries_open_of_staff on enquiries (registered_by_id, received_on) where settled_at is null;
create index enquiries_of_case on enquiries (case_id);

-- Who was told that somebody asked about a citizen of theirs, and what they answered.
create table enquiry_notices (
    enquiry_id TEXT not null references enquiries (id),
    case_id TEXT not null references cases (id),
    told_at bigint not null,
    answer TEXT check (answer in ('mine', 'nothing')),
    answered_at bigint,
    answered_by_id TEXT references staff (id),
    primary key (enquiry_id, case_id),
    check ((answered_at is null) = (answer is null))
);
create index enquiry_notices_of_case on enquiry_notices (case_id);

-- "Har fremskudt sagsbehandler": on the person, so that every list that shows a name can show it.
alter table persons add column outreach_id TEXT references staff (id);
