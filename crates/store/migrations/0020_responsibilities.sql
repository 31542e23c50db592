-- Who is responsible for a case, without a gap and without two; handovers of cases.
--
-- `cases.responsible_id` says who is responsible now, `responsibilities` who was when. The database itself writes the
-- second from the first, so that the two cannot disagree, and refuses whoever does not work here.

-- The instant of the last change of who is responsible, of closing or of reopening: the act's clock, and never twice the
-- same on one case, so that a change that forgets it is refused.
alter table cases add column responsible_at bigint not null default 0;

-- Somebody taken out of service before this rule is relieved by a team leader of the department, if it has one.
update cases set responsible_id = coalesce((select min(s.id) from staff s join staff_roles r on r.staff_id = s.id
    where r.role = 'team_leader' and s.active = 1 and s.department = cases.department), responsible_id)
where closed_on is null and exists (select 1 from staff s where s.id = cases.responsible_id and s.active = 0);

--sqlite
update cases set responsible_at = cast(strftime('%s', coalesce(closed_on, opened_on)) as integer) * 1000000;
--postgres
update cases set responsible_at = extract(epoch from coalesce(closed_on, opened_on)::date)::bigint * 1000000;
--both

create table responsibilities (
    nr SERIAL,
    case_id TEXT not null references cases (id),
    staff_id TEXT not null references staff (id),
    from_at bigint not null check (0 < from_at),
    until_at bigint,                                      -- none: still; the instant itself belongs to the next
    check (until_at is null or from_at < until_at)
);
create unique index responsibilities_one on responsibilities (case_id) where until_at is null;
create unique index responsibilities_of_case on responsibilities (case_id, from_at);
create index responsibilities_of_staff on responsibilities (staff_id, from_at);

--sqlite
insert into responsibilities (case_id, staff_id, from_at, until_at)
select id, responsible_id, cast(strftime('%s', opened_on) as integer) * 1000000,
    case when closed_on is null then null else responsible_at + 1 end from cases;
--postgres
insert into responsibilities (case_id, staff_id, from_at, until_at)
select id, responsible_id, extract(epoch from opened_on::date)::bigint * 1000000,
    case when closed_on is null then null else responsible_at + 1 end from cases;
--both
update cases set responsible_at = responsible_at + 1 where closed_on is not null;

create table handovers (
    nr SERIAL,
    id TEXT not null unique,
    from_id TEXT not null references staff (id),
    on_day TEXT not null,
    planned TEXT not null check (planned in ('planned', 'unplanned')),
    permanent bigint not null check (permanent in (0, 1)),
    until_day TEXT,
    whole bigint not null check (whole in (0, 1)),        -- the whole caseload, also what is opened before the day
    all_to_id TEXT references staff (id),                 -- whole, and none: the team leader
    why_sealed BYTES not null,                            -- personal, sealed: about staff
    absence_id TEXT references absences (id),
    registered_by_id TEXT not null references staff (id),
    registered_at bigint not null,
    state TEXT not null check (state in ('planned', 'carried-out', 'ended', 'called-off')),
    version bigint not null,
    check (permanent = 0 or until_day is null),
    check (until_day is null or on_day <= until_day),
    check (whole = 1 or all_to_id is null)
);
create index handovers_from on handovers (from_id, nr);
create index handovers_due on handovers (on_day) where state = 'planned';
create index handovers_of_absence on handovers (absence_id) where absence_id is not null;

create table handover_cases (
    handover_id TEXT not null references handovers (id),
    case_id TEXT not null references cases (id),
    to_id TEXT not null references staff (id),
    known TEXT not null check (known in ('known', 'unknown')),
    moved_at bigint,                                      -- the instant of the period in responsibilities it began
    back_at bigint,
    primary key (handover_id, case_id)
);
create index handover_cases_of_case on handover_cases (case_id);

-- What followed a case for a time and goes back with it: tasks, and meetings to lead.
create table handover_things (
    handover_id TEXT not null references handovers (id),
    case_id TEXT not null references cases (id),
    kind TEXT not null check (kind in ('task', 'meeting')),
    thing_id TEXT not null,
    primary key (handover_id, thing_id)
);

--sqlite
create trigger cases_open_with_somebody before insert on cases when new.closed_on is null
begin
    select raise(abort, 'responsible: not active')
    where not exists (select 1 from staff where id = new.responsible_id and active = 1);
    select raise(abort, 'responsible: history is fixed') where new.responsible_at <= 0;
end;
create trigger cases_opened after insert on cases when new.closed_on is null
begin
    insert into responsibilities (case_id, staff_id, from_at) values (new.id, new.responsible_id, new.responsible_at);
end;
create trigger cases_responsible_moves before update of id, responsible_id, responsible_at, closed_on on cases
when new.id <> old.id or new.responsible_id <> old.responsible_id or new.responsible_at <> old.responsible_at
    or (new.closed_on is null) <> (old.closed_on is null)
begin
    select raise(abort, 'responsible: history is fixed') where new.id <> old.id
        or new.responsible_at <= old.responsible_at
        or (new.closed_on is not null and new.responsible_id <> old.responsible_id)
        or (new.responsible_id = old.responsible_id and (new.closed_on is null) = (old.closed_on is null));
    select raise(abort, 'responsible: not active') where new.closed_on is null
        and not exists (select 1 from staff where id = new.responsible_id and active = 1);
end;
create trigger cases_responsible_moved after update of responsible_id, closed_on on cases
when new.responsible_id <> old.responsible_id or (new.closed_on is null) <> (old.closed_on is null)
begin
    update responsibilities set until_at = new.responsible_at where case_id = new.id and until_at is null;
    insert into responsibilities (case_id, staff_id, from_at)
    select new.id, new.responsible_id, new.responsible_at where new.closed_on is null;
