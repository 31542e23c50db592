-- Tasks given to somebody, beside what procedures ask for.

create table tasks (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    what_sealed BYTES not null,                           -- personal, sealed
    owner_id TEXT references staff (id),                  -- none: the citizen, or somebody outside the house
    other_sealed BYTES,                                   -- personal, sealed: who has it outside the house
    due TEXT,
    origin TEXT not null check (origin in ('by-hand', 'meeting', 'plan', 'duty', 'consent')),
    origin_id TEXT,
    every TEXT,                                           -- how often it comes again, as content writes lengths
    given_by_id TEXT not null references staff (id),
    given_on TEXT not null,
    state TEXT not null check (state in ('open', 'done', 'dropped')),
    settled_on TEXT,
    settled_by_id TEXT references staff (id),
    words_sealed BYTES,                                   -- personal, sealed: what came of it, or why it is dropped
    version bigint not null,
    check (owner_id is null or other_sealed is null),
    check (every is null or due is not null),
    check ((state = 'open') = (settled_on is null)),
    check ((settled_on is null) = (settled_by_id is null))
);
create index tasks_of_case on tasks (case_id, nr);
create index tasks_of_owner on tasks (owner_id) where state = 'open';

-- The copy of what there is to do: a task stands in it without a course, on the list of who has it.
drop index todos_of_case;
drop index todos_of_responsible;
drop index todos_of_department;
alter table todos rename to todos_before_tasks;
create table todos (
    nr SERIAL,
    case_id TEXT not null references cases (id),
    course_id TEXT references courses (id),
    task_id TEXT references tasks (id),
    citizen_id TEXT not null,                             -- personal
    responsible_id TEXT not null,
    listed_for TEXT not null,                             -- department whose list shows it; empty when closed to it
    waiting bigint not null check (waiting in (0, 1)),
    due_key TEXT not null,                                -- the date that counts, or 9999-12-31
    step TEXT not null,
    element TEXT,
    title TEXT not null,
    role TEXT not null,
    kind TEXT not null,
    opens TEXT not null,
    due TEXT,
    due_at bigint,
    due_kind TEXT,
    rule TEXT not null,
    source TEXT,
    to_be_confirmed bigint not null,
    set_by_hand TEXT,
    standing_still_since TEXT,
    passed_at_start bigint not null,
    warn_on TEXT,
    waits_for TEXT,
    blocked TEXT not null,                                -- JSON: one text per block
    optional bigint not null,
    check (course_id is not null or task_id is not null)
);
insert into todos (case_id, course_id, citizen_id, responsible_id, listed_for, waiting, due_key, step, element, title,
    role, kind, opens, due, due_at, due_kind, rule, source, to_be_confirmed, set_by_hand, standing_still_since,
    passed_at_start, warn_on, waits_for, blocked, optional)
    select case_id, course_id, citizen_id, responsible_id, listed_for, waiting, due_key, step, element, title,
    role, kind, opens, due, due_at, due_kind, rule, source, to_be_confirmed, set_by_hand, standing_still_since,
    passed_at_start, warn_on, waits_for, blocked, optional from todos_before_tasks order by nr;
drop table todos_before_tasks;
create index todos_of_case on todos (case_id, due_key, nr);
-- With the citizen, so that counting reads the index alone.
create index todos_of_responsible on todos (responsible_id, waiting, due_key, nr, citizen_id);
create index todos_of_department on todos (listed_for, waiting, due_key, nr, citizen_id);
