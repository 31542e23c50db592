-- The audit log: one chain of rows, append only (L-3).

create table audit_log (
    seq bigint primary key,
    day TEXT not null,
    at bigint not null,
    subject_id TEXT,
    session TEXT,
    role TEXT,
    relation TEXT,
    purpose TEXT not null,
    action TEXT not null,
    case_id TEXT,
    objects TEXT not null,
    persons TEXT not null,
    fields TEXT not null,
    verdict TEXT not null check (verdict in ('allowed', 'denied')),
    request TEXT not null,
    ip TEXT not null,
    prev_hash TEXT not null,
    hash TEXT not null
);
create index audit_log_of_case on audit_log (case_id, seq);
create index audit_log_by_day on audit_log (day, seq);

-- The end of the chain; whoever appends holds this row until commit, so that there is one chain.
create table audit_chain (
    id bigint primary key check (id = 1),
    seq bigint not null,
    hash TEXT not null
);
insert into audit_chain (id, seq, hash) values (1, 0, '');

-- The head of each day, to be handed to a place outside.
create table audit_heads (
    day TEXT primary key,
    seq bigint not null,
    hash TEXT not null
);

--sqlite
create trigger audit_log_is_not_changed before update on audit_log
begin select raise(abort, 'the audit log is append only'); end;
create trigger audit_log_is_not_deleted before delete on audit_log
begin select raise(abort, 'the audit log is append only'); end;
--postgres
create function audit_log_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'the audit log is append only'; end $$;
create trigger audit_log_is_not_changed before update or delete or truncate on audit_log
for each statement execute function audit_log_is_append_only();
--both
