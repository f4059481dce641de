import { firstSchema } from './001-first-schema.ts';
import { pollCursors } from './002-poll-cursors.ts';
import { snapshotsAndGaps } from './003-snapshots-and-gaps.ts';
import { stepClaimsAndTurns } from './004-step-claims-and-turns.ts';

/** One step of the schema; never edited after a release. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

/** Every migration, oldest first; versions count up from 1 without gaps. */
export const MIGRATIONS: readonly Migration[] = [firstSchema, pollCursors, snapshotsAndGaps, stepClaimsAndTurns];
