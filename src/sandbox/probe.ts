import type { JsonObject } from '#flow/json.ts';

/**
 * Tries what a guest that escaped would try next, and records what the process itself refuses. Modules are taken
 * from the process, not imported, because nothing but these probes may use them.
 *
 * @returns by probe: `refused: <code>`, or `allowed`; `environment` holds the number of variables seen
 */
export function probeWalls(): JsonObject {
  const module = process.getBuiltinModule;
  return {
    readFile: attempt(() => module('node:fs').readFileSync('/etc/passwd')),
    writeFile: attempt(() => module('node:fs').writeFileSync('/tmp/penstock-probe', '')),
    childProcess: attempt(() => module('node:child_process').spawnSync('true')),
    worker: attempt(() => new (module('node:worker_threads').Worker)('0', { eval: true })),
    sqlite: attempt(() => module('node:sqlite').DatabaseSync),
    inspector: attempt(() => new (module('node:inspector').Session)().connect()),
    network: attempt(() => {
      const socket = module('node:net').connect(9, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.destroy();
    }),
    // Signal 0 asks whether a signal could be sent and sends none.
    signal: attempt(() => process.kill(process.ppid, 0)),
    environment: Object.keys(process.env).filter((name) => name !== 'TZ').length,
  };
}

function attempt(work: () => unknown): string {
  try {
    work();
    return 'allowed';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return `refused: ${typeof code === 'string' ? code : 'not there'}`;
  }
}
