import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rewrap, seal, unseal } from './sealing.ts';
import { Secret } from './secret.ts';
import { createSecrets, type SealedSecrets, type Secrets } from './secrets.ts';

const canary = 'CANARY+/=\\ü "7" <&\'%> key~';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-secrets-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function memoryStore(): SealedSecrets & { readonly rows: Map<string, string> } {
  const rows = new Map<string, string>();
  return {
    rows,
    read: async () => [...rows].map(([name, sealed]) => ({ name, sealed })),
    write: async (name, sealed) => void rows.set(name, sealed),
  };
}

async function open(store: SealedSecrets, env: Record<string, string> = {}, file = 'key'): Promise<Secrets> {
  const secrets = await createSecrets({ store, kekFile: join(directory, file), env });
  if (!secrets.ok) throw new Error(secrets.problems[0]?.message);
  return secrets.value;
}

describe('at rest', () => {
  test('a secret survives a restart, and neither store nor key file shows it', async () => {
    const store = memoryStore();
    await (await open(store)).put('crm-key', canary);

    const reopened = await open(store);
    const disk = [...store.rows.values(), readFileSync(join(directory, 'key'), 'utf8')].join('\n');

    expect(reopened.get('crm-key')?.reveal()).toBe(canary);
    expect(reopened.names()).toEqual([{ name: 'crm-key', source: 'store' }]);
    expect(disk).not.toContain('CANARY');
    expect(disk).not.toContain(Buffer.from(canary).toString('base64').slice(0, 12));
  });

  test('what the runtime keeps for itself survives too, and no name of a file gives it', async () => {
    const store = memoryStore();
    await (await open(store)).keep('~signing-key', canary, 'anna');

    const reopened = await open(store, { PENSTOCK_SECRET__SIGNING_KEY: 'from the environment' });

    expect(reopened.kept('~signing-key')?.reveal()).toBe(canary);
    expect(reopened.get('~signing-key')).toBeUndefined();
    expect(reopened.names().map(({ name }) => name)).not.toContain('~signing-key');
    expect((await reopened.put('~signing-key', 'another value')).ok).toBe(false);
    expect(reopened.redactor()(`key ${canary}`)).not.toContain('CANARY');
  });

  test('the key file is readable by its owner only, and made once', async () => {
    await open(memoryStore());
    const first = readFileSync(join(directory, 'key'), 'utf8');
    await open(memoryStore());

    expect(statSync(join(directory, 'key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'key'), 'utf8')).toBe(first);
  });

  test.each([
    ['secrets/key-file-shared', (file: string) => chmodSync(file, 0o644)],
    ['secrets/key-file-broken', (file: string) => writeFileSync(file, 'short\n', { mode: 0o600 })],
    ['secrets/key-does-not-fit', (file: string) => writeFileSync(file, randomBytes(32).toString('base64'))],
  ])('%s is told before anything runs', async (code, spoil) => {
    const store = memoryStore();
    await (await open(store)).put('crm-key', canary);
    spoil(join(directory, 'key'));

    const secrets = await createSecrets({ store, kekFile: join(directory, 'key'), env: {} });

    expect(secrets).toMatchObject({ ok: false, problems: [{ code }] });
  });

  test('a key file named by PENSTOCK_KEY_FILE wins and is never made; a systemd credential wins over both', async () => {
    const store = memoryStore();
    writeFileSync(join(directory, 'other'), randomBytes(32).toString('base64'), { mode: 0o600 });
    writeFileSync(join(directory, 'penstock-key'), randomBytes(32).toString('base64'), { mode: 0o440 });
    await (await open(store, { PENSTOCK_KEY_FILE: join(directory, 'other') })).put('crm-key', canary);

    const again = await open(store, { PENSTOCK_KEY_FILE: join(directory, 'other') });
    const missing = await createSecrets({
      store,
      kekFile: join(directory, 'key'),
      env: { PENSTOCK_KEY_FILE: join(directory, 'no') },
    });
    const credential = await createSecrets({
      store,
      kekFile: join(directory, 'key'),
      env: { CREDENTIALS_DIRECTORY: directory },
    });

    expect(again.get('crm-key')?.reveal()).toBe(canary);
    expect(missing).toMatchObject({ ok: false, problems: [{ code: 'secrets/key-file-missing' }] });
    expect(credential).toMatchObject({ ok: false, problems: [{ code: 'secrets/key-does-not-fit' }] });
  });

  test('every flipped bit, another name and an older version are noticed', () => {
    const kek = { bytes: randomBytes(32) };
    const sealed = seal({ name: 'crm-key', version: 2, value: 'value-one' }, kek);
    const parts = JSON.parse(sealed);
    let opened = 0;

    for (const part of ['key', 'value']) {
      const bytes = Buffer.from(parts[part], 'base64');
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const text = JSON.stringify({ ...parts, [part]: changed.toString('base64') });
        if (unseal('crm-key', text, kek) !== undefined) opened += 1;
      }
    }

    expect(opened).toBe(0);
    expect(unseal('erp-key', sealed, kek)).toBeUndefined();
    expect(unseal('crm-key', JSON.stringify({ ...parts, version: 1 }), kek)).toBeUndefined();
    expect(unseal('crm-key', sealed, { bytes: randomBytes(32) })).toBeUndefined();
    expect(unseal('crm-key', 'no json', kek)).toBeUndefined();
    expect(unseal('crm-key', sealed, kek)).toEqual({ version: 2, value: 'value-one' });
  });

  test('a new wrapping key opens what was wrapped anew, and the value bytes stay', () => {
    const from = { bytes: randomBytes(32) };
    const to = { bytes: randomBytes(32) };
    const sealed = seal({ name: 'crm-key', version: 1, value: 'value-one' }, from);

    const wrapped = rewrap('crm-key', sealed, { from, to }) ?? '';

    expect(unseal('crm-key', wrapped, to)?.value).toBe('value-one');
    expect(unseal('crm-key', wrapped, from)).toBeUndefined();
    expect(JSON.parse(wrapped).value).toBe(JSON.parse(sealed).value);
  });

  test('equal values never look alike', () => {
    const kek = { bytes: randomBytes(32) };

    const sealed = Array.from({ length: 50 }, () => seal({ name: 'a', version: 1, value: 'same' }, kek));

    expect(new Set(sealed).size).toBe(50);
  });
});

describe('by name', () => {
  test('an environment variable wins over the store', async () => {
    const store = memoryStore();
    await (await open(store)).put('odoo-main-key', 'from-the-store');

    const secrets = await open(store, {
      PENSTOCK_SECRET_ODOO_MAIN_KEY: 'from-the-environment',
      PENSTOCK_SECRET_EXTRA: 'another-one',
    });

    expect(secrets.get('odoo-main-key')?.reveal()).toBe('from-the-environment');
    expect(secrets.get('extra')?.reveal()).toBe('another-one');
    expect(secrets.get('missing')).toBeUndefined();
    expect(secrets.names()).toEqual([
      { name: 'extra', source: 'environment' },
      { name: 'odoo-main-key', source: 'environment' },
    ]);
  });

  test.each([
    ['bad name', 'x'.repeat(10), 'secrets/bad-name'],
    ['../key', 'x'.repeat(10), 'secrets/bad-name'],
    ['short', '12345', 'secrets/bad-value'],
    ['blank', 'ends with a newline\n', 'secrets/bad-value'],
    ['long', 'x'.repeat(16_385), 'secrets/bad-value'],
  ])('the secret %j is refused', async (name, value, code) => {
    const store = memoryStore();

    const result = await (await open(store)).put(name, value);

    expect(result).toMatchObject({ ok: false, problems: [{ code }] });
    expect(JSON.stringify(result)).not.toContain('12345');
    expect(store.rows.size).toBe(0);
  });
});

describe('a secret value', () => {
  test('prints as its name in every way a value gets into a text', () => {
    const secret = new Secret('crm-key', canary);

    const texts = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret, list: [secret] }),
      inspect(secret),
      inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
      Object.values(secret).join(),
      new Error(`with ${secret}`).stack ?? '',
    ].join('\n');

    expect(texts).toContain('«secret:crm-key»');
    expect(texts).not.toContain('CANARY');
  });
});

