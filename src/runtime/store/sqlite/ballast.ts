import { randomFillSync } from 'node:crypto';
import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that only takes up room, so that there is some to give back when the disk is full. */
export type Ballast = {
  /** Writes the file where it is missing and the disk has room for it twice; true when it is there afterwards. */
  readonly fill: () => Promise<boolean>;
  /** Gives the room back; false when there was nothing to give. */
  readonly drop: () => boolean;
};

const CHUNK_BYTES = 1024 * 1024;

/** Reserves room on the disk of a data directory. */
export function createBallast(path: string, sizeBytes: number): Ballast {
  let filling: Promise<boolean> | undefined;

  async function write(): Promise<boolean> {
    if (existsSync(path) && statSync(path).size === sizeBytes) return true;
    const { bavail, bsize } = statfsSync(dirname(path));
    if (bavail * bsize < sizeBytes * 2) return false;
    try {
      await writeWhole(`${path}.part`);
      await rename(`${path}.part`, path);
      return true;
    } catch (error) {
      rmSync(`${path}.part`, { force: true });
      if (isDiskFull(error)) return false;
      throw error;
    }
  }

  async function writeWhole(part: string): Promise<void> {
    // Random bytes, because a file system that packs zeros would reserve nothing.
    const chunk = randomFillSync(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, sizeBytes)));
    await using file = await open(part, 'w');
    for (let left = sizeBytes; left > 0; left -= chunk.length) {
      await file.write(chunk, 0, Math.min(chunk.length, left));
    }
  }

  return {
    fill: () => {
      if (sizeBytes === 0) return Promise.resolve(false);
      filling ??= write().finally(() => {
        filling = undefined;
      });
      return filling;
    },
    drop: () => {
      const wasThere = existsSync(path);
      rmSync(path, { force: true });
      return wasThere;
    },
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
