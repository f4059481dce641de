import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { packageFolder, statOf } from '../places.ts';

/** The folder a demo lives in; it is kept between starts. */
export type DemoFolder = {
  readonly folder: string;
  readonly workspace: string;
  readonly data: string;
  readonly log: string;
  /** Address, token and secrets of the demo, for `--env-file`; readable by its owner only. */
  readonly envFile: string;
};

/** Values made for one demo folder. */
export type DemoSecrets = { readonly token: string; readonly shopSecret: string; readonly odooKey: string };

/** Makes the folder where it is missing, with a copy of the example workspace that may be changed at will. */
export async function openDemoFolder(folder: string): Promise<DemoFolder> {
  const workspace = join(folder, 'workspace');
  await mkdir(folder, { recursive: true });
  // The folder often stands in a checkout, and holds secrets.
  await writeFile(join(folder, '.gitignore'), '*\n');
  if (statOf(workspace) === undefined) {
    await cp(join(packageFolder(), 'examples', 'order-to-cash'), workspace, { recursive: true });
  }
  return {
    folder,
    workspace,
    data: join(folder, 'data'),
    log: join(folder, 'runtime.log'),
    envFile: join(folder, 'demo.env'),
  };
}

/** Reads the secrets of the demo, or makes them. */
export async function readDemoSecrets({ envFile }: DemoFolder): Promise<DemoSecrets> {
  const known = statOf(envFile) === undefined ? {} : parseEnv(await readFile(envFile, 'utf8'));
  return {
    token: known.PENSTOCK_TOKEN ?? randomBytes(32).toString('base64url'),
    shopSecret: known.PENSTOCK_SECRET_SHOP_WEBHOOK ?? `whsec_${randomBytes(32).toString('base64')}`,
    odooKey: known.PENSTOCK_SECRET_ODOO_MAIN_KEY ?? randomBytes(20).toString('hex'),
  };
}

/** The secrets as the runtime's environment has them. */
export function environmentOf({ token, shopSecret, odooKey }: DemoSecrets): Readonly<Record<string, string>> {
  return { PENSTOCK_TOKEN: token, PENSTOCK_SECRET_SHOP_WEBHOOK: shopSecret, PENSTOCK_SECRET_ODOO_MAIN_KEY: odooKey };
}

/** Writes address and secrets for other terminals; this start's ports may be new. */
export async function writeEnvFile({ envFile }: DemoFolder, url: string, secrets: DemoSecrets): Promise<void> {
  const lines = Object.entries({ PENSTOCK_URL: url, ...environmentOf(secrets) }).map(
    ([name, value]) => `${name}=${value}\n`,
  );
  await writeFile(envFile, lines.join(''), { mode: 0o600 });
  // A file that was there before keeps its mode otherwise.
  await chmod(envFile, 0o600);
}

/** Points the workspace's dev environment to where the demo Odoo listens now. */
export async function bindOdoo({ workspace }: DemoFolder, odooUrl: string): Promise<void> {
  const file = join(workspace, 'environments', 'dev.yaml');
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace(/url: http:\/\/127\.0\.0\.1:\d+/, `url: ${odooUrl}`));
}
