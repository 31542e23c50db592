-- Meetings on cases. What is said of them stands sealed: why somebody is needed tells about the citizen.

create table meetings (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    kind TEXT,                                            -- none: a meeting of no kind that content knows
    day TEXT not null,
    starts_at bigint not null,
    minutes bigint not null check (minutes > 0),
    leader_id TEXT not null references staff (id),
    state TEXT not null check (state in ('planned', 'held', 'too-few', 'cancelled')),
    minutes_due TEXT,                                     -- until when all have the minutes, once it is held
    without_minutes bigint not null,                      -- how many have not got them
    issue bigint not null,
    planned_by_id TEXT not null references staff (id),
    planned_at bigint not null,
    details_sealed BYTES not null,                        -- personal, sealed: purpose, place, who, agenda, decisions
    version bigint not null
);
create index meetings_of_case on meetings (case_id, starts_at);
create index meetings_by_day on meetings (day);

-- The staff a meeting stands in the list of: who leads it, and who takes part.
create table meeting_staff (
    meeting_id TEXT not null references meetings (id),
    staff_id TEXT not null references staff (id),
    primary key (meeting_id, staff_id)
);
create index meeting_staff_of on meeting_staff (staff_id);
