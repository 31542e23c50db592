-- People, staff, sessions. A comment "personal" marks each column that holds personal data; "sealed" that a stolen file
-- does not show it.

create table meta (
    name TEXT primary key,
    content TEXT not null
);

create table persons (
    id TEXT primary key,
    cpr_sealed BYTES not null,                 -- personal, sealed
    cpr_lookup TEXT not null unique,           -- personal: keyed hash of the CPR number
    name TEXT not null,                        -- personal
    sort_key TEXT not null,                    -- personal: Danish alphabetical order of the name
    born TEXT not null,                        -- personal
    protected bigint not null check (protected in (0, 1)),
    contact_sealed BYTES not null,             -- personal, sealed: street, town, phone, mail, occupation
    digital_post TEXT not null check (digital_post in ('registered', 'exempt', 'unknown')),
    interpreter TEXT,                          -- personal
    most_important TEXT not null,              -- personal
    reviewed_on TEXT,
    version bigint not null
);
create index persons_in_order on persons (sort_key, id);

create table person_words (
    word TEXT not null,                        -- personal: a word of the name, small letters
    person_id TEXT not null references persons (id),
    primary key (word, person_id)
);
create unique index person_words_of_person on person_words (person_id, word);

create table relations (
    nr SERIAL,
    person_id TEXT not null references persons (id),  -- personal
    other_id TEXT not null references persons (id),   -- personal
    kind TEXT not null check (kind in ('custody-holder', 'parent', 'guardian', 'representative', 'sibling')),
    from_day TEXT,
    until_day TEXT,
    check (person_id <> other_id)
);
create index relations_of_person on relations (person_id);
create index relations_of_other on relations (other_id);

create table staff (
    id TEXT primary key,
    username TEXT not null unique,
    name TEXT not null,                        -- personal (employee)
    sort_key TEXT not null,
    phone TEXT not null,
    mail TEXT not null,
    department TEXT not null,
    heads TEXT not null,
    active bigint not null check (active in (0, 1)),
    password_hash TEXT not null
);

create table staff_roles (
    staff_id TEXT not null references staff (id),
    role TEXT not null,
    primary key (staff_id, role)
);

-- Own case, close family's, a colleague's: never open to this member of staff (A-5).
create table conflicts (
    staff_id TEXT not null references staff (id),
    person_id TEXT not null references persons (id),  -- personal
    reason TEXT not null,                      -- personal
    primary key (staff_id, person_id)
);

create table sessions (
    id_hash TEXT primary key,
    staff_id TEXT not null references staff (id),
    csrf_token TEXT not null,
    created_at bigint not null,
    seen_at bigint not null,
    ended_at bigint
);
create index sessions_of_staff on sessions (staff_id) where ended_at is null;

create table sign_in_attempts (
    nr SERIAL,
    attempt_key TEXT not null,
    at bigint not null,
    succeeded bigint not null check (succeeded in (0, 1))
);
create index sign_in_attempts_by_key on sign_in_attempts (attempt_key, at);
