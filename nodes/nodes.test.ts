import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { permanent } from '#flow/failure.ts';
import { parseInstant } from '#flow/instant.ts';
import { type Json, type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import { fieldMeta, shapeOf } from '#flow/node-type/field.ts';
import { factOf, type NodeManifest } from '#flow/node-type/manifest.ts';
import type { ExpressionResult, IncomingRequest, PureResult, PureStep, Signatures } from '#flow/node-type/work.ts';
import { evaluators } from './evaluators.ts';
import { executors } from './executors.ts';
import { nodeCatalogue, nodeManifests } from './manifests.ts';
import { clockTriggers, pollTriggers, pushTriggers } from './triggers.ts';

/** The readable cases beside a node type; the real engine runs the same files elsewhere. */
type CaseFile = {
  readonly about: string;
  readonly contracts?: Readonly<Record<string, JsonObject>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
};

type Case = {
  readonly name: string;
  readonly config: JsonObject;
  readonly input?: Json;
  readonly inputs?: readonly { readonly from: string; readonly input: Json }[];
  readonly bindings?: Readonly<Record<string, Json>>;
  readonly request?: CaseRequest;
  readonly after?: string;
  readonly ticks?: readonly string[];
  /** Polls: where the last look ended, what the system shows, what is found, and where the next look begins. */
  readonly before?: Json;
  readonly serverTime?: string;
  readonly records?: readonly JsonObject[];
  readonly found?: readonly string[];
  readonly cursor?: Json;
  readonly expect?: CaseExpectation;
};

type CaseRequest = {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly receivedAt?: string;
  readonly loopback?: boolean;
};

type CaseExpectation = {
  readonly ports?: readonly string[];
  readonly output?: Json;
  readonly learned?: Json;
  readonly failure?: { readonly code: string; readonly kind: string; readonly title?: string };
  readonly body?: Json;
  readonly headers?: JsonObject;
  readonly refused?: { readonly status: number; readonly code: string };
  readonly answered?: { readonly status: number; readonly body: string };
};

const home = import.meta.dirname;
const folders = readdirSync(home, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test('every folder is in the index, and every node type has its folder', () => {
  const types = nodeManifests.map((manifest) => manifest.type).sort();

  expect(types).toEqual([...folders].sort());
});

test('no two node types declare the same failure code', () => {
  const codes = nodeManifests.flatMap((manifest) => manifest.failures.map((failure) => failure.code));

  expect(codes).toEqual([...new Set(codes)]);
});

describe.each(nodeManifests.map((manifest) => [manifest.type, manifest] as const))('%s', (type, manifest) => {
  const reference = `${manifest.type}@${manifest.major}`;
  const folder = join(home, type);

  test('states sane facts', () => {
    expect(nodeCatalogue.find(type, manifest.major)).toBe(manifest);
    expect(manifest.title.length).toBeLessThan(24);
    expect(manifest.summary).toMatch(/^[A-Z].*\.$/);
    expect(manifest.failures.filter((failure) => !failure.title.endsWith('.') || !failure.help.endsWith('.'))).toEqual(
      [],
    );
    expect(portsOf(manifest)).not.toContain('error');
    expect(shapeOf(manifest.config).shape).toBe('object');
  });

  test('names what is missing in an empty config, or takes it', () => {
    const parsed = manifest.config.safeParse({});

    const issues = parsed.success ? [] : parsed.error.issues;

    expect(issues.filter((issue) => issue.message === '')).toEqual([]);
    expect(parsed.success || issues.length > 0).toBe(true);
  });

  test('gives every config key a title', () => {
    const untitled = Object.entries(manifest.config.shape)
      .filter(([, schema]) => fieldMeta(schema).title === undefined)
      .map(([key]) => key);

    expect(untitled).toEqual([]);
  });

  test('has its help and its icon', () => {
    const help = readFileSync(join(folder, 'README.md'), 'utf8');
    const icon = readFileSync(join(folder, 'icon.svg'), 'utf8');

    expect(help.startsWith(`# ${manifest.title}\n`)).toBe(true);
    expect(manifest.failures.filter((failure) => !help.includes(failure.code))).toEqual([]);
    expect(icon).toMatch(/^<svg [^>]*viewBox="0 0 24 24"[^>]*stroke="currentColor"/);
  });

  test('shows an example in its help that its config takes', () => {
    const help = readFileSync(join(folder, 'README.md'), 'utf8');
    const example: unknown = parse(/```yaml\n([\s\S]*?)```/.exec(help)?.[1] ?? '');
    const node = Object.values(asObject(example))[0];

    const parsed = manifest.config.safeParse(asObject(node).config);

    expect(asObject(node).type).toBe(reference);
    expect(parsed.success ? [] : parsed.error.issues).toEqual([]);
  });

  test('has exactly the work its kind asks for', () => {
    const isEffect = manifest.kind === 'effect' && manifest.local !== true;
    // A scope over a source reads its pages from a connection, as an effect does.
    const readsPages = manifest.kind === 'scope' && 'source' in manifest.config.shape;

    expect({
      evaluate: evaluators.has(reference),
      execute: executors.has(reference),
      push: pushTriggers.has(reference),
      clock: clockTriggers.has(reference),
      poll: pollTriggers.has(reference),
    }).toEqual({
      evaluate: manifest.kind === 'pure',
      execute: isEffect || readsPages,
      push: manifest.start === 'push',
      clock: manifest.start === 'clock',
      poll: manifest.start === 'poll',
    });
  });

  for (const file of caseFiles(folder)) {
    const cases = readCases(join(folder, 'cases', file));
    describe(`${file}: ${cases.about}`, () => {
      test.each(cases.cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
        expect(manifest.config.safeParse(one.config).error).toBeUndefined();

        await playCase(manifest, cases, one);
      });
    });
  }

  if (manifest.kind === 'pure') {
    test('has a case for every outcome and every failure code', () => {
      const cases = caseFiles(folder).flatMap((file) => readCases(join(folder, 'cases', file)).cases);
      const ports = new Set(cases.flatMap((one) => one.expect?.ports ?? []));
      const codes = new Set(cases.map((one) => one.expect?.failure?.code));
      const wanted =
        typeof manifest.ports === 'function' ? cases.flatMap((one) => caseOutcomes(manifest, one)) : manifest.ports;

      expect(wanted.filter((port) => !ports.has(port))).toEqual([]);
      expect(manifest.failures.filter((failure) => !codes.has(failure.code))).toEqual([]);
    });
  }
});

/** Outcomes a case's config offers, where the case does not exist to show a failure or a case that is not reached. */
function caseOutcomes(manifest: NodeManifest, one: Case): readonly string[] {
  const cases = one.config.cases;
  return one.expect?.failure || (Array.isArray(cases) && cases.length > 1) ? [] : factOf(manifest.ports, one.config);
}

async function playCase(manifest: NodeManifest, file: CaseFile, one: Case): Promise<void> {
  const reference = `${manifest.type}@${manifest.major}`;
  if (manifest.kind === 'pure') return playPure(reference, file, one);
  if (manifest.start === 'push') return playPush(reference, file, one);
  if (manifest.start === 'clock') return playClock(reference, one);
  if (manifest.start === 'poll') return await playPoll(reference, one);
  throw new Error(`Cases of ${reference} cannot be played here.`);
}

async function playPure(reference: string, file: CaseFile, one: Case): Promise<void> {
  const evaluate = evaluators.get(reference);
  if (evaluate === undefined) throw new Error(`${reference} has no evaluate.ts.`);
  const inputs = one.inputs ?? [{ from: 'before', input: one.input ?? null }];
  const input = inputs[0]?.input ?? null;

  const result = await withExpressions(input, one, (expression) =>
    evaluate({
      id: 'step',
      config: one.config,
      input: toJsonText(input),
      inputs: inputs.map((delivery) => ({ from: delivery.from, input: toJsonText(delivery.input) })),
      expression,
      script: (path) => runScript(String(valueAt(one.config, path)), input),
      contract: (name) => file.contracts?.[name],
    }),
  );

  expect(seen(result, input, one.expect)).toEqual(one.expect);
}

/** The members of the result that the case says something about. */
function seen(result: PureResult, input: Json, wanted: CaseExpectation = {}): CaseExpectation {
  if (!result.ok) {
    const { code, kind, title } = result.failure;
    return { failure: { code, kind, ...(wanted.failure?.title === undefined ? {} : { title }) } };
  }
  return {
    ports: result.ports,
    ...(wanted.output === undefined ? {} : { output: result.output === undefined ? input : parseText(result.output) }),
    ...(wanted.learned === undefined ? {} : { learned: parseText(result.learned ?? toJsonText(null)) }),
  };
}

/**
 * JSONata of the package is asynchronous and a step is not, so the step is played again until every expression it
 * asks for is known; steps are deterministic, so playing them again changes nothing.
 */
async function withExpressions(
  input: Json,
  one: Case,
  play: (expression: PureStep['expression']) => PureResult,
): Promise<PureResult> {
  const known = new Map<string, ExpressionResult>();
  for (let round = 0; round < 50; round += 1) {
    let asked: { readonly path: string; readonly bindings: Readonly<Record<string, JsonText>> } | undefined;
    const result = play((path, bindings = {}) => {
      const answer = known.get(path);
      if (answer !== undefined) return answer;
      asked ??= { path, bindings };
      return { ok: false, failure: permanent('test/not-known-yet', 'Asked for the first time.') };
    });
    if (asked === undefined) return result;
    known.set(asked.path, await evaluateJsonata(String(valueAt(one.config, asked.path)), input, one, asked.bindings));
  }
  throw new Error('The step asks for ever more expressions.');
}

async function evaluateJsonata(
  source: string,
  input: Json,
  one: Case,
  bindings: Readonly<Record<string, JsonText>>,
): Promise<ExpressionResult> {
  const own = Object.fromEntries(Object.entries(bindings).map(([name, text]) => [name, parseText(text)]));
  const value: unknown = await jsonata(source).evaluate(input, { ...one.bindings, ...own });
  return { ok: true, text: value === undefined ? undefined : asText(value) };
}

function runScript(code: string, input: Json): ExpressionResult {
  const value: unknown = runInNewContext(
    `(function (input) {${code}\n})(${JSON.stringify(input)})`,
    {},
    { timeout: 500 },
  );
  return { ok: true, text: value === undefined ? undefined : asText(value) };
}

function playPush(reference: string, file: CaseFile, one: Case): void {
  const trigger = pushTriggers.get(reference);
  if (trigger === undefined) throw new Error(`${reference} has no trigger.ts.`);
  const request = incoming(one.request ?? {});

  const verdict = trigger.verify(one.config, request, signaturesOf(file.secrets ?? {}));
  const read = verdict.verdict === 'accept' ? trigger.toEvent(one.config, request) : undefined;

  if (verdict.verdict === 'answer') {
    expect({ answered: { status: verdict.status, body: verdict.body } }).toEqual(one.expect);
  } else if (verdict.verdict === 'refuse') {
    expect({ refused: { status: verdict.status, code: verdict.code } }).toEqual(one.expect);
  } else if (read?.ok === false) {
    expect({ refused: { status: read.status, code: read.code } }).toEqual(one.expect);
  } else if (read?.ok === true) {
    const headers = one.expect?.headers === undefined ? {} : { headers: read.event.headers };
    expect({ body: parseText(read.event.body), ...headers }).toEqual(one.expect);
  }
}

function incoming(request: CaseRequest): IncomingRequest {
  return {
    method: request.method ?? 'POST',
    path: '/',
    query: request.query ?? {},
    headers: new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name, [value]])),
    body: new TextEncoder().encode(request.body ?? ''),
    receivedAt: parseInstant(request.receivedAt ?? '2027-01-01T00:00:00Z') ?? 0,
    loopback: request.loopback ?? false,
  };
}

