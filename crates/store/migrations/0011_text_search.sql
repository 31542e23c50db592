-- Text is looked for from the newest backwards, so that a search reads no more than it must.

create index journal_notes on journal_entries (nr) where kind = 'note';
create index documents_by_age on documents (stored_at, id);
