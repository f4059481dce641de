import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Caller, roles } from '#api/permission.ts';

/** A token that opens the API, known only by its hash. */
export type Grant = { readonly caller: Caller; readonly tokenHash: Buffer };

/** Tells who a bearer token belongs to. */
export type Access = {
  /** @param authorization the `Authorization` header as it came */
  readonly authenticate: (authorization: string | undefined) => Caller | undefined;
};

/** Makes a grant of a token; the plain token is not kept. */
export function createGrant(token: string, caller: Caller): Grant {
  return { caller, tokenHash: hashToken(token) };
}

/** Believes exactly these grants. Every grant is compared, whatever matched, so that time tells nothing. */
export function createAccess(grants: readonly Grant[]): Access {
  return {
    authenticate: (authorization) => {
      const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) return undefined;
      const presented = hashToken(token);
      const matching = grants.filter((grant) => timingSafeEqual(grant.tokenHash, presented));
      return matching[0]?.caller;
    },
  };
}

/** The token of this start: where it came from decides whether it is printed and how far the server may listen. */
export type StartToken = {
  readonly token: string;
  /** True when nobody configured one: it holds for this process only and is printed in the ready line. */
  readonly generated: boolean;
  readonly grant: Grant;
};

/**
 * Takes the configured token (`PENSTOCK_TOKEN`) or makes one of 256 random bits. It carries all roles and groups.
 *
 * @param configured the configured value; blank counts as none
 */
export function openStartToken(configured: string | undefined): StartToken {
  const given = configured?.trim() ?? '';
  const token = given === '' ? randomBytes(32).toString('base64url') : given;
  return {
    token,
    generated: given === '',
    grant: createGrant(token, { name: 'token:main', roles, groups: 'all' }),
  };
}

function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
