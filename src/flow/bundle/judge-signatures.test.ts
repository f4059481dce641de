import { expect, test } from 'vitest';
import { isSignedBy, keyIdOf, type SigningKey } from '#runtime/keys/signing-keys.ts';
import { digestOf, makeKey, manifestOf, sha256, signed, smallFiles } from '#test/rigs/bundles/small-bundle.ts';
import type { KeyRole, TrustedKey } from '../workspace/parse-workspace-file.ts';
import { readArchive, writeArchive } from './archive.ts';
import { judgeSignatures, type SignatureVerdict } from './judge-signatures.ts';
import { readBundle, writeBundle } from './read-bundle.ts';
import type { BundleSignature, SignatureRole } from './signature.ts';

const keys = {
  anna: makeKey(),
  annaLaptop: makeKey(),
  ben: makeKey(),
  cleo: makeKey(),
  eve: makeKey(),
  stranger: makeKey(),
};

const manifest = manifestOf();
const high = manifestOf(smallFiles, {
  flows: manifest.flows.map((flow) => ({ ...flow, criticality: 'high' as const })),
  approvals: 2,
});

const everyday: readonly KeyRole[] = ['author', 'approver'];

function trusted(person: string, key: SigningKey, rest: Partial<TrustedKey> = {}): TrustedKey {
  return { name: `${person}-${keyIdOf(key.publicKey)}`, key: key.publicKey, person, roles: everyday, ...rest };
}

const crowd: readonly TrustedKey[] = [
  trusted('anna', keys.anna),
  trusted('anna', keys.annaLaptop),
  trusted('ben', keys.ben),
  trusted('cleo', keys.cleo),
  trusted('eve', keys.eve, { roles: ['emergency'] }),
];

const at = '2027-01-01T09:00:00.000Z';

type Words = Partial<Pick<BundleSignature, 'by' | 'at' | 'until' | 'reason' | 'incident' | 'digest'>>;

function by(person: keyof typeof keys, role: SignatureRole, rest: Words = {}, of = manifest): BundleSignature {
  const { digest = digestOf(of), ...words } = rest;
  return signed(digest, { role, by: person, at, ...words }, keys[person]);
}

const emergency = { reason: 'Orders are lost', incident: 'INC-7' };

type Question = { readonly keys?: readonly TrustedKey[]; readonly now?: string; readonly of?: typeof manifest };

function judge(signatures: readonly BundleSignature[], question: Question = {}): SignatureVerdict {
  const { keys: known = crowd, now = '2027-01-02T00:00:00.000Z', of = manifest } = question;
  const trust = { keys: known, now, keyId: keyIdOf, isSigned: isSignedBy };
  return judgeSignatures({ manifest: of, digest: digestOf(of), signatures }, trust);
}

function codesOf(verdict: SignatureVerdict): readonly string[] {
  return verdict.ok ? [] : verdict.problems.map(({ code }) => code);
}

/** The crowd with other facts about the key of one person. */
function but(person: string, rest: Partial<TrustedKey>): readonly TrustedKey[] {
  return crowd.map((key) => (key.person === person ? { ...key, ...rest } : key));
}

const good = [by('anna', 'author'), by('ben', 'approver')];

test('an author and somebody else who approves are enough', () => {
  expect(judge(good)).toEqual({ ok: true, authors: ['anna'], approvers: ['ben'] });
});

test('a flow of high criticality takes two different people', () => {
  const author = by('anna', 'author', {}, high);
  const one = by('ben', 'approver', {}, high);
  const other = by('cleo', 'approver', {}, high);
  const secondKey = trusted('ben', keys.stranger);
  const sameAgain = signed(digestOf(high), { role: 'approver', by: 'ben', at }, keys.stranger);

  expect(codesOf(judge([author, one], { of: high }))).toEqual(['bundle/too-few-approvals']);
  expect(codesOf(judge([author, one, sameAgain], { of: high, keys: [...crowd, secondKey] }))).toEqual([
    'bundle/too-few-approvals',
  ]);
  expect(judge([author, one, other], { of: high })).toEqual({
    ok: true,
    authors: ['anna'],
    approvers: ['ben', 'cleo'],
  });
});

