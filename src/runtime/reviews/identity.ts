import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { KeyRole, TrustedKey } from '#flow/workspace/parse-workspace-file.ts';
import { keyIdOf, makeSigningKeys, readPrivateKey, type SigningKey } from '../keys/signing-keys.ts';
import type { ReviewParts } from './parts.ts';

/** Who works in a studio. */
export type Identity = { readonly person: string; readonly key: SigningKey; readonly keyId: string };

/** Who works in a studio, as far as anybody may know. */
export type ToldIdentity = {
  readonly person: string | null;
  readonly keyId: string | null;
  readonly publicKey: string | null;
  readonly roles: readonly KeyRole[];
  readonly trusted: boolean;
};

/** Name of the sealed key: no file can name it, and no list shows it. */
const signingKeySecret = '~signing-key';

const identityFile = 'identity.json';

type IdentityParts = Pick<ReviewParts, 'data' | 'secrets'>;

/** The person of the studio with their key; undefined until somebody said so. */
export async function readIdentity({ data, secrets }: IdentityParts): Promise<Identity | undefined> {
  const pem = secrets.kept(signingKeySecret)?.reveal();
  const person = await readPerson(data);
  if (pem === undefined || person === undefined) return undefined;
  const key = readPrivateKey(pem);
  return key.ok ? { person, key: key.value, keyId: keyIdOf(key.value.publicKey) } : undefined;
}

/** The same, or the refusal of everything that carries a name. */
export async function demandIdentity(parts: IdentityParts): Promise<Result<Identity>> {
  const identity = await readIdentity(parts);
  if (identity !== undefined) return succeed(identity);
  const message =
    'Nobody said who works in this studio. Enter your name; the studio makes your signing key and keeps it sealed.';
  return refuse({ code: 'review/no-identity', message });
}

/** Says who works here: keeps the key they have, takes one in, or makes one. */
export async function setIdentity(
  { data, secrets }: IdentityParts,
  { person, pem, by }: { readonly person: string; readonly pem: string | undefined; readonly by: string },
): Promise<Result<Identity>> {
  const kept =
    pem === undefined && (await readPerson(data)) === person ? secrets.kept(signingKeySecret)?.reveal() : pem;
  const text = (kept ?? makeSigningKeys().privatePem).trim();
  const key = readPrivateKey(text);
  if (!key.ok) return key;
  if (secrets.kept(signingKeySecret)?.reveal() !== text) {
    await secrets.keep(signingKeySecret, text, by);
  }
  const file = join(data, identityFile);
  await writeFile(`${file}.tmp`, `${JSON.stringify({ person })}\n`, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
  return succeed({ person, key: key.value, keyId: keyIdOf(key.value.publicKey) });
}

/** The identity as it is shown, with what its signatures count for. */
export function tellIdentity(identity: Identity | undefined, keys: readonly TrustedKey[], today: string): ToldIdentity {
  if (identity === undefined) return { person: null, keyId: null, publicKey: null, roles: [], trusted: false };
  const roles = rolesOf(identity, keys, today);
  const { person, keyId, key } = identity;
  return { person, keyId, publicKey: key.publicKey, roles, trusted: roles.length > 0 };
}

/** What signatures of a person's key count for on a day, `YYYY-MM-DD`; nothing where the key is another person's. */
export function rolesOf(
  { person, keyId }: Pick<Identity, 'person' | 'keyId'>,
  keys: readonly TrustedKey[],
  today: string,
): readonly KeyRole[] {
  const found = keys.find((one) => keyIdOf(one.key) === keyId && one.person === person);
  if (found === undefined || found.revoked !== undefined || (found.until ?? today) < today) return [];
  return found.roles;
}

async function readPerson(data: string): Promise<string | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(join(data, identityFile), 'utf8'));
    if (typeof read !== 'object' || read === null || !('person' in read)) return undefined;
    return typeof read.person === 'string' ? read.person : undefined;
  } catch (error) {
    // A file that is not there, or was cut off, names nobody; whoever works here says so again.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return undefined;
    throw error;
  }
}
