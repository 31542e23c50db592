-- Absence of staff, and who stands in for them meanwhile.

create table absences (
    id TEXT primary key,
    staff_id TEXT not null references staff (id),
    from_day TEXT not null,
    until_day TEXT,                                       -- none: until further notice; before from_day: called off
    why TEXT not null check (why in ('holiday', 'illness', 'leave', 'other')),   -- personal: about staff
    deputy_id TEXT references staff (id),
    registered_by_id TEXT not null references staff (id),
    registered_at bigint not null,
    version bigint not null,
    check (deputy_id is null or deputy_id <> staff_id)
);
create index absences_of_deputy on absences (deputy_id, from_day);
create index absences_by_day on absences (from_day);

-- On behalf of whom a deputy approved.
alter table decisions add column approved_for_id TEXT references staff (id);
