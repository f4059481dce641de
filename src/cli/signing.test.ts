import { expect, test } from 'vitest';
import type { JsonObject } from '#flow/json.ts';
import { trigger } from '#nodes/webhook/trigger.ts';
import { createSignatures } from '#runtime/secrets/signatures.ts';
import { type Signing, sendSchemes, signHeaders } from './signing.ts';

const whsec = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = '{"id":"evt_1"}';
const seconds = 1_800_000_000;

function signingOf(scheme: Signing['scheme'], hmac: Partial<Signing['hmac']> = {}): Signing {
  const secret =
    scheme === 'standard-webhooks' ? whsec : scheme === 'basic' ? 'shop:a-password' : 'a-secret-of-the-shop';
  const defaults = {
    header: 'X-Signature',
    prefix: '',
    encoding: 'hex',
    signed: 'body',
    timestampHeader: 'X-Timestamp',
  } as const;
  return { scheme, secret, body, id: 'evt_1', seconds, hmac: { ...defaults, ...hmac } };
}

/** What the webhook trigger says to a signed call. */
function verdictOn(signing: Signing, auth: JsonObject): string {
  const headers = Object.entries({ 'content-type': 'application/json', ...signHeaders(signing) });
  const request = {
    method: 'POST',
    path: '/hooks/x',
    query: {},
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), [value]])),
    body: new TextEncoder().encode(signing.body),
    receivedAt: seconds * 1_000,
    loopback: true,
  };
  const signatures = createSignatures(() => signing.secret);
  return trigger.verify({ path: '/x', auth: { ...auth, secrets: ['shop'] } }, request, signatures).verdict;
}

test.each(sendSchemes.filter((scheme) => scheme !== 'hmac'))(
  'a call signed as %s is let in by the trigger',
  (scheme) => {
    const verdict = verdictOn(signingOf(scheme), { scheme });

    expect(verdict).toBe('accept');
  },
);

test.each([
  { encoding: 'hex', signed: 'body', prefix: 'sha256=' },
  { encoding: 'base64', signed: 'timestamp.body', prefix: '' },
  { encoding: 'hex', signed: 'v0:timestamp:body', prefix: 'v0=' },
] as const)('a call signed by hmac over $signed in $encoding is let in by the trigger', (hmac) => {
  const auth = { scheme: 'hmac', header: 'X-Signature', timestampHeader: 'X-Timestamp', ...hmac };

  const verdict = verdictOn(signingOf('hmac', hmac), auth);

  expect(verdict).toBe('accept');
});

test('a secret of another form, or none, is refused before anything is sent', () => {
  const none = { ...signingOf('github'), secret: undefined };
  const plain = { ...signingOf('standard-webhooks'), secret: 'no-whsec' };

  expect(() => signHeaders(none)).toThrow('--secret-name');
  expect(() => signHeaders(plain)).toThrow('whsec_');
});
