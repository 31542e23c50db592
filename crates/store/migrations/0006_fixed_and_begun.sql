-- What a sent decision rests on stands as it is; what somebody has begun to write is kept until it is saved.

alter table findings add column decided_on TEXT;

create table drafts (
    staff_id TEXT not null references staff (id),
    case_id TEXT not null references cases (id),
    field TEXT not null,
    text_sealed BYTES not null,                           -- personal
    kept_at bigint not null,
    primary key (staff_id, case_id, field)
);
create index drafts_by_age on drafts (kept_at);
