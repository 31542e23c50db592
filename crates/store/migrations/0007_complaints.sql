-- Complaints about sent decisions, from the day they came to what was learnt.

create table complaints (
    nr SERIAL,
    id TEXT not null unique,
    case_id TEXT not null references cases (id),
    course_id TEXT not null references courses (id),
    decision_id TEXT not null references decisions (id),
    complainant_id TEXT not null references persons (id),         -- personal
    received_on TEXT not null,
    channel TEXT not null,
    own_words TEXT not null,                                      -- personal
    decided_by TEXT not null check (decided_by in ('forvaltningen', 'udvalget')),
    party_received_on TEXT not null,
    complain_by TEXT not null,
    late_receipt TEXT not null,                                   -- personal
    reassessor_id TEXT references staff (id),
    reassessor_reason TEXT not null default '',
    stay_on TEXT,
    stay_basis TEXT,
    stay_reason TEXT,                                             -- personal
    outcome TEXT check (outcome in ('medhold', 'delvist-medhold', 'fastholdt')),
    reasons TEXT,                                                 -- personal
    reassessed_on TEXT,
    reassessed_by_id TEXT references staff (id),
    new_decision_id TEXT references decisions (id),
    letter_id TEXT,
    standing TEXT check (standing in ('staar-ved', 'tilfreds', 'intet-svar')),
    standing_on TEXT,
    forwarded_on TEXT,
    forwarding_letter_id TEXT,
    package_id TEXT references documents (id),
    answer TEXT check (answer in ('stadfaestet', 'aendret', 'ophaevet', 'hjemvist', 'afvist')),
    answer_decided_on TEXT,
    answer_received_on TEXT,
    answer_number TEXT,
    answer_summary TEXT,                                          -- personal
    learning TEXT,                                                -- personal
    learnt_on TEXT,
    learnt_by_id TEXT references staff (id),
    version bigint not null,
    check (party_received_on <= complain_by),
    check (outcome is null or (reasons is not null and reassessed_on is not null and reassessed_by_id is not null)),
    check (forwarded_on is null or (forwarding_letter_id is not null and package_id is not null)),
    check (answer is null or forwarded_on is not null),
    check (stay_on is null or (stay_basis is not null and stay_reason is not null))
);
create index complaints_of_case on complaints (case_id, nr);
create index complaints_by_day on complaints (received_on, nr);

create table complaint_causes (
    complaint_id TEXT not null references complaints (id),
    cause TEXT not null,
    primary key (complaint_id, cause)
);

-- What went along to Ankestyrelsen, and what did not and why.
create table complaint_papers (
    complaint_id TEXT not null references complaints (id),
    position bigint not null,
    paper TEXT not null,
    title TEXT not null,
    left_out TEXT,                                                -- personal; empty when it went along
    primary key (complaint_id, position)
);
