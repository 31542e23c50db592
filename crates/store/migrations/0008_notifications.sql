-- Notifications of concern for a child, each with its own case and its own clock.

create table notifications (
    case_id TEXT primary key references cases (id),
    id TEXT not null unique,
    received_at bigint not null,
    received_by TEXT not null,
    notifier_kind TEXT not null check (notifier_kind in ('professional', 'citizen', 'anonymous')),
    notifier_sealed BYTES not null,                       -- personal, sealed: who notified; about another than the citizen
    unborn bigint not null check (unborn in (0, 1)),
    expected_on TEXT,
    told_sealed BYTES not null,                           -- personal, sealed: may tell who notified
    due_at bigint not null,
    warn_at bigint not null,
    warned_at bigint,
    assessed_at bigint,
    assessed_by_id TEXT references staff (id),
    danger bigint check (danger in (0, 1)),
    acute bigint check (acute in (0, 1)),
    assessment TEXT,                                      -- personal
    settled_at bigint,
    settled_by_id TEXT references staff (id),
    result TEXT,
    result_reason TEXT,                                   -- personal
    version bigint not null,
    check ((assessed_at is null) = (assessed_by_id is null)),
    check ((settled_at is null) = (settled_by_id is null)),
    check (settled_at is null or assessed_at is not null)
);
create index notifications_waiting on notifications (warn_at) where assessed_at is null;

-- The instant a clock of hours runs out, beside its day.
alter table todos add column due_at bigint;
