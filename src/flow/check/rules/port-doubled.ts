import { isJsonObject } from '../../json.ts';
import type { CheckRule } from '../rule.ts';

/** Each case of a branch has its own port. */
export const portDoubled: CheckRule = {
  id: 'branch/port-doubled',
  severity: 'warning',
  title: 'Two cases of a Branch share an outcome',
  help: 'Readers of the canvas see one way out and cannot tell which condition led there. Give each case its own outcome, or join the conditions with `or`.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.type !== 'branch') continue;
      const cases = Array.isArray(node.node.config.cases) ? node.node.config.cases : [];
      const named = cases.map((item) => (isJsonObject(item) ? item.port : undefined));
      const ports = [...named, node.node.config.otherwise].filter((port) => typeof port === 'string');
      for (const port of new Set(ports.filter((name, index) => ports.indexOf(name) !== index))) {
        const message = `${node.label} uses the outcome "${port}" more than once. Give each case its own outcome, or join the conditions with "or".`;
        yield { node: node.id, path: `${node.path}.config.cases`, message };
      }
    }
  },
};
