-- What is done later, and what was answered before.

create table outbox (
    nr SERIAL,
    message_id TEXT not null unique,                      -- the letter's id: one for life
    case_id TEXT not null references cases (id),
    channel TEXT not null,
    state TEXT not null check (state in ('waiting', 'delivered', 'poison')),
    tries bigint not null,
    due_at bigint not null,
    promised_at bigint not null,
    delivered_at bigint,
    receipt TEXT,
    last_error TEXT,
    check (state <> 'delivered' or (delivered_at is not null and receipt is not null))
);
create index outbox_due on outbox (due_at, nr) where state = 'waiting';
create index outbox_of_case on outbox (case_id, nr);
create index outbox_poison on outbox (nr) where state = 'poison';

create table jobs (
    nr SERIAL,
    kind TEXT not null,
    payload TEXT not null,                                -- ids only
    unique_key TEXT,
    state TEXT not null check (state in ('ready', 'done', 'dead')),
    tries bigint not null,
    run_at bigint not null,
    last_error TEXT
);
create unique index jobs_once on jobs (kind, unique_key) where state = 'ready';
create index jobs_due on jobs (run_at, nr) where state = 'ready';

create table idempotency_keys (
    staff_id TEXT not null references staff (id),
    request_key TEXT not null,
    fingerprint TEXT not null,
    answer TEXT not null,
    at bigint not null,
    primary key (staff_id, request_key)
);
create index idempotency_keys_by_age on idempotency_keys (at);