function signaturesOf(secrets: Readonly<Record<string, string>>): Signatures {
  const bytesOf = (name: string, form: string) => {
    const secret = secrets[name] ?? '';
    return form === 'whsec' ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64') : Buffer.from(secret);
  };
  return {
    matches: ({ secrets: names, scheme, signed, candidates }) =>
      names.some((name) => {
        const key = bytesOf(name, scheme.secretForm);
        return candidates.includes(createHmac('sha256', key).update(signed).digest(scheme.encoding));
      }),
    isToken: (names, presented) => names.some((name) => secrets[name] === presented),
  };
}

function playClock(reference: string, one: Case): void {
  const trigger = clockTriggers.get(reference);
  const ticks: string[] = [];
  let after: number | undefined = parseInstant(one.after ?? '');

  for (let count = 0; count < Math.max(1, one.ticks?.length ?? 0) && after !== undefined; count += 1) {
    after = trigger?.nextTick(one.config, after);
    if (after !== undefined) ticks.push(new Date(after).toISOString());
  }

  expect(ticks).toEqual(one.ticks);
}

async function playPoll(reference: string, one: Case): Promise<void> {
  const trigger = pollTriggers.get(reference);
  const changes = async (asked: { readonly by: string; readonly from: string; readonly limit: number }) => {
    const stampOf = (record: JsonObject) => String(asked.by === 'write_date' ? record.changedAt : record.createdAt);
    const records = (one.records ?? [])
      .filter((record) => stampOf(record) >= asked.from)
      .sort((left, right) => (stampOf(left) < stampOf(right) ? -1 : 1))
      .slice(0, asked.limit)
      .map((record) => ({ ...record, fingerprint: String(record.id) }));
    return { ok: true, value: { records, serverTime: one.serverTime } };
  };

  const result = await trigger?.poll(one.config, one.before, {
    clock: { now: () => 0 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    // The client a case plays speaks as much of the protocol as a poll needs.
    connection: <Client>() => ({ changes }) as Client,
  });

  const found = result?.ok
    ? result.events.map(({ key, body }) => `${String(asObject(parseText(body)).event)} ${key}`)
    : undefined;
  expect({ found, cursor: result?.ok ? result.cursor : undefined }).toEqual({ found: one.found, cursor: one.cursor });
}

function caseFiles(folder: string): readonly string[] {
  return existsSync(join(folder, 'cases')) ? readdirSync(join(folder, 'cases')).sort() : [];
}

function readCases(path: string): CaseFile {
  // Our own files; a case that is written wrongly fails its own test.
  return parse(readFileSync(path, 'utf8'), { merge: true }) as CaseFile;
}

function portsOf(manifest: NodeManifest): readonly string[] {
  return factOf(manifest.ports, {});
}

function valueAt(config: JsonObject, path: string): Json {
  return path.split('.').reduce<Json>((value, key) => asObject(value)[key] ?? null, config);
}

function asObject(value: unknown): Readonly<Record<string, Json>> {
  // Case files and help hold JSON; lists are read by index like objects.
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Json>>) : {};
}

function parseText(text: JsonText): Json {
  // The text came out of a serialiser.
  return JSON.parse(text) as Json;
}

function asText(value: unknown): JsonText {
  // JSON.stringify is a serialiser; the values tests produce are JSON.
  return JSON.stringify(value) as JsonText;
}
