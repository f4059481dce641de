import { describe, expect, test } from 'vitest';
import { visibleGroups } from './roles.ts';
import { createTokenBucket } from './token-bucket.ts';
import { createAccess, createGrant, openStartToken } from './tokens.ts';

describe('tokens', () => {
  const sam = { name: 'sam', roles: ['approver'], groups: ['sales'] } as const;
  const olga = { name: 'olga', roles: ['operator'], groups: 'all' } as const;
  const access = createAccess([createGrant('token-of-sam', sam), createGrant('token-of-olga', olga)]);

  test('are believed exactly, and only as bearer tokens', () => {
    const headers = [
      'Bearer token-of-sam',
      'bearer token-of-olga',
      'Bearer token-of-sa',
      'Bearer token-of-sam ',
      'Bearer  token-of-sam',
      'Basic token-of-sam',
      'token-of-sam',
      `Bearer ${'a'.repeat(10_000)}`,
      '',
      undefined,
    ];

    const names = headers.map((header) => access.authenticate(header)?.name);

    expect(names).toEqual(['sam', 'olga', ...Array.from({ length: 8 }, () => undefined)]);
  });

  test('that nobody configured are made anew at every start and open everything', () => {
    const first = openStartToken(undefined);
    const second = openStartToken('  ');

    expect([first.generated, second.generated]).toEqual([true, true]);
    expect(first.token).toMatch(/^[\w-]{43}$/);
    expect(first.token).not.toBe(second.token);
    expect(createAccess([first.grant]).authenticate(`Bearer ${first.token}`)?.groups).toBe('all');
  });

  test('that were configured are taken as they are', () => {
    const start = openStartToken(' from-the-vault ');

    expect(start).toMatchObject({ token: 'from-the-vault', generated: false });
  });
});

describe('a token bucket', () => {
  test('lets its capacity through at once, then as many as come back', () => {
    let now = 0;
    const bucket = createTokenBucket({ capacity: 2, perMs: 1 / 100, mono: () => now });

    const burst = [bucket.take(), bucket.take(), bucket.take()];
    now = 100;
    const later = [bucket.take(), bucket.take()];
    now = 1_000_000;
    const rested = [bucket.take(), bucket.take(), bucket.take()];

    expect(burst).toEqual([0, 0, 100]);
    expect(later).toEqual([0, 100]);
    expect(rested).toEqual([0, 0, 100]);
  });
});

test('operators see the approvals of every group, approvers those of their own', () => {
  const groups = ['sales'];

  expect(visibleGroups({ name: 'a', roles: ['approver'], groups })).toBe(groups);
  expect(visibleGroups({ name: 'b', roles: ['approver', 'operator'], groups })).toBe('all');
});
