import type { Migration } from './list.ts';

/** Runs over lists without an end are read from a snapshot on; lanes notice that a number is missing. */
export const snapshotsAndGaps: Migration = {
  version: 3,
  name: 'snapshots-and-gaps',
  sql: `
    -- The newest frame of a run that stands for all frames before it.
    create table snapshots (run integer primary key, seq integer not null) strict;

    -- How long a lane waits for a missing number; null where numbers need not follow on each other.
    alter table lane_places add column gap_ms integer;
    -- The highest position that has held the lane: the next in line is the one after it.
    alter table lanes add column passed text;
    -- When the wait for the missing number is over, and whether it is over and a person has to look.
    alter table lanes add column gap_until integer;
    alter table lanes add column parked integer not null default 0;
  `,
};
