import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { goodEntries, hostileArchives } from '#test/rigs/bundles/hostile-archives.ts';
import { digestOf, makeKey, manifestOf, sha256, signed, smallFiles } from '#test/rigs/bundles/small-bundle.ts';
import { writeZip } from '#test/rigs/bundles/zip.ts';
import type { Result } from '../problem.ts';
import { readArchive, writeArchive } from './archive.ts';
import { addSignature, type Bundle, readBundle, writeBundle } from './read-bundle.ts';

const read = (bytes: Uint8Array): Result<Bundle> => readBundle(bytes, { sha256 });

const words = { role: 'author', by: 'anna', at: '2027-01-01T09:00:00.000Z' } as const;

test('a bundle is read as it was written, and its digest is that of its manifest', () => {
  const manifest = manifestOf();
  const signature = signed(digestOf(manifest), words, makeKey());

  const bundle = read(writeBundle(manifest, smallFiles, [signature]));

  expect(bundle).toEqual({
    ok: true,
    value: { manifest, digest: digestOf(manifest), files: smallFiles, signatures: [signature] },
  });
});

test('the archive is one that other programs open, and begins with the manifest', () => {
  const files = new Map([
    ['b.md', new Uint8Array([1])],
    ['a/é.md', new Uint8Array()],
    ['manifest.json', new Uint8Array([2])],
  ]);

  const bytes = writeArchive(files);

  expect(Object.entries(unzipSync(bytes))).toEqual([
    ['manifest.json', new Uint8Array([2])],
    ['a/é.md', new Uint8Array()],
    ['b.md', new Uint8Array([1])],
  ]);
  expect(readArchive(bytes)).toMatchObject({ ok: true });
});

test('the order in which files are handed over never shows', () => {
  const files = [...smallFiles, ['flows/b.flow.yaml', new Uint8Array([1])] as const];

  expect(writeArchive(new Map(files))).toEqual(writeArchive(new Map(files.toReversed())));
});

test('a name no bundle may hold is never written', () => {
  expect(() => writeArchive(new Map([['../a.yaml', new Uint8Array()]]))).toThrow('could lead out of the folder');
});

test('one key signs once in each role, and never another bundle', () => {
  const manifest = manifestOf();
  const key = makeKey();
  const bundle = read(writeBundle(manifest, smallFiles));
  if (!bundle.ok) throw new Error('the small bundle cannot be read');
  const author = signed(bundle.value.digest, words, key);
  const once = addSignature(bundle.value, author);
  if (!once.ok) throw new Error('a signature was not taken');

  const twice = addSignature(once.value, signed(bundle.value.digest, words, key));
  const approver = addSignature(once.value, signed(bundle.value.digest, { ...words, role: 'approver' }, key));
  const stray = addSignature(once.value, signed('0'.repeat(64), { ...words, role: 'approver' }, key));

  expect(twice).toMatchObject({ ok: false, problems: [{ code: 'bundle/signed-twice' }] });
  expect(approver).toMatchObject({ ok: true, value: { signatures: [{ role: 'approver' }, { role: 'author' }] } });
  expect(stray).toMatchObject({ ok: false, problems: [{ code: 'bundle/bad-signature' }] });
});

test('a signature that lapses gives way to a later one of the same key, and to no earlier one', () => {
  const manifest = manifestOf();
  const key = makeKey();
  const declared = { role: 'emergency', by: 'eve', reason: 'Orders are lost', incident: 'INC-7' } as const;
  const first = signed(digestOf(manifest), { ...declared, at: '2027-01-01T09:00:00.000Z' }, key);
  const second = signed(digestOf(manifest), { ...declared, at: '2027-01-02T09:00:00.000Z' }, key);
  const bundle = { manifest, digest: digestOf(manifest), files: smallFiles, signatures: [first] };

  const later = addSignature(bundle, second);
  const earlier = addSignature({ ...bundle, signatures: [second] }, first);

  expect(later).toMatchObject({ ok: true, value: { signatures: [second] } });
  expect(earlier).toMatchObject({ ok: false, problems: [{ code: 'bundle/signed-twice' }] });
});

test('every single flipped bit of a signed bundle is refused', () => {
  const manifest = manifestOf();
  const bytes = writeBundle(manifest, smallFiles, [signed(digestOf(manifest), words, makeKey())]);
  const taken: string[] = [];
  let flips = 0;

  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      flips += 1;
      if (read(flipped).ok) taken.push(`byte ${at}, bit ${bit}`);
    }
  }

  expect(taken).toEqual([]);
  expect(flips).toBe(bytes.length * 8);
  console.info(`${flips} flipped bits of ${bytes.length} bytes refused`);
});

test('a flipped bit is refused even where the archive around it is written anew', () => {
  const manifest = manifestOf();
  const archive = readArchive(writeBundle(manifest, smallFiles));
  if (!archive.ok) throw new Error('the small bundle cannot be read');
  const taken: string[] = [];

  for (const [path, content] of archive.value) {
    for (let place = 0; place < content.length * 8; place += 1) {
      const changed = content.slice();
      changed[place >> 3] = (changed[place >> 3] ?? 0) ^ (1 << (place & 7));
      const again = read(writeArchive(new Map([...archive.value, [path, changed]])));
      if (again.ok && again.value.digest === digestOf(manifest)) taken.push(`${path}, bit ${place}`);
    }
  }

  expect(taken).toEqual([]);
});

test('random edits never make the reader throw, and never get past it', () => {
  const manifest = manifestOf();
  const bytes = writeBundle(manifest, smallFiles, [signed(digestOf(manifest), words, makeKey())]);
  const next = randomFrom(7);
  const taken: number[] = [];

  for (let round = 0; round < 3_000; round += 1) {
    const edited = editAtRandom(bytes, next);
    if (read(edited).ok && !Buffer.from(edited).equals(bytes)) taken.push(round);
  }

  expect(taken).toEqual([]);
});

test('every hostile archive is refused with its code and a sentence that says what to do', () => {
  const corpus = hostileArchives();

  const wrong = corpus.flatMap(({ name, bytes, code }) => {
    const result = read(bytes);
    const codes = result.ok ? ['taken'] : result.problems.map((problem) => problem.code);
    const isSaid = !result.ok && result.problems.every(({ message }) => message.length > 40 && message.endsWith('.'));
    return codes.includes(code) && isSaid ? [] : [{ name, result, code }];
  });

  expect(wrong).toEqual([]);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(read(writeZip(goodEntries()))).toMatchObject({ ok: true });
  console.info(`${corpus.length} hostile archives refused`);
});

/** Numbers from 0 up to a limit, the same for every run of the test. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function editAtRandom(bytes: Uint8Array, next: (limit: number) => number): Uint8Array {
  const edited = Array.from(bytes);
  for (let left = 1 + next(4); left > 0; left -= 1) {
    const at = next(edited.length);
    const kind = next(4);
    if (kind === 0) edited[at] = next(256);
    else if (kind === 1) edited.splice(at, 1 + next(40));
    else if (kind === 2) edited.splice(at, 0, ...Array.from({ length: 1 + next(40) }, () => next(256)));
    else edited.splice(at, 0, ...edited.slice(next(edited.length), next(edited.length)));
  }
  return Uint8Array.from(edited);
}
