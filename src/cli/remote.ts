import type { Client, ClientOutcome } from '#api/client.ts';
import { readJson } from '#flow/contract/read-json.ts';
import { type CommandCall, exitCodes, Refused } from './command.ts';
import { readNamed } from './places.ts';

/** A runtime a command speaks to. */
export type Remote = {
  readonly client: Client;
  readonly url: string;
  /** Takes the reply of a call, or ends the command with what the runtime said. */
  readonly take: <T>(outcome: Promise<ClientOutcome<T>>) => Promise<T>;
};

/** Connects to the runtime that --url and --token, or PENSTOCK_URL and PENSTOCK_TOKEN, name. */
export async function connectRuntime(call: CommandCall): Promise<Remote> {
  const url = call.text('url') ?? call.env.PENSTOCK_URL;
  const token = call.text('token') ?? call.env.PENSTOCK_TOKEN;
  if (url === undefined)
    throw new Refused(exitCodes.usage, 'Say where the runtime is: --url http://127.0.0.1:7310, or PENSTOCK_URL.');
  if (!/^https?:\/\//.test(url))
    throw new Refused(exitCodes.usage, `${url} is no address; write it as http://127.0.0.1:7310.`);
  if (token === undefined)
    throw new Refused(exitCodes.usage, 'The token is missing: set PENSTOCK_TOKEN, or give --token.');
  const { createClient } = await import('#api/client.ts');
  return { client: createClient({ url, token, fetch }), url, take: (outcome) => takeReply(url, outcome) };
}

async function takeReply<T>(url: string, outcome: Promise<ClientOutcome<T>>): Promise<T> {
  const reply = await outcome.catch((error: unknown) => {
    throw new Refused(exitCodes.environment, unreachable(url, error));
  });
  if (reply.ok) return reply.value;
  const { code, detail } = reply.problem;
  const exitCode = reply.status === 401 ? exitCodes.environment : exitCodes.findings;
  throw new Refused(exitCode, { code, message: `${detail} (${code})` });
}

/** Says why nobody answered at an address; the reason stands at the end of the chain of causes. */
export function unreachable(url: string, error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  const why = cause instanceof Error ? cause.message : 'no answer';
  return `No runtime can be spoken to at ${url}: ${why}. Is it running there?`;
}

/** The reason a command must name, because the audit shows it. */
export function requireReason(call: CommandCall): string {
  const reason = call.text('reason')?.trim();
  if (reason === undefined || reason === '')
    throw new Refused(exitCodes.usage, 'Say why with --reason "…"; the audit shows it.');
  return reason;
}

/** JSON as the API's client takes it: free to be changed by whoever sends it. */
export type SentJson = null | boolean | number | string | SentJson[] | { [key: string]: SentJson };

/** Reads a JSON file named on the command line; `-` is standard input. */
export async function readJsonFile(call: CommandCall, file: string): Promise<SentJson> {
  const text = file === '-' ? await call.terminal.readInput() : await readNamed(file);
  const read = readJson(text);
  // Parsed just now, so nobody else holds it.
  if (read.ok) return read.value as SentJson;
  throw new Refused(exitCodes.usage, { code: read.refusal.code, message: `${file}: ${read.refusal.reason}` });
}