test('one key under two names is still one approver', () => {
  const shared = [...crowd, trusted('bernd', keys.ben)];
  const author = by('anna', 'author', {}, high);
  const two = [by('ben', 'approver', {}, high), by('ben', 'approver', { by: 'bernd' }, high)];

  expect(codesOf(judge([author, ...two], { of: high, keys: shared }))).toEqual(['bundle/too-few-approvals']);
});

const refusals: readonly (readonly [
  name: string,
  signatures: readonly BundleSignature[],
  codes: readonly string[],
  question?: Question,
])[] = [
  ['nobody signed', [], ['bundle/unsigned']],
  ['nobody handed it over', [by('ben', 'approver')], ['bundle/no-author']],
  ['nobody approved', [by('anna', 'author')], ['bundle/too-few-approvals']],
  ['the author approved', [by('anna', 'author'), by('anna', 'approver')], ['bundle/self-approved']],
  [
    'the author approved with another key',
    [by('anna', 'author'), signed(digestOf(manifest), { role: 'approver', by: 'anna', at }, keys.annaLaptop)],
    ['bundle/self-approved'],
  ],
  ['the author approved beside somebody else', [...good, by('anna', 'approver')], ['bundle/self-approved']],
  ['one of two authors approved', [...good, by('ben', 'author')], ['bundle/self-approved']],
  [
    'an author whose key was revoked approved with another',
    [
      by('anna', 'author'),
      by('cleo', 'author'),
      signed(digestOf(manifest), { role: 'approver', by: 'anna', at }, keys.annaLaptop),
    ],
    ['bundle/self-approved'],
    { keys: crowd.map((key) => (key.key === keys.anna.publicKey ? { ...key, revoked: '2027-01-01' } : key)) },
  ],
  [
    'the approver is unknown',
    [by('anna', 'author'), by('stranger', 'approver')],
    ['bundle/key-unknown', 'bundle/too-few-approvals'],
  ],
  [
    'the author is unknown',
    [by('stranger', 'author'), by('ben', 'approver')],
    ['bundle/key-unknown', 'bundle/no-author'],
  ],
  [
    'nobody is trusted',
    good,
    ['bundle/key-unknown', 'bundle/key-unknown', 'bundle/no-author', 'bundle/too-few-approvals'],
    { keys: [] },
  ],
  [
    'the approver may only hand over',
    good,
    ['bundle/key-without-role', 'bundle/too-few-approvals'],
    { keys: but('ben', { roles: ['author'] }) },
  ],
  [
    'an architect approved',
    good,
    ['bundle/key-without-role', 'bundle/too-few-approvals'],
    { keys: but('ben', { roles: ['architect'] }) },
  ],
  [
    'the author may only approve',
    good,
    ['bundle/key-without-role', 'bundle/no-author'],
    { keys: but('anna', { roles: ['approver'] }) },
  ],
  [
    'the key was revoked',
    good,
    ['bundle/key-revoked', 'bundle/too-few-approvals'],
    { keys: but('ben', { revoked: '2027-01-02' }) },
  ],
  [
    'the key was revoked long after it signed',
    good,
    ['bundle/key-revoked', 'bundle/no-author'],
    { keys: but('anna', { revoked: '2029-01-01' }), now: '2029-01-02T00:00:00.000Z' },
  ],
  [
    'the key was past its last day',
    good,
    ['bundle/key-expired', 'bundle/too-few-approvals'],
    { keys: but('ben', { until: '2026-12-31' }) },
  ],
  [
    'the signature lapsed',
    [by('anna', 'author'), by('ben', 'approver', { until: '2027-01-01T23:59:59.999Z' })],
    ['bundle/signature-expired', 'bundle/too-few-approvals'],
  ],
  [
    'the signature is dated ahead',
    [by('anna', 'author'), by('ben', 'approver', { at: '2027-01-02T00:05:00.001Z' })],
    ['bundle/signature-too-early', 'bundle/too-few-approvals'],
  ],
  [
    'a signature of another bundle',
    [...good, by('cleo', 'approver', { digest: '1'.repeat(64) })],
    ['bundle/bad-signature'],
  ],
  [
    'a forged signature beside good ones',
    [...good, { ...by('cleo', 'approver'), signature: by('ben', 'approver').signature }],
    ['bundle/bad-signature'],
  ],
  ['somebody else’s name', [by('anna', 'author'), by('ben', 'approver', { by: 'cleo' })], ['bundle/bad-signature']],
  [
    'an emergency without the right to it',
    [by('ben', 'emergency', emergency)],
    ['bundle/key-without-role', 'bundle/no-author', 'bundle/too-few-approvals'],
  ],
  [
    'an emergency dated ahead',
    [by('eve', 'emergency', { ...emergency, at: '2027-01-03T00:00:00.000Z' })],
    ['bundle/signature-too-early', 'bundle/no-author', 'bundle/too-few-approvals'],
  ],
];

