/** Every state of a run, in the order in which a run goes through them; a plain list, which pages load without a schema. */
export const runStates = [
  'accepted',
  'running',
  'waiting',
  'closing',
  'succeeded',
  'failed',
  'cancelled',
  'superseded',
] as const;
