-- Access to documents (aktindsigt): who asked, what each paper was given or left out by, what was answered.

create table access_requests (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    course_id TEXT not null references courses (id),
    requester_id TEXT references persons (id),            -- registered on the case
    outside_sealed BYTES,                                 -- personal, sealed: name and address of anybody else
    capacity TEXT not null check (capacity in ('party', 'representative', 'other')),
    authority TEXT not null,                              -- personal
    about TEXT not null,                                  -- personal
    received_on TEXT not null,
    form TEXT not null,
    state TEXT not null check (state in ('open', 'submitted', 'returned', 'cleared', 'answered', 'withdrawn')),
    state_by_id TEXT references staff (id),
    state_at bigint,
    state_on TEXT,
    state_reason TEXT,                                    -- personal
    outcome TEXT check (outcome in ('fuld', 'delvis', 'afslag')),
    letter_id TEXT references letters (id),
    document_id TEXT references documents (id),
    delayed_until TEXT,
    version bigint not null,
    check ((requester_id is null) <> (outside_sealed is null)),
    check (state <> 'answered' or (outcome is not null and letter_id is not null))
);
create index access_requests_of_case on access_requests (case_id, nr);

create table access_choices (
    request_id TEXT not null references access_requests (id),
    thing TEXT not null,
    verdict TEXT not null check (verdict in ('give', 'leave-out', 'part', 'as-pdf')),
    provision TEXT,
    reason TEXT not null,                                 -- personal
    pages TEXT not null,
    chosen_by_id TEXT not null references staff (id),
    primary key (request_id, thing)
);
