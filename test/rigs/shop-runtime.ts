import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runtime, startRuntime } from '#runtime/runtime.ts';
import { type FakeOdoo, startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { openDesk, type ShopDesk, shopEnvironment, stockProducts } from './shop-desk.ts';
import { type FlowVariant, makeShopWorkspace } from './shop-workspace.ts';

/** A runtime in this process over the example, a fake Odoo 19 behind it, and a desk in front. */
export type ShopRuntime = AsyncDisposable & {
  readonly odoo: FakeOdoo;
  readonly runtime: Runtime;
  readonly desk: ShopDesk;
  /** Lines of the log that name an event. */
  readonly logged: (event: string) => readonly string[];
};

/** Starts all of it; `await using` stops it. */
export async function startShopRuntime(options: {
  readonly variants?: readonly FlowVariant[];
  readonly more?: Readonly<Record<string, string>>;
  readonly bindings?: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<ShopRuntime> {
  await using cleanUp = new AsyncDisposableStack();
  const odoo = cleanUp.use(await startFakeOdoo({ version: 19 }));
  stockProducts(odoo);
  const made = { odooUrl: odoo.url, database: odoo.database, ...options };
  const workspace = cleanUp.use(await makeShopWorkspace(made));
  const data = await mkdtemp(join(tmpdir(), 'penstock-data-'));
  cleanUp.defer(() => rm(data, { recursive: true, force: true }));
  const lines: string[] = [];
  const started = await startRuntime({
    workspace: workspace.folder,
    environment: 'dev',
    data,
    port: 0,
    env: { ...shopEnvironment(odoo), ...options.env },
    writeLog: (line) => void lines.push(line),
    onBroken: (cause) => {
      throw new Error('the store broke', { cause });
    },
    synchronous: 'off',
    ballastBytes: 0,
  });
  if (!started.ok) throw new Error(`the runtime did not start: ${JSON.stringify(started.problems)}`);
  const runtime = started.value;
  cleanUp.defer(() => runtime.stop(2_000));
  const { refused } = runtime.admission;
  if (refused.length > 0) throw new Error(`flows were refused: ${JSON.stringify(refused)}`);
  const kept = cleanUp.move();
  return {
    odoo,
    runtime,
    desk: openDesk(runtime),
    logged: (event) => lines.filter((line) => line.includes(`"event":"${event}"`)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
