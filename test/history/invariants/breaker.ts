import type { Violation } from '../evidence.ts';
import type { Facts } from '../facts.ts';

/** I11: a connection is only paused for what its own target did. */
export function* checkBreaker(facts: Facts): Iterable<Violation> {
  const failing = new Set(facts.evidence.calls.filter((call) => call.failed).map((call) => call.connection));
  const paused = new Set(facts.evidence.history.filter((entry) => entry.f === 'gate').map((entry) => entry.key));
  for (const connection of paused) {
    if (failing.has(connection)) continue;
    yield { invariant: 'I11', says: `"${connection}" was paused although its target never failed` };
  }
}
