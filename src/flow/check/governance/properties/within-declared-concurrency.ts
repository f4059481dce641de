import { systemOf } from '../../../registry/registry.ts';
import { connectionOf, type FlowProperty } from '../view.ts';

/** All connections to one system together ask no more of it at once than was declared. */
export const withinDeclaredConcurrency: FlowProperty = {
  name: 'within-declared-concurrency',
  says: 'Requests in flight of all connections to a system stay within what the registry declares for it. Unknown where it declares nothing.',
  *ask({ examination }) {
    const { registry, connections } = examination.context;
    const told = new Set<string>();
    for (const node of examination.nodes) {
      if (node.manifest?.connection !== 'odoo') continue;
      const connection = connectionOf(node, examination);
      if (connection === undefined || told.has(connection.system ?? connection.id)) continue;
      const { id, system } = connection;
      told.add(system ?? id);
      const declared = registry && system !== undefined ? systemOf(registry, system)?.limits?.concurrency : undefined;
      const place = { node, path: `${node.path}.config.connection`, values: { system: system ?? id } };
      const shared = [...(connections?.values() ?? [])].filter((one) => one.id === id || one.system === system);
      const counts = shared.map(({ limits }) => limits?.concurrency);
      const sum = counts.reduce<number>((total, count) => total + (count ?? 0), 0);
      if (declared === undefined || counts.includes(undefined)) yield { ...place, isUnknown: true };
      else if (sum > declared)
        yield { ...place, detail: `${sum}`, values: { ...place.values, declared: `${declared}` } };
    }
  },
};
