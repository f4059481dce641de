import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { dataDirectory } from '#runtime/store/sqlite/data-directory.ts';
import { openWriterDatabase } from '#runtime/store/sqlite/database.ts';
import { StoreCorrupt } from '#runtime/store/sqlite/refusals.ts';
import { verifyDatabase } from '#runtime/store/sqlite/verify.ts';
import { type Chance, createChance } from '../chance.ts';
import { createDisk } from './disk.ts';
import { type DiskEvent, readTrace } from './read-trace.ts';
import { findStrace } from './strace.ts';

const seed = Number(process.env.PENSTOCK_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const images = Number(process.env.PENSTOCK_POWER_IMAGES ?? 500);
const teethImages = 60;
const driver = new URL('./drive-store.ts', import.meta.url).pathname;
const strace = findStrace();
// Images are thrown away at once; memory spares the disk the work where the machine has it.
const imageParent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

test.skipIf(strace.missing !== undefined)(
  `of ${images} power losses none takes an acknowledged command (${strace.missing ?? 'strace is there'})`,
  async () => {
    const events = await traceDriver('full');

    const found = losePower(events, images, createChance(seed));

    console.info(`power loss: seed ${seed}, full sync, ${JSON.stringify(found)}`);
    expect(found, `seed ${seed}`).toMatchObject({ images, withLoss: 0, corrupt: 0 });
    expect(found.acknowledged).toBeGreaterThan(images);
  },
);

test.skipIf(strace.missing !== undefined)(
  'the same rig sees losses where SQLite syncs less often, so it would see them',
  async () => {
    const events = await traceDriver('normal');

    const found = losePower(events, teethImages, createChance(seed));

    console.info(`power loss: seed ${seed}, normal sync, ${JSON.stringify(found)}`);
    expect(found.withLoss, `seed ${seed}`).toBeGreaterThan(teethImages / 4);
  },
);

/** Runs the driver under strace and reads what it did to its files. */
async function traceDriver(sync: 'full' | 'normal'): Promise<readonly DiskEvent[]> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-trace-'));
  try {
    const trace = join(directory, 'trace');
    const calls = 'trace=openat,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,write';
    const traced = [process.execPath, driver, join(directory, 'data'), join(directory, 'acks'), sync];
    const run = spawnSync(strace.command, ['-f', '-y', '-xx', '-s', '70000', '-e', calls, '-o', trace, ...traced], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(run.status, run.stderr).toBe(0);
    return await readTrace(trace);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Found = {
  images: number;
  /** Acknowledged commands looked for, over all images. */
  acknowledged: number;
  lost: number;
  withLoss: number;
  corrupt: number;
};

/** Cuts the power at random moments, and looks at what is left with the code the store itself opens with. */
function losePower(events: readonly DiskEvent[], count: number, chance: Chance): Found {
  const moments = Array.from({ length: count }, () => chance.between(1, events.length)).sort((a, b) => a - b);
  const disk = createDisk();
  const found: Found = { images: 0, acknowledged: 0, lost: 0, withLoss: 0, corrupt: 0 };
  const directory = mkdtempSync(join(imageParent, 'penstock-image-'));
  const acknowledged = new Map<string, number>();
  let at = 0;
  try {
    for (const moment of moments) {
      for (; at < moment; at += 1) {
        const event = events[at];
        if (event?.kind === 'append' && basename(event.path) === 'acks') noteAck(acknowledged, event.data.toString());
        else if (event !== undefined) disk.apply(event);
      }
      const lost = countLost(directory, disk.image(chance), acknowledged);
      found.images += 1;
      found.acknowledged += acknowledged.size;
      if (lost === 'corrupt') found.corrupt += 1;
      else {
        found.lost += lost;
        if (lost > 0) found.withLoss += 1;
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return found;
}

function noteAck(acknowledged: Map<string, number>, text: string): void {
  const [run = '', seq = ''] = text.trim().split(' ');
  acknowledged.set(run, Number(seq));
}

function countLost(
  directory: string,
  image: ReadonlyMap<string, Buffer>,
  acknowledged: ReadonlyMap<string, number>,
): number | 'corrupt' {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  for (const [path, content] of image) {
    if (basename(path).startsWith('penstock.db')) writeFileSync(join(directory, basename(path)), content);
  }
  try {
    const { db } = openWriterDatabase(dataDirectory(directory), 'off', undefined);
    try {
      if (!verifyDatabase(db, []).ok) return 'corrupt';
      const rows = db.prepare<[], { id: string; seq: number }>('select public_id as id, seq from runs').all();
      const kept = new Map(rows.map(({ id, seq }) => [id, seq]));
      return [...acknowledged].filter(([run, seq]) => (kept.get(run) ?? 0) < seq).length;
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof StoreCorrupt) {
      console.info(`power loss: ${error.message} (${acknowledged.size} acknowledged)`);
      return 'corrupt';
    }
    throw error;
  }
}
