-- Costs divided between departments. A version is never changed: what is new is a new version, and it holds when every
-- department that is asked has accepted.

create table financings (
    id TEXT primary key,
    family_id TEXT not null references families (id),
    nr bigint not null check (0 < nr),
    from_day TEXT not null,
    why_sealed BYTES not null,                            -- personal, sealed
    criteria_sealed BYTES not null,                       -- personal, sealed: JSON
    by_id TEXT not null references staff (id),
    at bigint not null,
    withdrawn_at bigint,
    unique (family_id, nr)
);

create table financing_measures (
    financing_id TEXT not null references financings (id),
    nr bigint not null check (0 < nr),
    title_sealed BYTES not null,                          -- personal, sealed
    grant_id TEXT references grants (id),
    granted_by TEXT not null,
    monthly bigint not null check (monthly in (0, 1)),    -- 0: paid once, on the first day
    oere bigint not null check (0 < oere),
    from_day TEXT not null,
    until_day TEXT,
    primary key (financing_id, nr),
    check (until_day is null or from_day <= until_day)
);

create table financing_parts (
    financing_id TEXT not null,
    measure_nr bigint not null,
    place bigint not null,                                -- the øre that are left go to the first of equals
    department TEXT not null,
    points bigint not null check (points between 0 and 10000),
    why_sealed BYTES not null,                            -- personal, sealed
    primary key (financing_id, measure_nr, department),
    foreign key (financing_id, measure_nr) references financing_measures (financing_id, nr)
);

-- Who is asked to accept, and what they answered; each answers once.
create table financing_answers (
    financing_id TEXT not null references financings (id),
    department TEXT not null,
    answer TEXT check (answer in ('accepted', 'declined')),
    why_sealed BYTES,                                     -- personal, sealed
    by_id TEXT references staff (id),
    at bigint,
    primary key (financing_id, department),
    check ((answer is null) = (by_id is null)),
    check ((answer is null) = (at is null)),
    check ((answer is null) = (why_sealed is null))
);
create index financing_answers_waiting on financing_answers (department) where answer is null;
