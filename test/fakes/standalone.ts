import { parseArgs } from 'node:util';

/** What a fake needs to know when it runs as a process of its own. */
export interface StandaloneFlags {
  readonly port: number;
  readonly ledgerFile: string | undefined;
  readonly version: string | undefined;
}

/** A started fake, with facts its caller needs beside the address. */
export interface StandaloneFake {
  readonly url: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/**
 * Runs a fake as its own process: prints one line of JSON when it listens and ends when its standard input closes,
 * which happens by itself when the process that started it dies.
 *
 * Arguments: `--port N --ledger FILE --version V`, all optional.
 */
export async function runStandalone(start: (flags: StandaloneFlags) => Promise<StandaloneFake>): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, ledger: { type: 'string' }, version: { type: 'string' } },
  });
  const fake = await start({ port: Number(values.port ?? 0), ledgerFile: values.ledger, version: values.version });
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    process.stdin.once('error', () => resolve());
    process.stdin.resume();
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: fake.url, ...fake.facts })}\n`);
  await ended;
  await fake.close();
}
