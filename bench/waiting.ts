import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRuntime } from '#runtime/runtime.ts';
import { pssOf } from './processes.ts';

// Start-up and memory with very many runs that rest: `node bench/waiting.ts [runs]`, 100,000 unless told otherwise. They
// are made through the engine of a first runtime without sync; a fresh process then starts on what that one left.

const runs = Number(process.argv[2] ?? 100_000);
const filled = process.argv[3];
const folder = filled ?? mkdtempSync(join(tmpdir(), 'penstock-waiting-'));
const data = join(folder, 'data');

const flow = `penstock: 1
id: rest
name: Rest
version: 1.0.0
owner: bench
nodes:
  received:
    type: webhook@1
    config:
      path: /rest
      auth:
        scheme: bearer
        secrets: [bench-token]
      dedupe:
        key: id
    next: rest
  rest:
    type: wait@1
    config:
      for: 24h
    next: note
  note:
    type: map@1
    config:
      expression: id
`;

async function startOne(synchronous: 'full' | 'off') {
  const started = await startRuntime({
    workspace: folder,
    environment: 'dev',
    data,
    port: 0,
    env: { PENSTOCK_SECRET_BENCH_TOKEN: 'bench-secret-0123456789abcdef' },
    writeLog: () => undefined,
    onBroken: (cause) => {
      throw cause;
    },
    synchronous,
    ballastBytes: 0,
  });
  if (started.ok) return started.value;
  throw new Error(started.problems.map(({ message }) => message).join('\n'));
}

async function fill(): Promise<void> {
  const runtime = await startOne('off');
  let made = 0;
  const make = async (): Promise<void> => {
    while (made < runs) {
      const id = `evt_${made++}`;
      // Text of a serialiser, as the door would hand it over.
      const body = JSON.stringify({ id }) as Parameters<typeof runtime.engine.acceptEvent>[0]['event']['body'];
      const outcome = await runtime.engine.acceptEvent({
        flow: 'rest',
        triggerNode: 'received',
        event: { body, headers: {}, query: {} },
        receivedAt: Date.now(),
        bodyHash: id.padEnd(64, '0'),
        actor: 'sender:received',
      });
      if (outcome.kind !== 'accepted') throw new Error(`Run ${id} was answered with ${outcome.kind}.`);
    }
  };
  await Promise.all(Array.from({ length: 128 }, make));
  await runtime.stop(5_000);
}

async function prepare(): Promise<void> {
  for (const name of ['flows', 'environments', 'connections']) mkdirSync(join(folder, name));
  await writeFile(join(folder, 'penstock.yaml'), 'penstock: 1\nname: Waiting\nenvironments: [dev]\n');
  await writeFile(join(folder, 'environments', 'dev.yaml'), 'name: dev\npurpose: dev\n');
  await writeFile(join(folder, 'flows', 'rest.flow.yaml'), flow);
  await fill();
}

async function measure(): Promise<void> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const runtime = await startOne('full');
  const startMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { runs: states } = await runtime.store.facts();
  const facts = {
    states,
    startMs: Math.round(startMs),
    cpuMs: Math.round((user + system) / 1_000),
    runsInMemory: runtime.engine.load().active,
    pssMb: Math.round(pssOf(process.pid) / 1_048_576),
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
  await runtime.stop(2_000);
}

if (filled === undefined) {
  await prepare();
  execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(runs), folder], { stdio: 'inherit' });
  rmSync(folder, { recursive: true });
} else {
  await measure();
}
