-- What changed on the 18th birthday, and café meetings about it.

-- Relations by power of attorney, what a mandate covers, and who chose a representative.
drop index relations_of_person;
drop index relations_of_other;
alter table relations rename to relations_before_mandates;
create table relations (
    nr SERIAL,
    person_id TEXT not null references persons (id),  -- personal
    other_id TEXT not null references persons (id),   -- personal
    kind TEXT not null check (kind in
        ('custody-holder', 'parent', 'guardian', 'representative', 'power-of-attorney', 'sibling')),
    from_day TEXT,
    until_day TEXT,
    covers TEXT not null default '',                  -- personal
    appointed_by_id TEXT references persons (id),     -- personal
    check (person_id <> other_id)
);
insert into relations (person_id, other_id, kind, from_day, until_day)
    select person_id, other_id, kind, from_day, until_day from relations_before_mandates order by nr;
drop table relations_before_mandates;
create index relations_of_person on relations (person_id);
create index relations_of_other on relations (other_id);

-- Cases in which the journal tells what the birthday changed. What it changes follows from the day, not from this row.
create table came_of_age (
    case_id TEXT primary key references cases (id),
    birthday TEXT not null,                           -- personal
    noted_on TEXT not null
);

create table cafes (
    id TEXT primary key,
    department TEXT not null,
    held_on TEXT not null,
    from_time TEXT not null,
    until_time TEXT not null,
    place TEXT not null,
    programme TEXT not null,
    capacity bigint not null check (0 < capacity),
    reply_by TEXT not null,
    made_by_id TEXT not null references staff (id),
    called_off_on TEXT,
    version bigint not null,
    check (reply_by <= held_on)
);
create index cafes_of_department on cafes (department, held_on);

create table cafe_invitations (
    cafe_id TEXT not null references cafes (id),
    case_id TEXT not null references cases (id),
    person_id TEXT not null references persons (id),  -- personal
    guest TEXT not null check (guest in ('young', 'parent')),
    letter_id TEXT not null references letters (id),
    answer TEXT not null check (answer in ('none', 'comes', 'stays-away')),
    companions bigint not null check (0 <= companions),
    attendance TEXT check (attendance in ('came', 'did-not-come')),
    invited_by_id TEXT not null references staff (id),
    invited_on TEXT not null,
    -- One invitation to a person, whatever cases there are.
    primary key (cafe_id, person_id),
    check (answer = 'comes' or companions = 0)
);
create index cafe_invitations_of_case on cafe_invitations (case_id);
