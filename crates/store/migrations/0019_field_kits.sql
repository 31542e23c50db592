-- Forms taken along on a device: what is out, with whom, until when, and what came home. The answers themselves are on
-- the device alone until they are delivered, and then with the forms.

create table field_kits (
    id TEXT primary key,
    staff_id TEXT not null references staff (id),
    device TEXT not null,                                 -- random mark of the browser, for its sign-out
    label TEXT not null,                                  -- personal: about staff
    taken_at bigint not null,
    until_at bigint not null,
    ended_at bigint,
    revoked_at bigint,
    revoked_by_id TEXT references staff (id),
    revoked_reason TEXT,                                  -- personal: about staff
    check ((revoked_at is null) = (revoked_by_id is null)),
    check ((revoked_at is null) = (revoked_reason is null))
);
create index field_kits_of_staff on field_kits (staff_id, until_at);
create index field_kits_of_device on field_kits (device) where ended_at is null;
create index field_kits_by_end on field_kits (until_at);

create table field_kit_forms (
    kit_id TEXT not null references field_kits (id),
    case_id TEXT not null references cases (id),
    form TEXT not null,
    form_version TEXT not null,
    base_nr bigint not null,
    state TEXT not null check (state in ('taken', 'delivered', 'given_up')),
    delivered_nr bigint,
    late_reason TEXT,                                     -- personal: about staff
    primary key (kit_id, case_id, form),
    check ((state = 'delivered') = (delivered_nr is not null))
);
create index field_kit_forms_of_case on field_kit_forms (case_id);
