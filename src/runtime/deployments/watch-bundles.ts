import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { maxArchiveBytes } from '#flow/bundle/archive.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Problem } from '#flow/problem.ts';
import type { Clock, Log } from '../engine/ports.ts';
import type { AdmittedBundle, DeploymentDesk } from './deployment-desk.ts';

/** How a bundle that was put into the folder ended; stands beside it as `<name>.result.json`. */
export type FolderResult = {
  readonly state: 'live' | 'admitted' | 'refused';
  readonly at: string;
  /** Size and time of the file this is about: the same file is not taken twice, one that was replaced is. */
  readonly file: { readonly sizeBytes: number; readonly modifiedAt: string };
  readonly digest?: string;
  readonly flows?: readonly { readonly flow: string; readonly version: string }[];
  /** What it newly reaches, and why it therefore waits for an operator. */
  readonly newReach?: readonly string[];
  readonly code?: string;
  readonly why?: string;
};

/** Watches a folder until it is stopped. */
export type BundleFolder = { readonly stop: () => Promise<void> };

type Parts = {
  readonly folder: string;
  readonly desk: Pick<DeploymentDesk, 'admit' | 'activate'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Pause between two looks, in milliseconds. A file is taken once two looks in a row find it the same. */
const lookEveryMs = 500;

const actor = 'folder';

/**
 * Deploys every `.pstk` that appears in a folder: renamed into it, or copied and then left alone. One that brings new
 * reach is admitted and waits, because only a person may say yes to that.
 */
export function watchBundles(parts: Parts): BundleFolder {
  const { clock, log } = parts;
  const seen = new Map<string, string>();
  let isStopped = false;
  let withdraw = (): void => undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = (): void => {
    looking = lookOnce(parts, seen)
      .catch((error: unknown) =>
        log.warn('deployment.folder-unread', { why: error instanceof Error ? error.message : 'unknown' }),
      )
      .then(() => {
        if (!isStopped) withdraw = clock.after(lookEveryMs, look);
      });
  };
  look();
  return {
    stop: async () => {
      isStopped = true;
      withdraw();
      await looking;
      withdraw();
    },
  };
}

async function lookOnce(parts: Parts, seen: Map<string, string>): Promise<void> {
  const names = (await readdir(parts.folder)).filter((name) => name.endsWith('.pstk') && !name.startsWith('.'));
  for (const name of seen.keys()) if (!names.includes(name)) seen.delete(name);
  for (const name of names.sort()) {
    const file = await factsOf(join(parts.folder, name));
    if (file === undefined) continue;
    const now = JSON.stringify(file);
    const before = seen.get(name);
    if (before === `taken ${now}`) continue;
    if (before !== now) {
      seen.set(name, now);
      continue;
    }
    seen.set(name, `taken ${now}`);
    if ((await earlierResult(parts.folder, name)) === now) continue;
    const result = await take(parts, name, file);
    await keepResult(parts.folder, name, result);
    parts.log.info('deployment.from-folder', { file: name, state: result.state, code: result.code ?? '' });
  }
}

type Facts = FolderResult['file'];

async function factsOf(path: string): Promise<Facts | undefined> {
  const facts = await stat(path).catch(unlessGone);
  if (facts?.isFile() !== true) return undefined;
  return { sizeBytes: facts.size, modifiedAt: formatInstant(Math.trunc(facts.mtimeMs)) };
}

async function take({ folder, desk, clock }: Parts, name: string, file: Facts): Promise<FolderResult> {
  const about = { at: formatInstant(clock.now()), file };
  if (file.sizeBytes > maxArchiveBytes) return { ...about, state: 'refused', ...sayProblems([tooLarge(name)]) };
  const admitted = await desk.admit(new Uint8Array(await readFile(join(folder, name))), actor);
  if (!admitted.ok) return { ...about, state: 'refused', ...sayProblems(admitted.problems) };
  const told = { ...about, ...tell(admitted.value) };
  const { newReach } = admitted.value.judged;
  if (newReach.length > 0) {
    const why = `It may reach what nothing live reaches, so it waits. Activate it with "penstock deploy ${name} --accept-reach" if that is meant.`;
    return {
      ...told,
      state: 'admitted',
      newReach: newReach.map(({ sentence }) => sentence),
      code: 'deployment/new-reach',
      why,
    };
  }
  const live = await desk.activate({ digest: admitted.value.digest, acceptReach: false }, actor);
  return live.ok ? { ...told, state: 'live' } : { ...told, state: 'admitted', ...sayProblems(live.problems) };
}

function tell({ digest, replaces }: AdmittedBundle) {
  return { digest, flows: replaces.map(({ flow, version }) => ({ flow, version })) };
}

function sayProblems(problems: readonly Problem[]) {
  const [first] = problems;
  return { code: first?.code ?? 'server/broke', why: problems.map(({ message }) => message).join(' ') };
}

function tooLarge(name: string): Problem {
  const message = `${name} is larger than the 50 MB a bundle may have. Export fewer flows at once.`;
  return { code: 'bundle/too-large', message };
}

/** Whoever waits for the result never reads half of it. */
async function keepResult(folder: string, name: string, result: FolderResult): Promise<void> {
  const path = join(folder, `${name}.result.json`);
  await writeFile(`${path}.tmp`, `${JSON.stringify(result, undefined, 2)}\n`);
  await rename(`${path}.tmp`, path);
}

/** Which file an earlier result is about; a start must not deploy again what a person has rolled back. */
async function earlierResult(folder: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(folder, `${name}.result.json`), 'utf8').catch(unlessGone);
  if (text === undefined) return undefined;
  try {
    return JSON.stringify(JSON.parse(text).file);
  } catch (error) {
    // Somebody else wrote the file, or it was cut off; the bundle is taken as if there were none.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function unlessGone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