describe('redaction', () => {
  const encodings: readonly (readonly [string, (value: string) => string])[] = [
    ['plain', (value) => value],
    ['JSON', (value) => JSON.stringify({ value })],
    ['JSON in JSON', (value) => JSON.stringify({ inner: JSON.stringify({ value }) })],
    [
      'JSON in ASCII',
      (value) =>
        JSON.stringify(value).replace(
          /[^\x20-\x7e]/g,
          (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
    ],
    ['percent', (value) => `https://x.example/?key=${encodeURIComponent(value)}`],
    ['percent in lower case', (value) => encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase())],
    ['form', (value) => new URLSearchParams({ key: value }).toString()],
    [
      'HTML',
      (value) =>
        value.replace(
          /[&<>"']/g,
          (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' })[one] ?? one,
        ),
    ],
    ['hex', (value) => Buffer.from(value).toString('hex')],
    ['base64', (value) => Buffer.from(value).toString('base64')],
    ['base64url', (value) => Buffer.from(value).toString('base64url')],
    ['Basic of one user', (value) => `Basic ${Buffer.from(`u:${value}`).toString('base64')}`],
    ['Basic of another user', (value) => `Basic ${Buffer.from(`us:${value}`).toString('base64')}`],
    ['Basic of a third user', (value) => `Basic ${Buffer.from(`use:${value}`).toString('base64')}`],
    ['base64 inside more', (value) => Buffer.from(`{"a":"${value}","b":1}`).toString('base64')],
  ];

  test.each(encodings)('removes a secret written as %s', async (_name, encode) => {
    const secrets = await open(memoryStore());
    for (const [name, value] of [
      ['crm-key', canary],
      ['erp-key', 'fedcba9876543210fedcba98'],
      ['odd', 'abcdefg'],
      ['even', 'abcdefgh1'],
    ] as const) {
      await secrets.put(name, value);
    }
    const redact = secrets.redactor();

    for (const value of [canary, 'fedcba9876543210fedcba98', 'abcdefg', 'abcdefgh1']) {
      const clean = redact(`before ${encode(value)} after`);

      expect(clean).toContain('«secret:');
      expect(clean).not.toContain(encode(value));
      expect(clean).not.toContain(value);
      expect(clean).not.toContain(Buffer.from(value).toString('base64').slice(4, -4) || 'never');
      expect(clean).toMatch(/^before .* after$/s);
    }
  });

  test('a secret that holds another one is removed whole', async () => {
    const secrets = await open(memoryStore());
    await secrets.put('inner', 'abcdef');
    await secrets.put('outer', 'xx-abcdef-yy');

    expect(secrets.redactor()('a xx-abcdef-yy b abcdef c')).toBe('a «secret:outer» b «secret:inner» c');
  });

  test('secrets put later, covered ones and those of the environment are removed as well', async () => {
    const secrets = await open(memoryStore(), { PENSTOCK_SECRET_CRM_KEY: 'from-the-environment' });
    secrets.redactor();
    await secrets.put('crm-key', 'from-the-store');

    const clean = secrets.redactor()('from-the-environment, from-the-store');

    expect(clean).toBe('«secret:crm-key», «secret:crm-key»');
  });

  test('text without secrets stays as it is', async () => {
    const text = 'Order 4711: $(.*+?^)[]{}|\\ done';

    expect((await open(memoryStore())).redactor()(text)).toBe(text);
  });
});

describe('signatures', () => {
  const text = 'hex' as const;
  const github = { algorithm: 'hmac-sha256', encoding: text, secretForm: 'text' } as const;
  const standard = { algorithm: 'hmac-sha256', encoding: 'base64', secretForm: 'whsec' } as const;

  test("GitHub's own example fits", async () => {
    const secrets = await open(memoryStore(), { PENSTOCK_SECRET_HOOK: "It's a Secret to Everybody" });
    const candidate = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const request = { secrets: ['hook'], scheme: github, signed: Buffer.from('Hello, World!') };

    expect(secrets.matches({ ...request, candidates: [candidate] })).toBe(true);
    expect(secrets.matches({ ...request, candidates: [candidate.toUpperCase()] })).toBe(true);
    expect(secrets.matches({ ...request, candidates: [`${candidate}00`, candidate.slice(2), '', 'zz'] })).toBe(false);
    expect(secrets.matches({ ...request, secrets: ['other'], candidates: [candidate] })).toBe(false);
    expect(secrets.matches({ ...request, secrets: [], candidates: [candidate] })).toBe(false);
  });

  test('the example of Standard Webhooks fits, whichever of several secrets and signatures it is', async () => {
    const secrets = await open(memoryStore(), {
      PENSTOCK_SECRET_NEW: `whsec_${randomBytes(32).toString('base64')}`,
      PENSTOCK_SECRET_OLD: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    });
    const signed = Buffer.from('msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}');
    const request = { secrets: ['new', 'old'], scheme: standard, signed };
    const good = 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

    expect(secrets.matches({ ...request, candidates: ['AAAA', good] })).toBe(true);
    expect(secrets.matches({ ...request, candidates: [good.replace('g0', 'g1')] })).toBe(false);
    expect(secrets.matches({ ...request, signed: Buffer.from('x'), candidates: [good] })).toBe(false);
  });

  test.each([16, 23, 65, 100])('a whsec secret of %i bytes is never used', async (sizeBytes) => {
    const key = randomBytes(sizeBytes);
    const secrets = await open(memoryStore(), { PENSTOCK_SECRET_HOOK: `whsec_${key.toString('base64')}` });
    const signed = Buffer.from('x');

    const isMatch = secrets.matches({
      secrets: ['hook'],
      scheme: standard,
      signed,
      candidates: [createHmac('sha256', key).update(signed).digest('base64')],
    });

    expect(isMatch).toBe(false);
  });

  test('asymmetric signatures are checked with the public key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const secrets = await open(memoryStore(), { PENSTOCK_SECRET_HOOK: `whpk_${raw.toString('base64')}` });
    const signed = Buffer.from('msg_1.1614265330.{}');
    const good = sign(null, signed, privateKey);
    const scheme = { algorithm: 'ed25519', encoding: 'base64', secretForm: 'whsec' } as const;
    const flipped = Buffer.from(good);
    flipped.writeUInt8(flipped.readUInt8(0) ^ 1, 0);

    const verdicts = [good, flipped, good.subarray(1)].map((candidate) =>
      secrets.matches({ secrets: ['hook'], scheme, signed, candidates: [candidate.toString('base64')] }),
    );

    expect(verdicts).toEqual([true, false, false]);
  });

  test('every single flipped bit of a signature is noticed', async () => {
    const secrets = await open(memoryStore(), { PENSTOCK_SECRET_HOOK: 'a shared secret' });
    const signed = Buffer.from('body');
    const good = createHmac('sha256', 'a shared secret').update(signed).digest();
    const candidates = Array.from({ length: 256 }, (_, bit) => {
      const changed = Buffer.from(good);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return changed.toString('hex');
    });

    expect(secrets.matches({ secrets: ['hook'], scheme: github, signed, candidates })).toBe(false);
    expect(
      secrets.matches({ secrets: ['hook'], scheme: github, signed, candidates: [...candidates, good.toString('hex')] }),
    ).toBe(true);
  });

  test('a token fits one of the named secrets, whole', async () => {
    const secrets = await open(memoryStore(), { PENSTOCK_SECRET_A: 'token-one', PENSTOCK_SECRET_B: 'user:pass-two' });

    const verdicts = ['token-one', 'user:pass-two', 'token-on', 'token-one ', '', 'TOKEN-ONE'].map((token) =>
      secrets.isToken(['a', 'b'], token),
    );

    expect(verdicts).toEqual([true, true, false, false, false, false]);
    expect(secrets.isToken(['missing'], '')).toBe(false);
  });
});
