import { expect, test } from 'vitest';
import type { TrustedKey, WorkspaceFile } from '../workspace/parse-workspace-file.ts';
import { diffTrust } from './diff-trust.ts';
import { emptySide } from './side.ts';

const anna: TrustedKey = { name: 'Anna, laptop', key: 'a', person: 'anna', roles: ['author'] };

const settings = (trustedKeys: readonly TrustedKey[], rest: Partial<WorkspaceFile> = {}): WorkspaceFile => ({
  name: 'Shop',
  environments: ['dev'],
  trustedKeys,
  limits: {},
  ...rest,
});

const say = (before: WorkspaceFile | undefined, after: WorkspaceFile | undefined): readonly string[] =>
  diffTrust({ ...emptySide, settings: before }, { ...emptySide, settings: after }).map(
    ({ risk, sentence }) => `${risk}: ${sentence}`,
  );

test('more trust is of high risk, less is not', () => {
  const wider: TrustedKey = { ...anna, roles: ['author', 'approver'], until: '2027-12-31' };

  expect(say(settings([]), settings([anna]))).toEqual(['high: Key "Anna, laptop" of anna is trusted now, as author.']);
  expect(say(settings([anna]), settings([]))).toEqual(['medium: Key "Anna, laptop" of anna is not trusted any more.']);
  expect(say(settings([anna]), settings([wider]))).toEqual([
    'high: Key "Anna, laptop" of anna may now sign as approver.',
    'low: Key "Anna, laptop" of anna is trusted until 2027-12-31 now.',
  ]);
  expect(say(settings([wider]), settings([anna]))).toEqual([
    'low: Key "Anna, laptop" of anna may no longer sign as approver.',
    'high: Key "Anna, laptop" of anna is trusted without an end now.',
  ]);
});

test('a key that changes hands, is revoked or counts again is said', () => {
  const revoked: TrustedKey = { ...anna, revoked: '2027-01-01' };

  expect(say(settings([anna]), settings([{ ...anna, person: 'ben' }]))).toEqual([
    'high: Key "Anna, laptop" belongs to ben now; it was anna\'s.',
  ]);
  expect(say(settings([anna]), settings([revoked]))).toEqual([
    'medium: Key "Anna, laptop" of anna is revoked from 2027-01-01 on.',
  ]);
  expect(say(settings([revoked]), settings([anna]))).toEqual(['high: Key "Anna, laptop" of anna counts again.']);
});

test('the rest of the file is said with low risk, and a side without it says nothing', () => {
  expect(say(settings([]), settings([], { name: 'Store', limits: { concurrency: 2 } }))).toEqual([
    'low: Name of the workspace changed from Shop to Store.',
    'low: Limits of connections without their own changed.',
  ]);
  expect(say(settings([anna]), settings([anna]))).toEqual([]);
  expect(say(undefined, settings([anna]))).toEqual([]);
});
