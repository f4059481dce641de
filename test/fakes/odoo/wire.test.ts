import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isJsonList, isJsonObject, type Json, parseJson } from '../json.ts';
import { type FixtureExchange, type FixtureSection, readFixtures } from './replay/fixture.ts';
import { normalise, normaliseText } from './replay/normalise.ts';
import { partOf, type Received, Replayer } from './replay/replayer.ts';
import { readAnswer } from './replay/xmlrpc-client.ts';

const sections = readFixtures();

afterAll(() => console.info(summary()));

/** How many exchanges were replayed per version, and every one that was not, with its reason. */
function summary(): string {
  const versions = [...new Set(sections.map(({ version }) => version))];
  const lines = versions.map((version) => {
    const exchanges = sections
      .filter((section) => section.version === version)
      .flatMap((section) => section.exchanges)
      .filter((exchange) => exchange.auxiliary === undefined);
    const left = exchanges.filter((exchange) => exchange.notReplayed !== undefined);
    const reasons = left.map((exchange) => `    ${exchange.title}: ${exchange.notReplayed}`);
    return [
      `  Odoo ${version}: ${exchanges.length - left.length} exchanges replayed, ${left.length} not`,
      ...reasons,
    ].join('\n');
  });
  return `Captured exchanges against the fake\n${lines.join('\n')}`;
}

for (const section of sections.filter(isReplayed)) {
  describe(`Odoo ${section.version}, ${section.section}`, () => replaySection(section));
}

function isReplayed(section: FixtureSection): boolean {
  return section.exchanges.some((exchange) => exchange.notReplayed === undefined);
}

function replaySection(section: FixtureSection): void {
  let replayer: Replayer;
  beforeAll(async () => {
    replayer = await Replayer.start(section);
  });
  afterAll(async () => {
    await replayer[Symbol.asyncDispose]();
  });
  for (const exchange of section.exchanges) {
    if (exchange.notReplayed !== undefined) continue;
    const asWhat = exchange.auxiliary === undefined ? 'as captured' : 'on the way';
    test(`answers "${exchange.title}" ${asWhat}`, () => replay(replayer, exchange));
  }
}

async function replay(replayer: Replayer, exchange: FixtureExchange): Promise<void> {
  const { request } = exchange;
  if (request === undefined) throw new Error('an exchange without a request cannot be replayed');
  for (const step of exchange.before ?? []) await replayer.take(step);
  const before = await stampOf(replayer, exchange);
  replayer.webhooks.length = 0;

  const received = await replayer.send(request);

  const isXml = 'via' in request && request.via === 'xmlrpc';
  const parsed = parseJson(received.text);
  const body = isXml ? readXml(received) : parsed === undefined ? received.text : parsed;
  const result =
    isJsonObject(body) && 'jsonrpc' in body
      ? (body.result ?? null)
      : isXml && isJsonObject(body)
        ? (body.result ?? null)
        : body;
  expectHttp(exchange, received, body);
  expectDecoded(exchange, body, result);
  expectWebhooks(replayer, exchange);
  if (exchange.bumps !== undefined) expect((await stampOf(replayer, exchange)) !== before).toBe(exchange.bumps.bumped);
  saveResult(replayer, exchange, result);
}

function readXml(received: Received): Json {
  const answer = readAnswer(received.text);
  return 'fault' in answer ? { fault: { ...answer.fault } } : { result: answer.result };
}

function expectHttp(exchange: FixtureExchange, received: Received, body: Json): void {
  if (exchange.status !== undefined) expect(received.status).toBe(exchange.status);
  for (const [name, value] of Object.entries(exchange.headers ?? {})) {
    expect(normaliseText(received.headers.get(name) ?? `no header ${name}`)).toBe(normaliseText(value));
  }
  if (exchange.body !== undefined)
    expect(normalise({ body }, exchange)).toEqual(normalise({ body: exchange.body }, exchange));
  if (exchange.matches !== undefined)
    expect(normalise(body, exchange)).toEqual(containing(normalise(exchange.matches, exchange)));
}

