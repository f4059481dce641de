import { expect, test } from 'vitest';
import { findLiveClashes, judgeBinding } from './binding-target.ts';
import { editEnvironmentText, planPromotion } from './edit-environment.ts';
import type { Environment } from './environment.ts';
import { compareEnvironments } from './environment-difference.ts';

function environment(name: string, facts: Partial<Environment> = {}): Environment {
  const purpose = name === 'live' ? 'live' : 'dev';
  return { name, purpose, variables: {}, connections: {}, egress: { allowPrivate: [] }, ...facts };
}

test('an entry that is equal in another order of keys is the same', () => {
  const from = environment('dev', { variables: { limits: { low: 1, high: 2 } } });
  const to = environment('live', { variables: { limits: { high: 2, low: 1 } } });

  expect(compareEnvironments(from, to, [])).toMatchObject([{ key: 'limits', state: 'same' }]);
});

test('a connection neither side binds is told, because flows that use it go nowhere', () => {
  const rows = compareEnvironments(environment('dev'), environment('live'), [{ id: 'crm' }]);

  expect(rows).toMatchObject([
    { state: 'nowhere', sentence: 'The connection "crm" leads nowhere, neither in dev nor in live.' },
  ]);
});

test('other keys of a binding go over into live, and its own place stays', () => {
  const from = environment('dev', { connections: { crm: { url: 'http://127.0.0.1', database: 'trial', company: 2 } } });
  const to = environment('live', { connections: { crm: { url: 'https://erp.example.com', database: 'production' } } });

  const planned = planPromotion(from, to, [{ kind: 'connection', key: 'crm' }]);

  expect(planned).toEqual({
    ok: true,
    value: [
      {
        kind: 'connection',
        key: 'crm',
        value: { url: 'https://erp.example.com', database: 'production', company: 2 },
      },
    ],
  });
});

test('between environments that are not live a binding goes over as it is', () => {
  const binding = { url: 'https://trial.example.com', database: 'trial' };

  const planned = planPromotion(environment('dev', { connections: { crm: binding } }), environment('test'), [
    { kind: 'connection', key: 'crm' },
  ]);

  expect(planned).toMatchObject({ ok: true, value: [{ value: binding }] });
});

test('an entry that is not there is refused', () => {
  const planned = planPromotion(environment('dev'), environment('live'), [{ kind: 'variable', key: 'limit' }]);

  expect(planned).toMatchObject({ ok: false, problems: [{ code: 'environment/nothing-there' }] });
});

test('what no environment file may say is refused with its place', () => {
  const file = { text: 'name: dev\npurpose: dev\n', name: 'dev', purpose: 'dev' } as const;

  const edited = editEnvironmentText(
    file,
    [{ kind: 'private-range', key: 'everything', value: true }],
    () => undefined,
  );

  expect(edited).toMatchObject({ ok: false, problems: [{ line: 4 }, { line: 4 }] });
});

test('addresses are one whatever their case, port and slash; two databases at one address are apart', () => {
  const live = environment('live', { connections: { crm: { url: 'https://erp.example.com', database: 'a' } } });
  const bound = (url: string, database: string) => environment('dev', { connections: { crm: { url, database } } });

  expect(findLiveClashes([bound('HTTPS://ERP.example.com:443/', 'a'), live])).toHaveLength(1);
  expect(findLiveClashes([bound('https://erp.example.com', 'b'), live])).toEqual([]);
});

test('a kind nobody knows asks for nothing', () => {
  expect(judgeBinding(undefined, undefined)).toEqual({ missing: [], wrong: [] });
});
