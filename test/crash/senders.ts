import type { JsonObject } from '#flow/json.ts';
import type { History } from '#test/history/history.ts';
import type { Chance } from './chance.ts';
import { tokens } from './runtime-process.ts';

/** One event a sender means to deliver. */
type Sending = {
  readonly id: string;
  readonly flow: string;
  readonly body: JsonObject;
  readonly lane: string | undefined;
};

/** Senders at work: they deliver events, try again until they are acknowledged, and now and then repeat themselves. */
export type Senders = {
  /** Sends this many new events, with everything that is still unacknowledged, 16 at a time, while the runtime is up. */
  readonly deliver: (url: string, newEvents: number, isUp: () => boolean) => Promise<void>;
  /** Events sent and not acknowledged. */
  readonly unacknowledged: () => number;
};

const inFlight = 16;
const answerLimitMs = 8_000;
const flows = ['parallel', 'parallel', 'fragile', 'in-order', 'in-order', 'approved', 'all-or-undo'] as const;

/** Makes the senders of a rig. */
export function createSenders(history: History, chance: Chance): Senders {
  const pending = new Map<string, Sending>();
  const acknowledged: Sending[] = [];
  let made = 0;

  const invent = (): Sending => {
    made += 1;
    const id = `evt-${String(made).padStart(5, '0')}`;
    const flow = chance.pick(flows);
    const customer = `customer-${chance.between(1, 4)}`;
    const body = { id, customer, amount: chance.between(1, 999), charge: chance.next() < 0.5 ? '200' : '422' };
    return { id, flow, body, lane: flow === 'in-order' ? customer : undefined };
  };

  const send = async (url: string, sending: Sending, proc: string): Promise<void> => {
    const { id: key, flow, body, lane } = sending;
    const note = (type: 'ok' | 'fail' | 'info', value: JsonObject) =>
      history.note({ proc, f: 'accept', type, key, value });
    history.note({ proc, f: 'accept', type: 'invoke', key, value: { flow, ...(lane === undefined ? {} : { lane }) } });
    try {
      const answer = await fetch(`${url}/hooks/crash/${flow}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.sender}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerLimitMs),
      });
      const text = await answer.text();
      if (!answer.ok) {
        note('fail', { status: answer.status, text });
        return;
      }
      note('ok', { status: answer.status, run: runOf(text) });
      pending.delete(key);
      acknowledged.push(sending);
    } catch (error) {
      // Killed under the call: the event may be in or not, and the sender tries again.
      note('info', { why: error instanceof Error ? error.name : 'unknown' });
    }
  };

  return {
    unacknowledged: () => pending.size,
    deliver: async (url, newEvents, isUp) => {
      const queue = [...pending.values()];
      for (let index = 0; index < newEvents; index += 1) {
        const sending = invent();
        pending.set(sending.id, sending);
        queue.push(sending);
        if (acknowledged.length > 0 && chance.next() < 0.1) queue.push(chance.pick(acknowledged));
        // The same event twice at once is what a sender behind two proxies does.
        if (chance.next() < 0.1) queue.push(sending);
      }
      const work = async (proc: string): Promise<void> => {
        for (let sending = queue.shift(); sending !== undefined && isUp(); sending = queue.shift()) {
          await send(url, sending, proc);
        }
      };
      await Promise.all(Array.from({ length: inFlight }, (_, index) => work(`sender-${index + 1}`)));
    },
  };
}

function runOf(text: string): string {
  // Both kinds of acknowledgement carry the id of the run.
  return (JSON.parse(text) as { readonly run: string }).run;
}
