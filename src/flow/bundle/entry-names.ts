import type { Problem } from '../problem.ts';

/** Deepest path, in names. */
const deepest = 8;

const longest = 300;

/** Letters and digits of any script, then blanks, dots and a few signs; never a leading dot, which hides a file. */
const nameForm = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.@ -]{0,99}$/u;

/** Names that mean a device on Windows, whatever follows the first dot. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Finds the first name no file of a bundle may have: one that leads out of a folder, that a disk would take for
 * another's, or that some system cannot write. A bundle must mean the same files on every machine.
 */
export function judgeEntryNames(names: readonly string[]): Problem | undefined {
  const bad = names.find((name) => !isEntryName(name));
  if (bad !== undefined) {
    const message = `The name ${JSON.stringify(bad.slice(0, 100))} in this bundle is none a file of a workspace has: it could lead out of the folder or mean something else on another machine. Rename the file and export again.`;
    return { code: 'bundle/bad-name', message };
  }
  return judgeNeighbours(names);
}

/** True for a relative path of plain names, the same on every system. */
export function isEntryName(name: string): boolean {
  if (name.length === 0 || name.length > longest || !name.isWellFormed() || name !== name.normalize('NFC'))
    return false;
  const parts = name.split('/');
  return parts.length <= deepest && parts.every(isGoodPart);
}

function isGoodPart(part: string): boolean {
  return nameForm.test(part) && !/[. ]$/.test(part) && !deviceName.test(part);
}

/** Names of which a disk makes one: equal ones, those that differ by capitals only, a file and a folder of one name. */
function judgeNeighbours(names: readonly string[]): Problem | undefined {
  const files = new Map<string, string>();
  for (const name of names) {
    const folded = fold(name);
    const known = files.get(folded);
    if (known !== undefined) return twice(known, name);
    files.set(folded, name);
  }
  const folders = new Map<string, string>();
  for (const name of names) {
    for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
      const folder = name.slice(0, at);
      const known = files.get(fold(folder)) ?? folders.get(fold(folder)) ?? folder;
      if (known !== folder || files.has(fold(folder))) return twice(known, name);
      folders.set(fold(folder), folder);
    }
  }
  return undefined;
}

/** As the most forgiving file system compares names: capitals and width do not count. */
function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
}

function twice(one: string, other: string): Problem {
  const message = `${JSON.stringify(one.slice(0, 100))} and ${JSON.stringify(other.slice(0, 100))} in this bundle are one file on some disks. Rename one of them and export again.`;
  return { code: 'bundle/named-twice', message };
}
