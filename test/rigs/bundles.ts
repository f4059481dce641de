import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBundle, writeBundle } from '#flow/bundle/read-bundle.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import type { KeyRole } from '#flow/workspace/parse-workspace-file.ts';
import { hashBytes } from '#runtime/bundles/bundle-ports.ts';
import { type CollectedBundle, collectBundle, type ExportOptions } from '#runtime/bundles/export-bundle.ts';
import { type SigningWords, signBundle } from '#runtime/bundles/sign-bundle.ts';
import type { Clock } from '#runtime/engine/ports.ts';
import { makeSigningKeys, readPrivateKey, type SigningKey } from '#runtime/keys/signing-keys.ts';
import { createMachineClock } from '#runtime/machine/clock.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '#runtime/runtime.ts';
import { makeFolder } from './studio.ts';

/** Somebody with a key. */
export type Signer = { readonly person: string; readonly key: SigningKey; readonly role: KeyRole };

/** Makes a signer with a fresh key. */
export function makeSigner(person: string, role: KeyRole): Signer {
  const key = readPrivateKey(makeSigningKeys().privatePem);
  if (!key.ok) throw new Error('the key made a moment ago cannot be read');
  return { person, role, key: key.value };
}

/** `penstock.yaml` of a site that trusts these signers; `more` is appended to the entry of one of them. */
export function siteFile(signers: readonly Signer[], more: Readonly<Record<string, string>> = {}): string {
  const keys = signers.map(
    ({ person, role, key }) =>
      `  - name: ${person}\n    key: ${key.publicKey}\n    person: ${person}\n    roles: [${role}]\n${more[person] ?? ''}`,
  );
  return `penstock: 1\nname: Site\nenvironments: [live]\ntrustedKeys:\n${keys.join('')}`;
}

/** The flow every test deploys: it rests, and then says which version it is. */
export function ordersFlow(version: string, rest = '5ms', more = ''): string {
  return `penstock: 1
id: orders
name: Orders
version: ${version}
owner: sales-operations
lifecycle: active
classification:
  criticality: low
  mode: event
  data: [internal]
nodes:
  received:
    type: webhook@1
    name: Received
    config:
      path: /orders
      auth:
        scheme: bearer
        secrets: [shop-key]
    next: rest
  rest:
    type: wait@1
    name: Rest
    config:
      for: ${rest}
    next: answered
  answered:
    type: map@1
    name: Answered
    config:
      expression: '{ "version": "${version}", "id": id }'
${more}`;
}

/** Exports a workspace of these files. */
export async function exportFiles(
  files: Readonly<Record<string, string>>,
  options: ExportOptions = {},
): Promise<CollectedBundle> {
  await using folder = await makeFolder({ 'penstock.yaml': 'penstock: 1\nname: Shop\n', ...files });
  const collected = await collectBundle(folder.path, 'all', new Map(), options);
  if (!collected.ok) throw new Error(`the export was refused: ${JSON.stringify(collected.problems)}`);
  return collected.value;
}

/** Exports the flow of the tests. */
export async function exportOrders(
  flow: string,
  more: Readonly<Record<string, string>> = {},
): Promise<CollectedBundle> {
  return await exportFiles({ 'flows/orders.flow.yaml': flow, ...more });
}

/** Signs a bundle as these signers, each in the role of their key. */
export function sealBundle(
  { manifest, files, digest }: Pick<CollectedBundle, 'manifest' | 'files' | 'digest'>,
  signers: readonly Signer[],
  words: Partial<SigningWords> = {},
): Uint8Array {
  const signatures = signers.map((signer) => signAs(digest, signer, words));
  return writeBundle(manifest, files, [...signatures].sort(byFile));
}

/** One signature over a digest. */
export function signAs(
  digest: string,
  { person, role, key }: Signer,
  words: Partial<SigningWords> = {},
): BundleSignature {
  if (role === 'architect') throw new Error('architects sign templates');
  const at = new Date(Date.now() - 1_000).toISOString();
  const emergency = role === 'emergency' ? { reason: 'The shop stands still.', incident: 'INC-7' } : {};
  return signBundle(digest, { role, by: person, at, ...emergency, ...words }, key);
}

function byFile(one: BundleSignature, other: BundleSignature): number {
  return `${one.role}-${one.keyId}` < `${other.role}-${other.keyId}` ? -1 : 1;
}