const refused = refusals.map(([name, signatures, codes, question]) => ({ name, signatures, codes, question }));

test.each(refused)('a bundle is refused where $name', ({ signatures, codes, question }) => {
  expect(codesOf(judge(signatures, question))).toEqual(codes);
});

test.each([
  ['role', { role: 'author' }],
  ['by', { by: 'cleo' }],
  ['at', { at: '2027-01-01T09:00:00.001Z' }],
  ['until', { until: '2030-01-01T00:00:00.000Z' }],
  ['reason', { reason: 'Because' }],
  ['incident', { incident: 'INC-8' }],
  ['digest', { digest: '2'.repeat(64) }],
] as const)('a signature whose %s was altered afterwards is no signature', (_name, change) => {
  const altered: BundleSignature = { ...by('ben', 'approver'), ...change };

  expect(codesOf(judge([by('anna', 'author'), by('cleo', 'approver'), altered]))).toEqual(['bundle/bad-signature']);
});

test('a signature that does not count is as if it were not there where enough are left', () => {
  const signatures = [...good, by('cleo', 'approver'), by('stranger', 'approver')];

  const verdict = judge(signatures, { keys: but('cleo', { revoked: '2027-01-01' }) });

  expect(verdict).toEqual({ ok: true, authors: ['anna'], approvers: ['ben'] });
});

test('a key counts on its last day, and what it signed counts after it', () => {
  const known = but('ben', { until: '2027-01-01' });

  expect(judge(good, { keys: known, now: '2028-01-01T00:00:00.000Z' })).toMatchObject({ ok: true });
});

test('an emergency lets a bundle run for a day, or for less where it says so', () => {
  const day = by('eve', 'emergency', emergency);
  const hour = by('eve', 'emergency', { ...emergency, until: '2027-01-01T10:00:00.000Z' });
  const lapsed = ['bundle/emergency-lapsed', 'bundle/no-author', 'bundle/too-few-approvals'];

  expect(judge([day], { now: '2027-01-02T08:59:59.999Z' })).toEqual({
    ok: true,
    authors: [],
    approvers: [],
    emergency: { by: 'eve', ...emergency, until: '2027-01-02T09:00:00.000Z' },
  });
  expect(codesOf(judge([day], { now: '2027-01-02T09:00:00.000Z' }))).toEqual(lapsed);
  expect(judge([hour], { now: at })).toMatchObject({ emergency: { until: '2027-01-01T10:00:00.000Z' } });
  expect(judge([hour], { now: '2027-01-01T10:00:00.001Z' })).toMatchObject({ ok: false });
});

test('a normal approval ends an emergency', () => {
  const verdict = judge([...good, by('eve', 'emergency', emergency)], { now: '2027-03-01T00:00:00.000Z' });

  expect(verdict).toEqual({ ok: true, authors: ['anna'], approvers: ['ben'] });
});

test('a flipped bit of a signature is refused even where the archive around it is written anew', () => {
  const archive = readArchive(writeBundle(manifest, smallFiles, good));
  if (!archive.ok) throw new Error('the small bundle cannot be read');
  const name = [...archive.value.keys()].find((path) => path.startsWith('signatures/approver')) ?? '';
  const content = archive.value.get(name) ?? new Uint8Array();
  const trust = { keys: crowd, now: '2027-01-02T00:00:00.000Z', keyId: keyIdOf, isSigned: isSignedBy };
  const taken: number[] = [];

  for (let place = 0; place < content.length * 8; place += 1) {
    const changed = content.slice();
    changed[place >> 3] = (changed[place >> 3] ?? 0) ^ (1 << (place & 7));
    const bundle = readBundle(writeArchive(new Map([...archive.value, [name, changed]])), { sha256 });
    if (bundle.ok && judgeSignatures(bundle.value, trust).ok) taken.push(place);
  }

  expect(content.length).toBeGreaterThan(100);
  expect(taken).toEqual([]);
});
