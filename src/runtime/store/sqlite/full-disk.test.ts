import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StoreUnavailable, type StoreWrites } from '../store.ts';
import { dataDirectory } from './data-directory.ts';
import { anAccept, anAppend, anIntent, move } from './fixtures/commands.ts';
import { openStore } from './open.ts';

/** A disk of 8 MB, or the reason why there is none. */
function mountSmallDisk(): { readonly directory: string } | { readonly why: string } {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', directory], { stdio: 'pipe' });
    onTestFinished(() => {
      execFileSync('umount', [directory]);
      rmSync(directory, { recursive: true });
    });
    return { directory };
  } catch (error) {
    rmSync(directory, { recursive: true });
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function refusalOf(store: StoreWrites, command: Parameters<StoreWrites['commit']>[0]): Promise<string> {
  try {
    return (await store.commit(command)).kind;
  } catch (error) {
    if (error instanceof StoreUnavailable) return error.reason;
    throw error;
  }
}

test('on a full disk new work is refused, finished results are stored, and it resumes alone', async (context) => {
  const disk = mountSmallDisk();
  if (!('directory' in disk)) return context.skip(`no small disk can be mounted here: ${disk.why}`);
  const { directory } = disk;
  let now = 1_000_000;
  const settings = { directory, now: () => now, synchronous: 'off', ballastBytes: 2_000_000 } as const;
  const store = await openStore(settings);
  const { ballast } = dataDirectory(directory);
  await expect.poll(() => existsSync(ballast), { timeout: 10_000 }).toBe(true);
  await store.commit(anAccept('run_0'));
  const frame = `["${'x'.repeat(100_000)}"]`;

  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'disk-full' && outcomes.length < 200) {
    outcomes.push(await refusalOf(store, anAccept(`run_${outcomes.length + 1}`, { frame })));
  }
  const lost = `run_${outcomes.length}`;
  const event = await refusalOf(store, anAccept('run_new'));
  const intent = await refusalOf(store, anAppend('run_0', 1, anIntent('k')));
  const result = await refusalOf(store, anAppend('run_0', 1, move('succeeded')));

  expect(outcomes.at(-1)).toBe('disk-full');
  expect([event, intent, result, existsSync(ballast)]).toEqual(['disk-full', 'disk-full', 'appended', false]);
  expect(await store.loadRun(lost)).toBeUndefined();
  expect(await store.loadRun('run_0')).toMatchObject({ seq: 2 });

  execFileSync('mount', ['-o', 'remount,size=64m', directory]);
  await expect
    .poll(async () => {
      now += 2_000;
      return await refusalOf(store, anAccept('run_after'));
    })
    .toBe('accepted');
  expect(existsSync(ballast)).toBe(true);
  expect(await store.verifyAudit()).toMatchObject({ ok: true });
  await store[Symbol.asyncDispose]();
});

test('without room for a ballast the store opens and says what it cannot take', async (context) => {
  const disk = mountSmallDisk();
  if (!('directory' in disk)) return context.skip(`no small disk can be mounted here: ${disk.why}`);
  const { directory } = disk;
  writeFileSync(join(directory, 'other'), Buffer.alloc(6_000_000));
  const store = await openStore({ directory, now: () => 1, synchronous: 'off', ballastBytes: 4_000_000 });

  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'disk-full' && outcomes.length < 100) {
    outcomes.push(await refusalOf(store, anAccept(`run_${outcomes.length}`, { frame: `["${'x'.repeat(100_000)}"]` })));
  }

  expect(outcomes.at(-1)).toBe('disk-full');
  await store[Symbol.asyncDispose]();
});
