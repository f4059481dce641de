import { runStandalone } from '../standalone.ts';
import { startFakeOdoo } from './fake-odoo.ts';
import type { OdooVersion } from './schema.ts';

// Runs the fake Odoo as a process of its own: `node test/fakes/odoo/main.ts --port 0 --ledger calls.jsonl --version 19`.
await runStandalone(async ({ port, ledgerFile, version }) => {
  const odoo = await startFakeOdoo({ version: versionIn(version), port, ledgerFile, ledgerLimit: 10_000 });
  const { url, database, keys } = odoo;
  return { url, facts: { version: odoo.version, database, keys }, close: () => odoo.close() };
});

function versionIn(text: string | undefined): OdooVersion {
  if (text === undefined || text === '19') return 19;
  if (text === '18') return 18;
  if (text === '16') return 16;
  throw new Error(`The fake plays Odoo 16, 18 and 19, not ${text}.`);
}
