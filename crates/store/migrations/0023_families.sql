-- Families with their core team, and what each department shows the others.

create table families (
    id TEXT primary key,
    case_id TEXT not null references cases (id),          -- the coordinating child's case
    department TEXT not null,
    why_sealed BYTES not null,                            -- personal, sealed
    begun_on TEXT not null,
    begun_by_id TEXT not null references staff (id),
    waived_on TEXT,
    waived_by_id TEXT references staff (id),
    waived_sealed BYTES,                                  -- personal, sealed: why measures start before the analysis meeting
    ended_on TEXT,
    ended_sealed BYTES,                                   -- personal, sealed: why it ended
    version bigint not null,
    check ((waived_on is null) = (waived_by_id is null)),
    check ((waived_on is null) = (waived_sealed is null)),
    check ((ended_on is null) = (ended_sealed is null))
);
create unique index families_of_case on families (case_id) where ended_on is null;
create index families_of_department on families (department, begun_on) where ended_on is null;

create table family_members (
    nr SERIAL,
    seal_id TEXT not null unique,
    family_id TEXT not null references families (id),
    person_id TEXT not null references persons (id),      -- personal
    kin TEXT not null,                                    -- personal
    why_sealed BYTES not null,                            -- personal, sealed
    since TEXT not null,
    until_day TEXT
);
create unique index family_members_once on family_members (family_id, person_id) where until_day is null;
create index family_members_of_person on family_members (person_id) where until_day is null;

create table family_cases (
    nr SERIAL,
    family_id TEXT not null references families (id),
    case_id TEXT not null references cases (id),
    by_id TEXT not null references staff (id),
    since TEXT not null,
    until_day TEXT
);
create unique index family_cases_once on family_cases (case_id) where until_day is null;
create index family_cases_of_family on family_cases (family_id, nr);

create table family_seats (
    nr SERIAL,
    seal_id TEXT not null unique,
    family_id TEXT not null references families (id),
    staff_id TEXT references staff (id),
    outside_sealed BYTES,                                 -- personal, sealed: a partner outside the house
    why_sealed BYTES not null,                            -- personal, sealed
    from_day TEXT not null,
    until_day TEXT,
    check ((staff_id is null) <> (outside_sealed is null))
);
create index family_seats_of_family on family_seats (family_id, nr);
create index family_seats_of_staff on family_seats (staff_id, family_id) where staff_id is not null;

create table family_coordinators (
    nr SERIAL,
    seal_id TEXT not null unique,
    family_id TEXT not null references families (id),
    staff_id TEXT not null references staff (id),
    from_day TEXT not null,
    until_day TEXT,
    why_sealed BYTES not null,                            -- personal, sealed
    by_id TEXT not null references staff (id)
);
create unique index family_coordinators_one on family_coordinators (family_id) where until_day is null;
create index family_coordinators_of_staff on family_coordinators (staff_id, family_id);

-- What is opened of a case to the core team's members from a department; no parts open no more than that there is one.
create table family_openings (
    nr SERIAL,
    family_id TEXT not null references families (id),
    case_id TEXT not null references cases (id),
    to_department TEXT not null,
    to_title TEXT not null,                               -- what it was called, as a consent names it
    parts TEXT not null,
    consent_id TEXT references consents (id),
    law TEXT,
    law_reason TEXT,                                      -- personal
    by_id TEXT not null references staff (id),
    at bigint not null,
    closed_on TEXT,
    check ((consent_id is null) <> (law is null)),
    check ((law is null) = (law_reason is null))
);
create index family_openings_of_case on family_openings (case_id, to_department) where closed_on is null;
create index family_openings_of_family on family_openings (family_id, nr);

create table family_examinations (
    nr SERIAL,
    seal_id TEXT not null unique,
    family_id TEXT not null references families (id),
    what_sealed BYTES not null,                           -- personal, sealed
    why_sealed BYTES not null,                            -- personal, sealed
    owner_id TEXT not null references staff (id),
    chosen_on TEXT not null,
    due TEXT not null,
    done_on TEXT,
    result_sealed BYTES,                                  -- personal, sealed
    check ((done_on is null) = (result_sealed is null))
);
create index family_examinations_of_family on family_examinations (family_id, nr);

-- Which goal of the joint plan is reached before which.
create table family_links (
    nr SERIAL,
    seal_id TEXT not null unique,
    family_id TEXT not null references families (id),
    link_sealed BYTES not null,                           -- personal, sealed: both goals, and why
    removed_on TEXT
);
create index family_links_of_family on family_links (family_id, nr);

create table family_analyses (
    nr SERIAL,
    family_id TEXT not null references families (id),
    meeting_id TEXT not null unique references meetings (id),
    summary_sealed BYTES not null,                        -- personal, sealed
    outsiders_sealed BYTES not null,                      -- personal, sealed: who from outside the case gets it
    direction_sealed BYTES not null,                      -- personal, sealed: what the meeting recommends
    named_id TEXT references consents (id),
    given_on TEXT,
    version bigint not null
);
create index family_analyses_of_family on family_analyses (family_id, nr);
