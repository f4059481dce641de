import type { ProblemReply } from './call.ts';
import { callLines } from './call-lines.ts';
import {
  type Answer,
  type CallLine,
  type Client,
  type ClientOutcome,
  type Fetch,
  sendCall,
  strangeAnswer,
} from './sending.ts';

/**
 * Makes a client for a page, of the runtime the page came from. That runtime is of the page's own version and writes
 * its answers against the API table, so they are believed without their schemas, which would be a seventh of what the
 * page loads. Anything else calls with `createClient`.
 */
export function createPageClient(options: { readonly url: string; readonly fetch: Fetch }): Client {
  return {
    send: async (id, request) => {
      const line = readLine(callLines[id]);
      const target = { base: options.url, headers: { 'x-penstock': '1' }, fetch: options.fetch };
      return readAnswer(line, await sendCall(line, request, target));
    },
  };
}

/** Splits `GET /api/runs`. */
function readLine(line: string): CallLine {
  const space = line.indexOf(' ');
  return { method: line.slice(0, space), path: line.slice(space + 1) };
}

function readAnswer<T>(line: CallLine, { status, value }: Answer): ClientOutcome<T> {
  // Written by the page's own runtime against the row whose id fixes T.
  if (status === 200) return { ok: true, value: value as T };
  if (!isProblem(value)) throw strangeAnswer(line, status);
  return { ok: false, status, problem: value };
}

function isProblem(value: unknown): value is ProblemReply {
  if (typeof value !== 'object' || value === null) return false;
  const { code, title, detail }: Partial<Record<keyof ProblemReply, unknown>> = value;
  return typeof code === 'string' && typeof title === 'string' && typeof detail === 'string';
}
