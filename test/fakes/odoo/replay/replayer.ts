import { entryOf, isJsonList, isJsonObject, type Json, type JsonObject, parseJson } from '../../json.ts';
import { type Loopback, startLoopback } from '../../loopback.ts';
import { type FakeOdoo, startFakeOdoo } from '../fake-odoo.ts';
import type { CallParts, FixtureRequest, FixtureSection, FixtureStep } from './fixture.ts';
import { printCall } from './xmlrpc-client.ts';

/** What came back over HTTP. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A webhook that arrived at the replayer's own server. */
export interface ReceivedWebhook {
  readonly line: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The clock starts inside a second, as real ones do, and moves only when a fixture says so. */
const startOfTime = Date.parse('2026-11-21T17:35:00.250Z');

/** The size of the attachment that is one of the captured requests. */
const bigBytes = 20_000_000;

/** Sends the requests of one section, in order, to a fake of its own. */
export class Replayer implements AsyncDisposable {
  readonly odoo: FakeOdoo;
  readonly webhooks: ReceivedWebhook[];
  readonly #receiver: Loopback;
  readonly #variables = new Map<string, Json>();
  readonly #clock: { now: number };

  private constructor(parts: {
    odoo: FakeOdoo;
    receiver: Loopback;
    webhooks: ReceivedWebhook[];
    clock: { now: number };
  }) {
    this.odoo = parts.odoo;
    this.webhooks = parts.webhooks;
    this.#receiver = parts.receiver;
    this.#clock = parts.clock;
    this.#variables.set('db', parts.odoo.database);
    this.#variables.set('key', parts.odoo.keys.admin ?? '');
    this.#variables.set('big', 'QUJD'.repeat(bigBytes / 4));
    this.#variables.set('hook', `${parts.receiver.url}/hook/so?tenant=a`);
  }

  /** Starts the fake and a receiver for its webhooks, and takes the section's setup steps. */
  static async start(section: FixtureSection): Promise<Replayer> {
    const clock = { now: startOfTime };
    const webhooks: ReceivedWebhook[] = [];
    const receiver = await startLoopback({
      answer: async (request) => {
        const query = request.query.size === 0 ? '' : `?${request.query}`;
        const headers = request.rawHeaders;
        webhooks.push({
          line: `${request.method} ${request.path}${query} HTTP/1.1`,
          headers,
          body: request.body.toString('utf8'),
        });
        return { kind: 'answer', answer: { status: 200 } };
      },
    });
    const odoo = await startFakeOdoo({ version: section.version, now: () => new Date(clock.now) });
    const replayer = new Replayer({ odoo, receiver, webhooks, clock });
    for (const step of section.setup) await replayer.take(step);
    return replayer;
  }

