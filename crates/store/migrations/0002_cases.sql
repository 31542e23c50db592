-- Cases and what is registered on them.

create table case_numbers (
    year bigint primary key,
    last bigint not null
);

create table cases (
    id TEXT primary key,
    number TEXT not null unique,
    benefit TEXT not null,
    department TEXT not null,
    citizen_id TEXT not null references persons (id),     -- personal
    responsible_id TEXT not null references staff (id),   -- exactly one at every instant
    kle TEXT not null,
    opened_on TEXT not null,
    closed_on TEXT,
    closed_to_unit bigint not null check (closed_to_unit in (0, 1)),
    documents bigint not null default 0,                  -- last running number of a document
    version bigint not null,
    check (closed_on is null or opened_on <= closed_on)
);
create index cases_of_citizen on cases (citizen_id);
create index cases_open_of_department on cases (department, number) where closed_on is null;
create index cases_open_of_responsible on cases (responsible_id, number) where closed_on is null;
create index cases_of_department on cases (department, number);
create index cases_of_responsible on cases (responsible_id, number);

create table case_functions (
    nr SERIAL,
    case_id TEXT not null references cases (id),
    staff_id TEXT not null references staff (id),
    function TEXT not null,
    from_day TEXT not null,
    until_day TEXT,
    check (until_day is null or from_day <= until_day)
);
create index case_functions_of_staff on case_functions (staff_id, case_id);
create index case_functions_of_case on case_functions (case_id);

create table break_glasses (
    id TEXT primary key,
    staff_id TEXT not null references staff (id),
    case_id TEXT not null references cases (id),
    purpose TEXT not null,
    reason TEXT not null,                                 -- personal
    at bigint not null,
    until_at bigint not null,
    check (at < until_at)
);
create index break_glasses_of_case on break_glasses (case_id, staff_id, until_at);

create table courses (
    id TEXT primary key,
    case_id TEXT not null references cases (id),
    procedure_id TEXT not null,
    procedure_version TEXT not null,
    began_on TEXT not null,
    ended_on TEXT
);
create index courses_of_case on courses (case_id);

create table milestones (
    course_id TEXT not null references courses (id),
    nr bigint not null check (0 < nr),
    day TEXT not null,
    at bigint,
    kind TEXT not null check (kind in
        ('done', 'left-out', 'reopened-from', 'deadline-set', 'suspended', 'resumed', 'annulled')),
    step TEXT,
    element TEXT,                                         -- personal: may be a person's id
    outcome TEXT,
    dates TEXT,                                           -- JSON: name of the date to the date
    reason TEXT,                                          -- personal
    due TEXT,
    waiting_for TEXT,
    look_again TEXT,
    annuls bigint,
    primary key (course_id, nr)
);

-- A copy of what the engine derives, so that lists are one query; rebuilt from milestones at any time.
create table todos (
    nr SERIAL,
    case_id TEXT not null references cases (id),
    course_id TEXT not null references courses (id),
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
    optional bigint not null
);
create index todos_of_case on todos (case_id, due_key, nr);
-- With the citizen, so that counting reads the index alone.
create index todos_of_responsible on todos (responsible_id, waiting, due_key, nr, citizen_id);
create index todos_of_department on todos (listed_for, waiting, due_key, nr, citizen_id);

create table applications (
    case_id TEXT primary key references cases (id),
    applicant_id TEXT not null references persons (id),   -- personal
    applied_for TEXT not null,                            -- personal
    received_on TEXT not null,
    received_by TEXT not null
);

create table consents (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    given_by_id TEXT not null references persons (id),    -- personal
    source TEXT not null,                                 -- personal
    about TEXT not null,                                  -- personal
    purpose TEXT not null,                                -- personal
    form TEXT not null,
    given_on TEXT not null,
    until_day TEXT not null,
    withdrawn_on TEXT,
    check (given_on <= until_day)
);
create index consents_of_case on consents (case_id);

create table documents (
    id TEXT primary key,
    case_id TEXT not null references cases (id),
    running bigint not null,
    title TEXT not null,
    direction TEXT not null check (direction in ('received', 'sent', 'internal')),
    source TEXT not null,                                 -- personal
    dated TEXT not null,
    recipient_id TEXT references persons (id),            -- personal
    media_type TEXT not null,
    size bigint not null check (0 < size),
    sha256 TEXT not null,
    stored_at bigint not null,
    unique (case_id, running)
);

create table document_bytes (
    document_id TEXT primary key references documents (id),
    bytes_sealed BYTES not null                           -- personal, sealed
);

create table information_requests (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    source TEXT not null,                                 -- personal
    address_sealed BYTES not null,                        -- personal, sealed: tells where somebody goes to school
    about TEXT not null,                                  -- personal
    consent_id TEXT references consents (id),
    paragraph TEXT,
    paragraph_reason TEXT,                                -- personal
    reply_by TEXT not null,
    letter_id TEXT,
    state TEXT not null check (state in ('sent', 'answered', 'given-up')),
    state_on TEXT not null,
    document_id TEXT references documents (id),
    given_up_reason TEXT,                                 -- personal
    check ((consent_id is null) <> (paragraph is null or paragraph_reason is null)),
    check (state <> 'answered' or document_id is not null)
);
create index information_requests_of_case on information_requests (case_id);

create table findings (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    fact TEXT not null,                                   -- personal
    source TEXT not null,                                 -- personal
    document_id TEXT references documents (id),
    known bigint not null check (known in (0, 1)),
    against bigint not null check (against in (0, 1)),
    removed_at bigint
);
create index findings_of_case on findings (case_id);

