import type { FakeDatabase, Finished, ObjectCall } from './database.ts';
import { deliver } from './webhooks-out.ts';

/** Transactions that sent webhooks and are not committed yet. */
const pending = new WeakMap<FakeDatabase, Promise<void>>();

const readingMethods = /^(search|read|fields_get|name_|context_get|has_|check_|web_|default_get|formatted_|exists)/;

/** Writers wait for a transaction that is still busy telling its webhooks, as they wait for its row locks. Readers do not. */
export async function waitForWriters(database: FakeDatabase, call: ObjectCall): Promise<void> {
  if (!readingMethods.test(call.method)) await pending.get(database);
}

/**
 * Sends a call's webhooks one after the other, while its caller waits. Until 18 that happens before the commit: whoever
 * is told reads the old values, or nothing. 19 commits first.
 */
export async function sendWebhooks(
  database: FakeDatabase,
  finished: Pick<Finished, 'deliveries' | 'withdraw'>,
): Promise<void> {
  if (finished.deliveries.length === 0) return;
  const send = async (): Promise<void> => {
    for (const delivery of finished.deliveries) await deliver(delivery);
  };
  if (database.version === 19) {
    await send();
    return;
  }
  const commit = finished.withdraw();
  const sending = send().then(commit);
  pending.set(database, sending);
  await sending;
  if (pending.get(database) === sending) pending.delete(database);
}
