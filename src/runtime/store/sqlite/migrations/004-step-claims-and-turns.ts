import type { Migration } from './list.ts';

/** What steps in the middle of a flow share with every other run of it: keys seen before, and the next free turn. */
export const stepClaimsAndTurns: Migration = {
  version: 4,
  name: 'step-claims-and-turns',
  sql: `
    -- Unlike a trigger's, a run may hold many of these. The owner is the same for every replay of the run.
    create table step_claims (
      id integer primary key,
      scope integer not null,
      key text not null,
      owner text not null,
      run integer not null,
      expires_at integer not null
    ) strict;
    create unique index step_claims_by_key on step_claims (scope, key);
    create index step_claims_by_run on step_claims (run);

    -- When the next turn is free, in epoch milliseconds with fractions: seven a second do not fall on whole ones.
    create table turns (
      id integer primary key,
      scope integer not null,
      key text not null,
      free_at real not null
    ) strict;
    create unique index turns_by_key on turns (scope, key);

    -- How often an event was replayed. Only replays have an origin other than themselves.
    create index runs_by_origin on runs (origin) where origin is not null;
  `,
};
