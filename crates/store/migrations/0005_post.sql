-- Post: what the office prints, what waits for its receipt, what follows a letter, and what is looked at before it does.

alter table outbox add column by_hand bigint not null default 0;  -- 1: the office prints and sends it
alter table outbox add column handed_at bigint;                    -- accepted by the post, whose receipt is awaited
create index outbox_by_hand on outbox (nr) where state = 'waiting' and by_hand = 1;
create index outbox_awaiting on outbox (due_at, nr) where handed_at is not null and state in ('waiting', 'poison');

create table letter_enclosures (
    letter_id TEXT not null references letters (id) on delete cascade,
    position bigint not null,
    document_id TEXT not null references documents (id),
    primary key (letter_id, document_id)
);

create table document_marks (
    document_id TEXT not null references documents (id),
    mark TEXT not null check (mark in ('third-party', 'tells-where')),
    marked_by_id TEXT not null references staff (id),
    marked_at bigint not null,
    primary key (document_id, mark)
);
