import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';

/** A server a studio is linked to, without its token. */
export type LinkedServer = { readonly id: string; readonly name: string; readonly address: string };

const file = z.strictObject({
  servers: z.array(z.strictObject({ id: z.string(), name: z.string(), address: z.string() })),
});

/** The list of linked servers in a data directory; it belongs to this computer and not to the workspace. */
export type ServerList = {
  readonly read: () => Promise<readonly LinkedServer[]>;
  readonly write: (servers: readonly LinkedServer[]) => Promise<void>;
};

/** Opens the list; a file that is not there yet is an empty list. */
export function openServerList(data: string): ServerList {
  const path = join(data, 'linked.json');
  return {
    read: async () => {
      try {
        return file.parse(JSON.parse(await readFile(path, 'utf8'))).servers;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
        throw error;
      }
    },
    write: async (servers) => {
      await mkdir(data, { recursive: true });
      const half = `${path}.${randomBytes(6).toString('hex')}`;
      await writeFile(half, `${JSON.stringify({ servers }, null, 2)}\n`, { mode: 0o600 });
      await rename(half, path);
    },
  };
}

/**
 * Reads an address a token may be sent to: https, or http on this computer.
 *
 * @returns the origin, without a final slash
 */
export function readAddress(text: string): Result<string> {
  const url = URL.parse(text.trim());
  if (url === null) return refuse(badAddress(`"${text}" is no address.`));
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || !/^\/*$/.test(url.pathname)) {
    return refuse(badAddress('The address has more than a scheme, a host and a port.'));
  }
  const isHere = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isHere)) return succeed(url.origin);
  return refuse(badAddress('A token is only sent encrypted, except to this computer.'));
}

/** An id for a new server that no other has. */
export function freeId(name: string, taken: readonly LinkedServer[]): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const base = plain === '' ? 'server' : plain;
  const used = new Set(taken.map(({ id }) => id));
  let id = base;
  for (let number = 2; used.has(id); number += 1) id = `${base}-${number}`;
  return id;
}

function badAddress(why: string): Problem {
  const message = `${why} Write https and the host, such as https://flows.example.com.`;
  return { code: 'linked/bad-address', message };
}
