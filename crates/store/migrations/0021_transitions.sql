-- Young people on their way from child to adult, and the lists they were found by.

-- One track for each, whatever finds them and how often.
create table transitions (
    id TEXT primary key,
    person_id TEXT not null unique references persons (id),  -- personal
    department TEXT not null,
    case_id TEXT references cases (id),
    found_by TEXT not null check (found_by in ('query', 'list', 'hand')),
    found_on TEXT not null,
    stage TEXT not null check (stage in ('found', 'in-track', 'handed-over', 'not-target')),
    said_on TEXT,
    said_by_id TEXT references staff (id),
    reason_sealed BYTES,                                  -- personal, sealed: why they are not in the target group
    coordinator_id TEXT references staff (id),
    pension bigint check (pension in (0, 1)),             -- personal
    pension_sealed BYTES,                                 -- personal, sealed: why; tells of health
    pension_on TEXT,
    pension_by_id TEXT references staff (id),
    adult_department TEXT,
    adult_coordinator_id TEXT references staff (id),
    news_on TEXT,
    matters bigint not null,                              -- cases and grants there were when it was last decided
    school_sealed BYTES,                                  -- personal, sealed: school and grade; tells where they are
    version bigint not null,
    check ((stage = 'found') = (said_on is null)),
    check ((said_on is null) = (said_by_id is null)),
    check ((stage = 'not-target') = (reason_sealed is not null)),
    check ((pension is null) = (pension_on is null)),
    check ((pension is null) = (pension_sealed is null)),
    check ((adult_department is null) = (adult_coordinator_id is null))
);
create index transitions_of_department on transitions (department, stage);
create index transitions_of_case on transitions (case_id);
create index transitions_of_coordinator on transitions (coordinator_id);
create index transitions_of_adult_coordinator on transitions (adult_coordinator_id);
-- So that the night's query walks the few year groups alone.
create index persons_by_birth on persons (born);

-- What happened to a track; only added to.
create table transition_events (
    transition_id TEXT not null references transitions (id),
    nr bigint not null check (0 < nr),
    at bigint not null,
    by_id TEXT references staff (id),                     -- none: the night
    code TEXT not null,
    detail_sealed BYTES not null,                         -- personal, sealed
    primary key (transition_id, nr)
);

-- A list of pupils that was taken in. What the file said is not kept; what came of each row is.
create table school_lists (
    id TEXT primary key,
    fingerprint TEXT not null unique,                     -- keyed hash of the file's bytes
    imported_at bigint not null,
    imported_on TEXT not null,
    imported_by_id TEXT not null references staff (id),
    department TEXT not null,
    basis TEXT,                                           -- a provision of the list, by id; none: consent
    basis_sealed BYTES not null,                          -- personal, sealed: why it applies, or which consent
    pupils bigint not null,
    left_out bigint not null
);

-- A list somebody has uploaded and not confirmed: theirs alone, forgotten after a day.
create table school_list_drafts (
    id TEXT primary key,
    staff_id TEXT not null references staff (id),
    fingerprint TEXT not null,
    file_sealed BYTES not null,                           -- personal, sealed: the file's text
    kept_at bigint not null
);

-- Pupils of a list whom nobody here knows. Deleted on their day, decided or not.
create table school_list_rows (
    id TEXT primary key,
    list_id TEXT not null references school_lists (id),
    department TEXT not null,
    lookup TEXT not null unique,                          -- personal: keyed hash of the CPR number
    pupil_sealed BYTES not null,                          -- personal, sealed: name, number, school and grade
    delete_on TEXT not null,
    became TEXT check (became in ('track', 'enquiry', 'not-target')),
    reason_sealed BYTES,                                  -- personal, sealed
    settled_on TEXT,
    settled_by_id TEXT references staff (id),
    check ((became is null) = (settled_on is null)),
    check ((became is null) = (settled_by_id is null))
);
create index school_list_rows_of_department on school_list_rows (department, became);
