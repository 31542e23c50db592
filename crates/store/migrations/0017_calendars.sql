-- Private calendar feeds of staff. The address opens the feed, so only its hash is kept: a lost address is not found
-- here, it is renewed.

create table calendar_feeds (
    token_hash TEXT primary key,
    staff_id TEXT not null references staff (id),
    made_at bigint not null,
    ended_at bigint                                       -- none: it opens still
);
create unique index calendar_feeds_in_use on calendar_feeds (staff_id) where ended_at is null;
