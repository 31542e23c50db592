-- What a consent covers, and what was shared on it.

-- Those registered before this column were consents to ask, and nothing else.
alter table consents add column covers TEXT not null default 'fetch';

-- Only ever added to: what was fetched, passed on and whom we invited, and what it rested on.
create table shared (
    nr SERIAL,
    case_id TEXT not null references cases (id),
    consent_id TEXT references consents (id),
    paragraph TEXT,
    paragraph_reason TEXT,                                -- personal
    what TEXT not null check (what in ('fetch', 'share', 'invite')),
    with_whom TEXT not null,                              -- personal
    about_sealed BYTES not null,                          -- personal, sealed
    found_sealed BYTES not null,                          -- personal, sealed: what came of it
    happened_on TEXT not null,
    by_id TEXT not null references staff (id),
    thing TEXT not null check (thing in ('noted', 'request', 'letter', 'meeting')),
    thing_id TEXT,
    seal_id TEXT not null unique,                         -- what the sealed texts are bound to
    check ((consent_id is null) <> (paragraph is null or paragraph_reason is null)),
    check ((thing = 'noted') = (thing_id is null))
);
create index shared_of_case on shared (case_id, nr);
