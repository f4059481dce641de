import { randomUUID } from 'node:crypto';
import { readJson } from '#flow/contract/read-json.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import { didYouMean } from '#flow/text/nearest-name.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { readNamed } from '../places.ts';
import { unreachable } from '../remote.ts';
import { sendSchemes, signHeaders } from '../signing.ts';

/** `penstock send`: what a sender of webhooks does. */
export const send: Command = {
  name: 'send',
  group: 'a running runtime',
  summary: 'Sign an event and post it to a webhook, as its sender would.',
  operands: 'FILE',
  takes: [1, 1],
  about:
    'The secret is named, never written on the command line: --secret-name shop-webhook reads PENSTOCK_SECRET_SHOP_WEBHOOK.',
  options: {
    to: {
      kind: 'text',
      value: 'URL',
      help: 'Address of the webhook, such as http://127.0.0.1:7310/hooks/shop/orders. Required.',
    },
    scheme: {
      kind: 'text',
      value: 'SCHEME',
      help: `How the sender proves itself: ${sendSchemes.join(', ')}. Default: standard-webhooks.`,
    },
    'secret-name': { kind: 'text', value: 'NAME', help: 'Secret to sign with, read from PENSTOCK_SECRET_<NAME>.' },
    'secret-env': { kind: 'text', value: 'VARIABLE', help: 'Environment variable that holds the secret.' },
    id: { kind: 'text', value: 'ID', help: 'Delivery id. Default: the event’s "id", else a new one.' },
    set: { kind: 'list', value: 'FIELD=VALUE', help: 'Replace a top-level field of the event first. May be repeated.' },
    header: { kind: 'text', value: 'NAME', help: 'For hmac: header of the signature. Default: X-Signature.' },
    prefix: { kind: 'text', value: 'TEXT', help: 'For hmac: what stands before the signature.' },
    encoding: { kind: 'text', value: 'ENCODING', help: 'For hmac: hex or base64. Default: hex.' },
    signed: {
      kind: 'text',
      value: 'WHAT',
      help: 'For hmac: body, timestamp.body or v0:timestamp:body. Default: body.',
    },
    'timestamp-header': {
      kind: 'text',
      value: 'NAME',
      help: 'For hmac: header of the signed time. Default: X-Timestamp.',
    },
    json: jsonOption,
  },
  examples: [
    {
      command:
        'penstock send samples/order.json --to http://127.0.0.1:7310/hooks/shop/orders --secret-name shop-webhook',
      says: 'Send one order.',
    },
    {
      command:
        'penstock send samples/order.json --to http://127.0.0.1:7310/hooks/shop/orders --secret-name shop-webhook --set id=evt_2 --set number=SO-2',
      says: 'Send another one like it.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const to = call.text('to');
    if (to === undefined || !URL.canParse(to))
      throw new Refused(
        exitCodes.usage,
        'Name the webhook with --to URL, such as http://127.0.0.1:7310/hooks/shop/orders.',
      );
    const body = await bodyOf(call);
    const response = await fetch(to, { method: 'POST', headers: headersOf(call, body), body }).catch(
      (error: unknown) => {
        throw new Refused(exitCodes.environment, unreachable(to, error));
      },
    );
    const text = await response.text();
    const answer = readAnswer(text);
    if (call.flag('json')) await call.terminal.printJson({ status: response.status, answer });
    else await call.terminal.print(`${response.status} ${describeAnswer(response.status, text)}`);
    return response.ok ? exitCodes.fine : exitCodes.findings;
  },
};

async function bodyOf(call: CommandCall): Promise<string> {
  const [file = ''] = call.operands;
  const text = file === '-' ? await call.terminal.readInput() : await readNamed(file);
  const changes = call.list('set');
  if (changes.length === 0) return text;
  const read = readJson(text);
  if (!read.ok || !isJsonObject(read.value))
    throw new Refused(exitCodes.usage, `${file} is no JSON object, so --set has no field to replace.`);
  const event: JsonObject = { ...read.value, ...Object.fromEntries(changes.map(readChange)) };
  return JSON.stringify(event);
}

function readChange(text: string): readonly [string, Json] {
  const at = text.indexOf('=');
  if (at < 1) throw new Refused(exitCodes.usage, `--set ${text}: write it as FIELD=VALUE.`);
  const value = readJson(text.slice(at + 1));
  // What is no JSON is meant as text: nobody wants to quote quotes in a shell.
  return [text.slice(0, at), value.ok ? value.value : text.slice(at + 1)];
}

function headersOf(call: CommandCall, body: string): Readonly<Record<string, string>> {
  const asked = call.text('scheme') ?? 'standard-webhooks';
  const scheme = sendSchemes.find((known) => known === asked);
  if (scheme === undefined)
    throw new Refused(
      exitCodes.usage,
      `There is no scheme "${asked}".${didYouMean(asked, sendSchemes)} There are: ${sendSchemes.join(', ')}.`,
    );
  const proof = signHeaders({
    scheme,
    secret: secretOf(call),
    body,
    id: call.text('id') ?? idIn(body) ?? randomUUID(),
    seconds: Math.floor(Date.now() / 1_000),
    hmac: {
      header: call.text('header') ?? 'X-Signature',
      prefix: call.text('prefix') ?? '',
      encoding: oneOf(call, 'encoding', ['hex', 'base64']),
      signed: oneOf(call, 'signed', ['body', 'timestamp.body', 'v0:timestamp:body']),
      timestampHeader: call.text('timestamp-header') ?? 'X-Timestamp',
    },
  });
  return { 'content-type': 'application/json', 'user-agent': 'penstock-send', ...proof };
}

function oneOf<const Known extends string>(
  call: CommandCall,
  option: string,
  known: readonly [Known, ...Known[]],
): Known {
  const asked = call.text(option) ?? known[0];
  const found = known.find((one) => one === asked);
  if (found === undefined)
    throw new Refused(exitCodes.usage, `--${option} ${asked}: write one of ${known.join(', ')}.`);
  return found;
}

function secretOf(call: CommandCall): string | undefined {
  const name = call.text('secret-name');
  const variable =
    name === undefined
      ? call.text('secret-env')
      : `PENSTOCK_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  if (variable === undefined) return undefined;
  const value = call.env[variable];
  if (value === undefined || value === '')
    throw new Refused(
      exitCodes.environment,
      `The environment variable ${variable} has no value. Set it, or name a file with --env-file.`,
    );
  return value;
}

function idIn(body: string): string | undefined {
  const value = readAnswer(body);
  return isJsonObject(value) && typeof value.id === 'string' && value.id !== '' ? value.id : undefined;
}

function readAnswer(text: string): Json {
  const read = readJson(text);
  return read.ok ? read.value : text;
}

function describeAnswer(status: number, text: string): string {
  if (status === 401)
    return 'refused: the sender was not believed. The runtime lists the reason under its refused calls.';
  if (status === 200 && text.includes('"run"')) return `seen before: ${text}`;
  return text;
}
