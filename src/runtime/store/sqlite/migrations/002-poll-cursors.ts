import type { Migration } from './list.ts';

/** How far triggers that poll have read, as text only they understand. */
export const pollCursors: Migration = {
  version: 2,
  name: 'poll-cursors',
  sql: 'create table poll_cursors (scope integer primary key, cursor text not null) strict;',
};