/** The digest of a bundle as its bytes have it. */
export function digestOf(bytes: Uint8Array): string {
  const read = readBundle(bytes, { sha256: hashBytes });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value.digest;
}

/** A clock of the machine that can be moved forward; what is due then happens at once. */
export function createMovableClock(): Clock & { readonly move: (ms: number) => void } {
  const machine = createMachineClock();
  const pending = new Map<object, { readonly at: number; readonly fire: () => void }>();
  let ahead = 0;
  const now = (): number => machine.now() + ahead;
  return {
    now,
    mono: () => machine.mono() + ahead,
    after: (delayMs, callback) => {
      const key = {};
      const fire = (): void => {
        if (!pending.delete(key)) return;
        withdraw();
        callback();
      };
      const withdraw = machine.after(delayMs, fire);
      pending.set(key, { at: now() + delayMs, fire });
      return () => {
        pending.delete(key);
        withdraw();
      };
    },
    move: (ms) => {
      ahead += ms;
      for (const { at, fire } of [...pending.values()]) if (at <= now()) fire();
    },
  };
}

/** What a call of the API came to. */
export type ApiAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** The API as an operator calls it. */
export type DeploymentCaller = {
  readonly get: (path: string) => Promise<ApiAnswer>;
  readonly post: (path: string, body: unknown) => Promise<ApiAnswer>;
  readonly admit: (bytes: Uint8Array) => Promise<ApiAnswer>;
  /** Admits and activates. */
  readonly deploy: (bytes: Uint8Array) => Promise<ApiAnswer>;
};

/** Calls the API of a runtime. */
export function callDeployments({ url, token }: { readonly url: string; readonly token: string }): DeploymentCaller {
  const send = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const post = (path: string, body: unknown) => send('POST', path, body);
  const admit = (bytes: Uint8Array) =>
    post('/api/deployments/bundles', { bundle: Buffer.from(bytes).toString('base64') });
  return {
    get: (path) => send('GET', path),
    post,
    admit,
    deploy: async (bytes) => {
      const admitted = await admit(bytes);
      if (admitted.status !== 200) return admitted;
      return await post(`/api/deployments/bundles/${digestOf(bytes)}/activate`, { acceptReach: true });
    },
  };
}

/** A runtime that serves bundles, in this process. */
export type LiveRig = AsyncDisposable &
  DeploymentCaller & {
    readonly runtime: Runtime;
    /** Sends one order; gives the run. */
    readonly order: (id: number) => Promise<string>;
    /** Lines of the log that name an event. */
    readonly logged: (event: string) => readonly string[];
  };

/** What the shop proves itself with. */
export const shopKey = 'shop-key-of-the-tests';

/** Starts a runtime over a site and a data directory. */
export async function startLive(
  place: { readonly site: string; readonly data: string },
  options: Partial<RuntimeOptions> = {},
): Promise<LiveRig> {
  const lines: string[] = [];
  const started = await startRuntime({
    workspace: place.site,
    environment: 'live',
    data: place.data,
    port: 0,
    env: { PENSTOCK_SECRET_SHOP_KEY: shopKey },
    writeLog: (line) => void lines.push(line),
    onBroken: (cause) => {
      throw new Error('the store broke', { cause });
    },
    synchronous: 'off',
    ballastBytes: 0,
    ...options,
  });
  if (!started.ok) throw new Error(`the runtime did not start: ${JSON.stringify(started.problems)}`);
  const runtime = started.value;
  const caller = callDeployments(runtime);
  return {
    runtime,
    ...caller,
    order: async (id) => {
      const response = await sendOrder(runtime.url, id);
      if (response.status !== 202) throw new Error(`the order was not taken: ${response.status}`);
      const { run }: { run: string } = JSON.parse(await response.text());
      return run;
    },
    logged: (event) => lines.filter((line) => line.includes(`"event":"${event}"`)),
    [Symbol.asyncDispose]: () => runtime.stop(2_000),
  };
}

/** Calls the webhook of the flow. */
export async function sendOrder(url: string, id: number): Promise<Response> {
  return await fetch(`${url}/hooks/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shopKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  });
}

/** A data directory that removes itself. */
export async function makeData(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'penstock-data-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
