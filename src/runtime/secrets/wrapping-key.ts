import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { WrappingKey } from './sealing.ts';

/** Name of the systemd credential that may hold the key. */
const credentialName = 'penstock-key';

/**
 * Finds the key that wraps all secrets: a systemd credential, else the file PENSTOCK_KEY_FILE names, else the file
 * in the data directory, which is made on first use, readable by its owner only.
 *
 * @param file the key file in the data directory
 */
export function findWrappingKey(file: string, env: Readonly<Record<string, string | undefined>>): Result<WrappingKey> {
  const directory = env.CREDENTIALS_DIRECTORY;
  const credential = directory === undefined ? undefined : readKey(join(directory, credentialName), 'credential');
  if (credential !== undefined) return credential;
  const named = env.PENSTOCK_KEY_FILE;
  if (named !== undefined) return readKey(named, 'file') ?? missing(named);
  return readKey(file, 'file') ?? createKey(file);
}

/** Reads a key file, or returns undefined where there is none. */
function readKey(path: string, source: 'credential' | 'file'): Result<WrappingKey> | undefined {
  const descriptor = openIfThere(path);
  if (descriptor === undefined) return undefined;
  try {
    // systemd owns its credentials and keeps others away in its own manner.
    const isShared = source === 'file' && process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0;
    if (isShared) {
      const message = `Other users may read the key file ${path}. Run chmod 600 on it, and change the secrets if somebody may have.`;
      return refuse({ code: 'secrets/key-file-shared', message });
    }
    const bytes = Buffer.from(readFileSync(descriptor, 'utf8').trim(), 'base64');
    if (bytes.length === 32) return succeed({ bytes });
    const message = `The key file ${path} does not hold 32 bytes in base64. Put the right file back from its backup.`;
    return refuse({ code: 'secrets/key-file-broken', message });
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`The key file ${path} cannot be opened.`, { cause: error });
  }
}

function missing(path: string): Result<WrappingKey> {
  const message = `PENSTOCK_KEY_FILE names ${path}, which is not there. Put the key file there or unset the variable.`;
  return refuse({ code: 'secrets/key-file-missing', message });
}

/** Makes the key file; exclusive, so that two starts at once cannot make two keys. */
function createKey(path: string): Result<WrappingKey> {
  const bytes = randomBytes(32);
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeSync(descriptor, `${bytes.toString('base64')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncDirectory(dirname(path));
  return succeed({ bytes });
}

/** A key lost in a power cut would make every secret sealed with it unreadable. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
