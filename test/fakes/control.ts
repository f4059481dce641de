import { setTimeout as delay } from 'node:timers/promises';
import type { FaultBoard, FaultRule } from './faults.ts';
import { isJsonObject, type Json, parseJson } from './json.ts';
import { type Answer, jsonAnswer, type LoopbackRequest } from './loopback.ts';

/** What can be steered from outside when a fake runs as its own process. */
export interface Controlled<Place extends string, Fault> {
  readonly faults: FaultBoard<Place, Fault>;
  readonly ledger: () => readonly unknown[];
  /** Records by table; undefined for a table that does not exist. */
  readonly records: (table: string) => unknown;
}

const prefix = '/__fake__/';

/** True for addresses that steer the fake instead of calling the system it plays. */
export function isControl(request: LoopbackRequest): boolean {
  return request.path.startsWith(prefix);
}

/**
 * Steers a fake over HTTP, for tests that run it as a process of its own:
 * `GET ledger`, `GET records/<table>`, `POST faults` with a rule as JSON, `DELETE faults`, `POST down?for=<ms>`.
 */
export function answerControl<Place extends string, Fault>(
  request: LoopbackRequest,
  fake: Controlled<Place, Fault>,
): Answer {
  const what = request.path.slice(prefix.length);
  if (what === 'ledger') return jsonAnswer(200, fake.ledger());
  if (what.startsWith('records/')) {
    const found = fake.records(decodeURIComponent(what.slice('records/'.length)));
    return found === undefined ? jsonAnswer(404, { error: 'no such table' }) : jsonAnswer(200, found);
  }
  if (what === 'faults' && request.method === 'POST') return injectFault(request, fake);
  if (what === 'faults' && request.method === 'DELETE') {
    fake.faults.clear();
    return jsonAnswer(200, { cleared: true });
  }
  if (what === 'down' && request.method === 'POST') {
    const forMs = Number(request.query.get('for') ?? 1_000);
    goDown(fake.faults, forMs).catch((error: unknown) => console.error('a fake could not come back', error));
    return jsonAnswer(200, { down: true, forMs });
  }
  return jsonAnswer(404, { error: `nothing to steer at ${request.path}` });
}

function injectFault<Place extends string, Fault>(request: LoopbackRequest, fake: Controlled<Place, Fault>): Answer {
  const rule: Json | undefined = parseJson(request.body.toString('utf8'));
  if (!isJsonObject(rule) || !isJsonObject(rule.fault)) return jsonAnswer(400, { error: 'a rule needs a fault' });
  // The test on the other side builds the rule with the same constructors, so its shape is a fault of this fake.
  fake.faults.inject(rule as unknown as FaultRule<Place, Fault>);
  return jsonAnswer(200, { injected: true });
}

/** Lets the answer leave first, then closes the port for a while. */
async function goDown<Place extends string, Fault>(faults: FaultBoard<Place, Fault>, forMs: number): Promise<void> {
  await delay(20);
  await faults.down();
  await delay(forMs);
  await faults.up();
}