end;
create trigger cases_stay_with_their_history before delete on cases
begin select raise(abort, 'responsible: history is fixed') where exists
    (select 1 from responsibilities where case_id = old.id); end;
create trigger responsibilities_follow_the_case before insert on responsibilities
begin
    select raise(abort, 'responsible: history is fixed') where new.until_at is not null or not exists
        (select 1 from cases where id = new.case_id and closed_on is null and responsible_id = new.staff_id
            and responsible_at = new.from_at);
end;
create trigger responsibilities_only_end before update on responsibilities
begin
    select raise(abort, 'responsible: history is fixed') where old.until_at is not null or new.until_at is null
        or new.nr <> old.nr or new.case_id <> old.case_id or new.staff_id <> old.staff_id
        or new.from_at <> old.from_at or not exists
        (select 1 from cases where id = old.case_id and responsible_at = new.until_at and old.from_at < responsible_at);
end;
create trigger responsibilities_are_not_deleted before delete on responsibilities
begin select raise(abort, 'responsible: history is fixed'); end;
create trigger staff_with_cases_stay before update of id, active on staff
when old.active = 1 and (new.active <> 1 or new.id <> old.id)
begin
    select raise(abort, 'responsible: holds open cases') where exists
        (select 1 from cases where responsible_id = old.id and closed_on is null);
end;
--postgres
create function responsible_works_here(who varchar) returns void language plpgsql as
$$ begin
    -- Held until commit: somebody taken out of service at the same time waits, and is then seen with the case.
    perform 1 from staff where id = who and active = 1 for share;
    if not found then raise exception 'responsible: not active'; end if;
end $$;
create function cases_open_with_somebody() returns trigger language plpgsql as
$$ begin
    if new.closed_on is null then
        if new.responsible_at <= 0 then raise exception 'responsible: history is fixed'; end if;
        perform responsible_works_here(new.responsible_id);
    end if;
    return new;
end $$;
create function cases_opened() returns trigger language plpgsql as
$$ begin
    if new.closed_on is null then
        insert into responsibilities (case_id, staff_id, from_at)
        values (new.id, new.responsible_id, new.responsible_at);
    end if;
    return null;
end $$;
create function cases_responsible_moves() returns trigger language plpgsql as
$$ declare opens_or_closes boolean := (new.closed_on is null) <> (old.closed_on is null);
begin
    if new.id = old.id and new.responsible_id = old.responsible_id and new.responsible_at = old.responsible_at
        and not opens_or_closes then
        return new;
    end if;
    if new.id <> old.id or new.responsible_at <= old.responsible_at
        or (new.closed_on is not null and new.responsible_id <> old.responsible_id)
        or (new.responsible_id = old.responsible_id and not opens_or_closes) then
        raise exception 'responsible: history is fixed';
    end if;
    if new.closed_on is null then perform responsible_works_here(new.responsible_id); end if;
    return new;
end $$;
create function cases_responsible_moved() returns trigger language plpgsql as
$$ begin
    if new.responsible_id <> old.responsible_id or (new.closed_on is null) <> (old.closed_on is null) then
        update responsibilities set until_at = new.responsible_at where case_id = new.id and until_at is null;
        if new.closed_on is null then
            insert into responsibilities (case_id, staff_id, from_at)
            values (new.id, new.responsible_id, new.responsible_at);
        end if;
    end if;
    return null;
end $$;
create function responsible_history_is_fixed() returns trigger language plpgsql as
$$ begin raise exception 'responsible: history is fixed'; end $$;
create function responsibilities_follow_the_case() returns trigger language plpgsql as
$$ begin
    if new.until_at is not null or not exists (select 1 from cases where id = new.case_id and closed_on is null
        and responsible_id = new.staff_id and responsible_at = new.from_at) then
        raise exception 'responsible: history is fixed';
    end if;
    return new;
end $$;
create function responsibilities_only_end() returns trigger language plpgsql as
$$ begin
    if old.until_at is not null or new.until_at is null or new.nr <> old.nr or new.case_id <> old.case_id
        or new.staff_id <> old.staff_id or new.from_at <> old.from_at or not exists
        (select 1 from cases where id = old.case_id and responsible_at = new.until_at
            and old.from_at < responsible_at) then
        raise exception 'responsible: history is fixed';
    end if;
    return new;
end $$;
create function staff_with_cases_stay() returns trigger language plpgsql as
$$ begin
    if old.active = 1 and (new.active <> 1 or new.id <> old.id)
        and exists (select 1 from cases where responsible_id = old.id and closed_on is null) then
        raise exception 'responsible: holds open cases';
    end if;
    return new;
end $$;
create trigger cases_open_with_somebody before insert on cases
for each row execute function cases_open_with_somebody();
create trigger cases_opened after insert on cases for each row execute function cases_opened();
create trigger cases_responsible_moves before update of id, responsible_id, responsible_at, closed_on on cases
for each row execute function cases_responsible_moves();
create trigger cases_responsible_moved after update of responsible_id, closed_on on cases
for each row execute function cases_responsible_moved();
create trigger responsibilities_follow_the_case before insert on responsibilities
for each row execute function responsibilities_follow_the_case();
create trigger responsibilities_only_end before update on responsibilities
for each row execute function responsibilities_only_end();
create trigger responsibilities_are_not_deleted before delete or truncate on responsibilities
for each statement execute function responsible_history_is_fixed();
create trigger staff_with_cases_stay before update of id, active on staff
for each row execute function staff_with_cases_stay();
--both