create table assessments (
    case_id TEXT primary key references cases (id),
    considerations TEXT not null,                         -- personal
    version bigint not null
);

create table criterion_answers (
    case_id TEXT not null references cases (id),
    criterion TEXT not null,
    met bigint not null check (met in (0, 1)),
    reason TEXT not null,                                 -- personal
    primary key (case_id, criterion)
);

create table party_hearings (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    party_id TEXT not null references persons (id),       -- personal
    letter_id TEXT,
    sent_on TEXT not null,
    answer_by TEXT not null,
    state TEXT not null check (state in ('sent', 'answered', 'lapsed')),
    state_on TEXT,
    answer TEXT,                                          -- personal
    check (state <> 'answered' or answer is not null),
    check (sent_on < answer_by)
);
create index party_hearings_of_case on party_hearings (case_id);

create table hearing_findings (
    hearing_id TEXT not null references party_hearings (id),
    finding_id TEXT not null references findings (id),
    primary key (hearing_id, finding_id)
);

create table decisions (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    outcome TEXT not null check (outcome in ('bevilling', 'delvis-bevilling', 'afslag', 'nedsaettelse', 'ophoer')),
    granted TEXT not null,                                -- personal
    not_granted TEXT not null,                            -- personal
    reasons TEXT not null,                                -- personal
    hearing_treatment TEXT not null,                      -- personal
    choice TEXT,
    package TEXT,
    monthly_amount bigint,
    weekly_hours bigint,
    monthly_hours bigint,
    one_off_amount bigint,
    weekly_days bigint,
    details TEXT not null,                                -- personal, JSON by word
    grant_id TEXT,                                        -- the running grant it is about
    effect_on TEXT,
    from_day TEXT,
    until_day TEXT,
    follow_up_on TEXT,
    recommender_id TEXT not null references staff (id),
    state TEXT not null check (state in ('drafted', 'submitted', 'returned', 'approved', 'sent')),
    submitted_at bigint,
    returned_by_id TEXT references staff (id),
    returned_at bigint,
    return_reason TEXT,                                   -- personal
    approved_by_id TEXT references staff (id),
    approved_at bigint,
    sent_on TEXT,
    version bigint not null,
    check (state not in ('approved', 'sent') or (approved_by_id is not null and approved_at is not null)),
    check (state <> 'sent' or sent_on is not null),
    check (state <> 'returned' or (returned_by_id is not null and return_reason is not null))
);
create unique index decisions_one_open on decisions (case_id) where state <> 'sent';
create index decisions_of_case on decisions (case_id);
create index decisions_submitted on decisions (case_id) where state = 'submitted';

create table decision_letters (
    decision_id TEXT not null references decisions (id),
    party_id TEXT not null references persons (id),       -- personal
    letter_id TEXT not null,
    channel TEXT not null,
    received_on TEXT not null,
    complain_by TEXT not null,
    primary key (decision_id, party_id),
    check (received_on <= complain_by)
);

create table grants (
    nr SERIAL,
    id TEXT not null unique,
    decision_id TEXT unique references decisions (id),     -- none for one granted before the case was here
    case_id TEXT not null references cases (id),
    person_id TEXT not null references persons (id),      -- personal
    benefit TEXT not null,
    from_day TEXT not null,
    until_day TEXT,
    monthly_amount bigint,
    weekly_hours bigint,
    monthly_hours bigint,
    one_off_amount bigint,
    weekly_days bigint,
    provider TEXT,                                        -- personal
    replaced_by_id TEXT,
    follow_up_on TEXT not null,
    check (until_day is null or from_day <= until_day)
);
create index grants_of_case on grants (case_id);
create index grants_of_person on grants (person_id);

create table forms (
    case_id TEXT not null references cases (id),
    form TEXT not null,
    nr bigint not null,
    form_version TEXT not null,
    answers_sealed BYTES not null,                        -- personal, sealed: JSON
    results TEXT not null,                                -- personal: JSON, result to yes, no or unknown
    filled_on TEXT not null,
    filled_by_id TEXT not null references staff (id),
    version bigint not null,
    primary key (case_id, form, nr)
);

create table letters (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    template TEXT not null,
    template_version TEXT not null,
    occasion TEXT not null,
    person_id TEXT references persons (id),               -- personal
    partner_sealed BYTES,                                 -- personal, sealed: name and address as JSON
    title TEXT not null,
    body_sealed BYTES not null,                           -- personal, sealed
    snapshot_sealed BYTES not null,                       -- personal, sealed: JSON
    channel TEXT not null,
    state TEXT not null check (state in ('drafted', 'queued', 'sent', 'failed')),
    document_id TEXT references documents (id),
    made_at bigint not null,
    made_by_id TEXT not null references staff (id),
    queued_on TEXT,
    sent_at bigint,
    version bigint not null,
    check ((person_id is null) <> (partner_sealed is null)),
    check (state = 'drafted' or (document_id is not null and queued_on is not null)),
    check (state <> 'sent' or sent_at is not null)
);
create index letters_of_case on letters (case_id);

create table journal_entries (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    written_at bigint not null,
    happened_on TEXT not null,
    written_by_id TEXT references staff (id),
    kind TEXT not null check (kind in ('note', 'act')),
    code TEXT,                                            -- phrase of a note, code of an act
    entry TEXT not null,                                  -- personal
    corrects_id TEXT references journal_entries (id),
    check (kind <> 'act' or code is not null)
);
create index journal_entries_of_case on journal_entries (case_id, nr);