function expectDecoded(exchange: FixtureExchange, body: Json, result: Json): void {
  if (exchange.result !== undefined) {
    expect(body).not.toHaveProperty('error');
    expect(normalise({ result }, exchange)).toEqual(normalise({ result: exchange.result }, exchange));
  }
  if (exchange.noResult === true) expect(body).not.toHaveProperty('result');
  if (exchange.error !== undefined)
    expect(errorIn(body)).toEqual(containing(normalise({ ...exchange.error }, exchange)));
  if (exchange.fault !== undefined) expect(body).toMatchObject({ fault: exchange.fault });
  if (exchange.field !== undefined) expectField(exchange.field, result);
  if (exchange.requiredFields !== undefined) expectRequired(exchange.requiredFields, result);
  for (const field of exchange.distinct ?? []) {
    const values = isJsonList(result) ? result.map((record) => partOf(record, field)) : [];
    expect(new Set(values).size).toBe(1);
  }
}

/** Matches objects that have at least these members, at every depth. */
function containing(expected: Json): unknown {
  if (!isJsonObject(expected)) return expected;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, containing(value)])),
  );
}

function errorIn(body: Json): Json {
  const error = isJsonObject(body) ? body.error : undefined;
  const data = isJsonObject(error) ? error.data : body;
  return normalise(data ?? null, {});
}

function expectField(field: NonNullable<FixtureExchange['field']>, result: Json): void {
  const facts = partOf(result, field.name);
  const selection =
    isJsonObject(facts) && isJsonList(facts.selection)
      ? facts.selection.map((option) => partOf(option, '0'))
      : undefined;
  const { type, readonly, store } = isJsonObject(facts) ? facts : {};
  const values = field.values === undefined ? {} : { values: selection };
  expect({ name: field.name, type, ...values, readonly, store }).toEqual(field);
}

function expectRequired(captured: readonly string[], result: Json): void {
  const played = isJsonObject(result) ? Object.entries(result) : [];
  const required = played.filter(([, facts]) => partOf(facts, 'required') === true).map(([name]) => name);
  expect(required.sort()).toEqual(
    played
      .map(([name]) => name)
      .filter((name) => captured.includes(name))
      .sort(),
  );
}

function expectWebhooks(replayer: Replayer, exchange: FixtureExchange): void {
  if (exchange.deliveries === undefined) return;
  expect(replayer.webhooks).toHaveLength(exchange.deliveries.length);
  for (const [index, expected] of exchange.deliveries.entries()) {
    const actual = replayer.webhooks[index];
    if (expected.line !== undefined) expect(actual?.line).toBe(expected.line);
    if (expected.headers !== undefined)
      expect(likeHeaders(actual?.headers ?? [])).toEqual(likeHeaders(expected.headers));
    if (expected.body !== undefined)
      expect(normalise(parseJson(actual?.body ?? '') ?? null, {})).toEqual(normalise(expected.body, {}));
  }
}

/** The host is another one and the length depends on it; the rest of the head is compared letter by letter. */
function likeHeaders(headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return headers.map(([name, value]) => [name, name === 'Host' || name === 'Content-Length' ? '<varies>' : value]);
}

async function stampOf(replayer: Replayer, exchange: FixtureExchange): Promise<string | undefined> {
  if (exchange.bumps === undefined) return undefined;
  const [model, id] = exchange.bumps.record;
  const received = await replayer.send({ call: [model, 'read', [[id], ['write_date']]] });
  await replayer.take({ tickMs: 1_000 });
  return received.text;
}

function saveResult(replayer: Replayer, exchange: FixtureExchange, result: Json): void {
  const names = typeof exchange.save === 'string' ? { [exchange.save]: '' } : (exchange.save ?? {});
  for (const [name, path] of Object.entries(names)) {
    const parts = path === '' ? [] : path.split('.');
    replayer.save(name, parts.reduce<Json>(partOf, result));
  }
}
