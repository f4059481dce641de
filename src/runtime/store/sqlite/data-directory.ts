import { join } from 'node:path';

/** The files of a data directory. */
export type DataDirectory = {
  readonly path: string;
  readonly database: string;
  readonly lock: string;
  readonly ballast: string;
  readonly checkpoints: string;
};

/** Names the files of a data directory. */
export function dataDirectory(path: string): DataDirectory {
  return {
    path,
    database: join(path, 'penstock.db'),
    lock: join(path, 'runtime.lock'),
    ballast: join(path, 'ballast'),
    checkpoints: join(path, 'audit-checkpoints.jsonl'),
  };
}
