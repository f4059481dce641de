import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the example flow under another id and path, with some of its text replaced. */
export type FlowVariant = {
  /** Becomes the flow's id and the last part of its path: `quick` → `order-to-cash-quick`, `/shop/quick`. */
  readonly name: string;
  /** Pairs of text to find, which must be there, and what stands in its place. */
  readonly edits: readonly (readonly [find: string, replace: string])[];
};

/** A folder with a workspace made from `examples/order-to-cash`. */
export type ShopWorkspace = AsyncDisposable & { readonly folder: string };

const example = 'examples/order-to-cash';

/**
 * Copies the example to a folder of its own and points its `dev` environment at a fake.
 *
 * @param more further files of the workspace by path
 * @param environment text appended to the bindings of the environment, indented under `connections:`
 */
export async function makeShopWorkspace(made: {
  readonly odooUrl: string;
  readonly database: string;
  readonly variants?: readonly FlowVariant[];
  readonly more?: Readonly<Record<string, string>>;
  readonly bindings?: string;
}): Promise<ShopWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-shop-'));
  await cp(example, folder, { recursive: true });
  const flow = await readFile(join(example, 'flows/order-to-cash.flow.yaml'), 'utf8');
  for (const variant of made.variants ?? []) {
    await writeFile(join(folder, `flows/order-to-cash-${variant.name}.flow.yaml`), edit(flow, variant));
  }
  const environmentFile = join(folder, 'environments/dev.yaml');
  const environment = replaceAll(await readFile(environmentFile, 'utf8'), [
    ['url: http://127.0.0.1:8069', `url: ${made.odooUrl}`],
    ['database: demo\n', `database: ${made.database}\n${made.bindings ?? ''}`],
  ]);
  await writeFile(environmentFile, environment);
  for (const [path, text] of Object.entries(made.more ?? {})) await writeFile(join(folder, path), text);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

function edit(flow: string, { name, edits }: FlowVariant): string {
  return replaceAll(flow, [
    ['id: order-to-cash\n', `id: order-to-cash-${name}\n`],
    ['path: /shop/orders', `path: /shop/${name}`],
    ...edits,
  ]);
}

function replaceAll(text: string, edits: FlowVariant['edits']): string {
  return edits.reduce((edited, [find, replace]) => {
    if (!edited.includes(find)) throw new Error(`the example no longer holds ${JSON.stringify(find)}`);
    return edited.replace(find, () => replace);
  }, text);
}
