import { expect, test } from 'vitest';
import type { Registry } from '#flow/registry/registry.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { judgeResidency } from './judge-residency.ts';

const registry: Registry = {
  systems: [{ id: 'crm', name: 'CRM', owner: 'sales', residency: 'EU', operations: [] }],
  entities: [],
};
const connection: Connection = {
  id: 'crm',
  kind: 'http',
  name: 'CRM',
  system: 'crm',
  limits: { concurrency: 1 },
  breaker: { failurePercent: 50, of: 10, openForMs: 1_000 },
  maxRequestTimeMs: 1_000,
  extra: {},
};

function codesOf(dataClasses: readonly ('internal' | 'regulated')[], region?: string | readonly string[]) {
  const labels = region === undefined ? {} : { labels: { region } };
  const environment = { name: 'live', ...labels };
  return judgeResidency({ dataClasses }, [connection], registry, environment).map(({ code }) => code);
}

test('regulated data stays in the region its system names', () => {
  const codes = [
    codesOf(['regulated'], 'eu'),
    codesOf(['regulated'], ['us', 'eu']),
    codesOf(['regulated'], 'us'),
    codesOf(['regulated']),
    codesOf(['internal'], 'us'),
  ];

  expect(codes).toEqual([[], [], ['deployment/wrong-region'], ['deployment/wrong-region'], []]);
});

test('a system nobody said a region of is not judged', () => {
  const silent = { ...registry, systems: registry.systems.map(({ residency: _residency, ...rest }) => rest) };

  expect(judgeResidency({ dataClasses: ['regulated'] }, [connection], silent, { name: 'live' })).toEqual([]);
});
