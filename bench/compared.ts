// `npm run compared`: five jobs done in Penstock and in n8n in one browser, turn by turn, counted and timed. The figures
// go into docs/guide/compared.md. --penstock leaves n8n out, --no-build takes the last build, --no-write only prints.
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../test/e2e/rig/browser.ts';
import { setup } from '../test/setup/built-product.ts';
import { jobNames, takeJob } from './compared/job.ts';
import { startN8nSide } from './compared/n8n.ts';
import { installN8n } from './compared/n8n-install.ts';
import { startPenstockSide } from './compared/penstock.ts';
import { type Measured, printTable, writeIntoGuide } from './compared/table.ts';

/** How often each job is done on each side. */
const rounds = 3;

const withN8n = !process.argv.includes('--penstock');
const cache = join(tmpdir(), 'penstock-compared-cache');
/** The last picture of every job, for somebody to look whether it did what it says. */
const pictures = join(cache, 'pictures');
await mkdir(pictures, { recursive: true });
const entry = withN8n ? await installN8n(cache) : undefined;
if (!process.argv.includes('--no-build')) await setup();
const called = await startCalled();
try {
  const table = printTable(await measure(called.port), withN8n);
  console.log(table);
  if (!process.argv.includes('--no-write')) await writeIntoGuide(table);
} finally {
  called.server.close();
}

/** Does every job on every side in turn, so that a busy machine is busy for both. */
async function measure(calledPort: number): Promise<Measured> {
  const measured: Measured = { taken: [], loads: [], rounds };
  await using browser = await startBrowser();
  await using penstock = await startPenstockSide(browser, calledPort);
  await using n8n = entry === undefined ? undefined : await startN8nSide(browser, entry, calledPort);
  const sides = n8n === undefined ? [penstock] : [penstock, n8n];
  for (let round = 0; round < rounds; round += 1) {
    for (const job of jobNames) {
      for (const side of sides) {
        measured.loads.push(loadavg()[0] ?? 0);
        const taken = await takeJob(browser, side, job).catch(async (error: unknown) => {
          // Said and left out: a job that could not be driven has no figure.
          process.stderr.write(`${side.name}, ${job}: ${String(error)}
`);
          await browser.stopTracing().catch(() => undefined);
          return undefined;
        });
        await side.page.screenshot({ path: join(pictures, `${side.name}-${job}.png`) }).catch(() => undefined);
        if (taken === undefined) continue;
        measured.taken.push({ side: side.name, job, ...taken });
        process.stderr.write(`${round + 1} ${side.name}, ${job}: ${taken.gestures}, ${Math.round(taken.wallMs)} ms\n`);
      }
    }
  }
  return measured;
}

/** The system the fifth step calls: it takes any order. */
async function startCalled(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json').end('{"id":42,"state":"sale"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The called system has no port.');
  return { server, port: address.port };
}