  /** Takes one step. */
  async take(step: FixtureStep): Promise<void> {
    if ('insert' in step) {
      const [model, values] = step.insert;
      this.save(step.save ?? '', this.odoo.insert(model, this.#object(values)));
    } else if ('edit' in step) {
      const [model, ids, values] = step.edit;
      this.odoo.edit(model, this.#ids(ids), this.#object(values));
    } else if ('remove' in step) {
      this.odoo.remove(step.remove[0], this.#ids(step.remove[1]));
    } else if ('call' in step) {
      const received = await this.send({ call: step.call });
      const body = parseJson(received.text) ?? null;
      if (!isJsonObject(body) || body.error !== undefined) throw new Error(`a setup call failed: ${received.text}`);
      this.save(step.save ?? '', body.result ?? null);
    } else if ('fault' in step) this.odoo.faults.inject(step.fault);
    else this.#clock.now += step.tickMs;
  }

  /** Keeps a value for later requests. */
  save(name: string, value: Json): void {
    this.#variables.set(name, value);
  }

  /** Sends a request and reads the whole answer. */
  async send(request: FixtureRequest): Promise<Received> {
    const { path, init } = this.#http(request);
    const response = await fetch(`${this.odoo.url}${path}`, { ...init, redirect: 'manual' });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  #http(request: FixtureRequest): { readonly path: string; readonly init: RequestInit } {
    if ('call' in request) {
      const args = this.#executeArguments(request.call, request.as ?? 'admin');
      return this.#service({ parts: ['object', 'execute_kw', args], isXml: request.via === 'xmlrpc' });
    }
    if ('service' in request) return this.#service({ parts: request.service, isXml: request.via === 'xmlrpc' });
    if ('json2' in request) return this.#json2(request);
    if ('get' in request)
      return { path: this.#path(request.get), init: { method: 'GET', headers: this.#texts(request.headers ?? {}) } };
    if ('put' in request)
      return { path: this.#path(request.put), init: { method: 'PUT', headers: this.#texts(request.headers ?? {}) } };
    const body = request.text ?? JSON.stringify(this.#resolve(request.json ?? null));
    const headers = { 'content-type': 'application/json', ...this.#texts(request.headers ?? {}) };
    return { path: this.#path(request.post), init: { method: 'POST', headers, body } };
  }

  #executeArguments(call: CallParts, login: string): readonly Json[] {
    const [model, method, args, kwargs = {}] = call;
    const uid = this.odoo.records('res.users').find((user) => user.login === login)?.id ?? 0;
    return [
      this.odoo.database,
      uid,
      this.odoo.keys[login] ?? '',
      model,
      method,
      this.#resolve(args),
      this.#resolve(kwargs),
    ];
  }

  #service(call: { readonly parts: readonly [string, string, readonly Json[]]; readonly isXml: boolean }): {
    readonly path: string;
    readonly init: RequestInit;
  } {
    const [service, method] = call.parts;
    const args = call.parts[2].map((arg) => this.#resolve(arg));
    if (call.isXml) {
      return {
        path: `/xmlrpc/2/${service}`,
        init: { method: 'POST', headers: { 'content-type': 'text/xml' }, body: printCall(method, args) },
      };
    }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: { service, method, args } });
    return { path: '/jsonrpc', init: { method: 'POST', headers: { 'content-type': 'application/json' }, body } };
  }

  #json2(request: Extract<FixtureRequest, { json2: string }>): { readonly path: string; readonly init: RequestInit } {
    const key = this.odoo.keys[request.as ?? 'admin'];
    const given: Readonly<Record<string, string | null>> = {
      'content-type': 'application/json',
      authorization: `bearer ${key}`,
      'x-odoo-database': this.odoo.database,
      ...request.headers,
    };
    const headers = Object.entries(given).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, this.#text(value)]],
    );
    const body = request.text ?? JSON.stringify(this.#resolve(request.json ?? {}));
    return { path: `/json/2/${request.json2}`, init: { method: 'POST', headers, body } };
  }

  #resolve(value: Json): Json {
    if (typeof value === 'string') return value.startsWith('$') ? this.#variable(value.slice(1)) : value;
    if (isJsonList(value)) return value.map((entry) => this.#resolve(entry));
    return isJsonObject(value) ? this.#object(value) : value;
  }

  #object(object: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, this.#resolve(value)]));
  }

  #ids(values: readonly Json[]): readonly number[] {
    return values.map((value) => this.#resolve(value)).filter((value) => typeof value === 'number');
  }

  #text(value: string): string {
    return value.replaceAll(/\$(\w+)/g, (_whole, name: string) => String(this.#variables.get(name) ?? ''));
  }

  #texts(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.#text(value)]));
  }

  #path(path: string): string {
    return this.#text(path);
  }

  /** `$five.0` is the first of a saved list; `$stampT` and `$stampTZ` are a saved time in ISO form; text can be put behind. */
  #variable(expression: string): Json {
    const [name = '', ...rest] = expression.split('.');
    const iso = /^(\w+?)(TZ|T)$/.exec(name);
    if (iso !== null && this.#variables.has(iso[1] ?? '')) {
      return `${String(this.#variables.get(iso[1] ?? '')).replace(' ', 'T')}${iso[2] === 'TZ' ? 'Z' : ''}`;
    }
    const value = this.#variables.get(name);
    if (value === undefined) throw new Error(`no step saved "${name}"`);
    return rest.reduce<Json>((current, part) => partOf(current, part), value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.odoo.close();
    await this.#receiver.close();
  }
}

/** One step along a path: an index, a member, or text to append. */
export function partOf(value: Json, part: string): Json {
  if (isJsonList(value)) return value[Number(part)] ?? null;
  if (isJsonObject(value)) return entryOf(value, part) ?? null;
  return `${String(value)}.${part}`;
}
