import type { CommandId } from '../keys/command-list.ts';

/** What the hand-over dialogs carry out. */
export const handOverCommands = [
  'flow.save-version',
  'flow.request-review',
  'flow.history',
] as const satisfies readonly CommandId[];
