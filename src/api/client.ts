import { problemReply } from './call.ts';
import { type ApiCall, calls } from './calls.ts';
import { type Answer, type Client, type ClientOutcome, type Fetch, sendCall, strangeAnswer } from './sending.ts';

export type { Client, ClientOutcome, Fetch } from './sending.ts';

/**
 * Makes a client of one runtime, of whatever version: every answer is parsed by its schema.
 *
 * @param url base address such as `http://127.0.0.1:7331`, without a path
 * @param token the bearer token; left out for public calls, and where a cookie says who asks
 */
export function createClient(options: {
  readonly url: string;
  readonly token?: string;
  readonly fetch: Fetch;
}): Client {
  const base = options.url.replace(/\/+$/, '');
  // A page is known by its cookie, and shows by a header of its own that no form of another site sent the call.
  const headers: Record<string, string> =
    options.token === undefined ? { 'x-penstock': '1' } : { authorization: `Bearer ${options.token}` };
  return {
    send: async (id, request) => {
      const row = findCall(id);
      return readAnswer(row, await sendCall(row, request, { base, headers, fetch: options.fetch }));
    },
  };
}

function findCall(id: string): ApiCall {
  const row = calls.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`The API has no call "${id}".`);
  return row;
}

function readAnswer<T>(row: ApiCall, { status, value }: Answer): ClientOutcome<T> {
  if (status === 200) {
    // The row was found under the id that fixes T, and its own schema parsed the value.
    return { ok: true, value: row.reply.parse(value) as T };
  }
  const problem = problemReply.safeParse(value);
  if (!problem.success) throw strangeAnswer(row, status);
  return { ok: false, status, problem: problem.data };
}
