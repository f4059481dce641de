/** Outcomes a step is left by because something went wrong; a scope left by one did not come to its end. */
export const failingPorts: ReadonlySet<string> = new Set(['error', 'exhausted', 'stuck', 'compensated']);
