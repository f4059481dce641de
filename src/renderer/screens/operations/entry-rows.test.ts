import { expect, test } from 'vitest';
import type { EnvironmentFacts } from '../../data/environments.ts';
import { layOutEntries } from './entry-rows.ts';

function environment(name: string, facts: Partial<EnvironmentFacts>): EnvironmentFacts {
  const bare = { labels: {}, variables: {}, limits: {}, allowPrivate: [], bindings: [], secrets: [] };
  return { name, purpose: 'dev', path: `environments/${name}.yaml`, etag: null, ...bare, ...facts };
}

const crm = { id: 'crm', name: 'CRM', kind: 'odoo', keys: [{ key: 'url', title: 'Address' }] };

test('every entry is one line with a value for each environment, and says who lacks it', () => {
  const groups = layOutEntries({
    served: 'dev',
    connections: [crm],
    environments: [
      environment('dev', {
        variables: { limit: 1, region: 'eu' },
        bindings: [{ connection: 'crm', binding: { url: 'http://127.0.0.1' }, missing: [], wrong: [] }],
        secrets: [{ name: 'crm-key', here: true, usedBy: ['crm'] }],
      }),
      environment('live', { variables: { limit: 2, region: 'eu' } }),
    ],
    unread: [],
    clashes: [],
  });

  const lines = groups.flatMap(({ rows }) => rows).map(({ label, state, lacking }) => [label, state, lacking]);
  expect(lines).toEqual([
    ['Address', 'lacking', ['live']],
    ['limit', 'different', []],
    ['region', 'same', []],
    ['crm-key', 'lacking', ['live']],
  ]);
});
