-- Functions given to people on cases and in teams, what depends on what, and the council's agenda.

create table functions (
    nr SERIAL,
    id TEXT not null unique,
    model TEXT not null,
    case_id TEXT references cases (id),
    department TEXT,
    staff_id TEXT not null references staff (id),
    from_day TEXT not null,
    until_day TEXT,
    why_sealed BYTES not null,                            -- personal, sealed
    sees TEXT not null,                                   -- the parts it opens to somebody of another department
    consent_id TEXT references consents (id),
    law TEXT,
    law_reason TEXT,                                      -- personal
    given_by_id TEXT not null references staff (id),
    given_at bigint not null,
    ended_on TEXT,
    ended_by_id TEXT references staff (id),
    ended_sealed BYTES,                                   -- personal, sealed: why it ended
    moved_from_id TEXT references functions (id),
    version bigint not null,
    check ((case_id is null) <> (department is null)),
    check (consent_id is null or law is null),
    check ((law is null) = (law_reason is null)),
    check (until_day is null or from_day <= until_day),
    check ((ended_on is null) = (ended_by_id is null)),
    check ((ended_on is null) = (ended_sealed is null))
);
create index functions_of_case on functions (case_id, nr);
create index functions_of_team on functions (department, nr) where department is not null;
create index functions_of_staff on functions (staff_id, case_id) where ended_on is null;

create table dependencies (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    person_id TEXT not null references persons (id),      -- personal
    first_grant_id TEXT references grants (id),
    first_sealed BYTES,                                   -- personal, sealed: an income from elsewhere
    first_begins TEXT,
    first_ends TEXT,
    next_grant_id TEXT references grants (id),
    next_sealed BYTES,                                    -- personal, sealed: an income from elsewhere
    next_begins TEXT,
    next_ends TEXT,
    why_sealed BYTES not null,                            -- personal, sealed
    by_id TEXT not null references staff (id),
    on_day TEXT not null,
    task_id TEXT references tasks (id),                   -- the reminder in good time
    removed_on TEXT,
    removed_by_id TEXT references staff (id),
    removed_sealed BYTES,                                 -- personal, sealed: why it matters no more
    version bigint not null,
    check ((first_grant_id is null) <> (first_sealed is null)),
    check ((next_grant_id is null) <> (next_sealed is null)),
    check ((removed_on is null) = (removed_by_id is null)),
    check ((removed_on is null) = (removed_sealed is null))
);
create index dependencies_of_person on dependencies (person_id, nr);
create index dependencies_of_case on dependencies (case_id, nr);

create table councils (
    department TEXT primary key,
    first_on TEXT not null,
    weeks bigint not null check (weeks between 1 and 12),
    at_hour TEXT not null,
    place TEXT not null,
    version bigint not null
);

create table council_items (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    question_sealed BYTES not null,                       -- personal, sealed
    by_id TEXT not null references staff (id),
    put_on TEXT not null,
    not_before TEXT not null,
    postponed bigint not null,
    state TEXT not null check (state in ('waiting', 'concluded', 'taken-off')),
    settled_on TEXT,
    settled_by_id TEXT references staff (id),
    words_sealed BYTES,                                   -- personal, sealed: the conclusion, or why it was taken off
    version bigint not null,
    check ((state = 'waiting') = (settled_on is null)),
    check ((settled_on is null) = (settled_by_id is null)),
    check ((settled_on is null) = (words_sealed is null))
);
create unique index council_items_waiting on council_items (case_id) where state = 'waiting';
create index council_items_of_case on council_items (case_id, nr);
