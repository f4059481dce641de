import type { Edit } from '../../edit/edit.ts';
import { isJsonObject } from '../../json.ts';
import { type ExaminedNode, edgesOf } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { setAsideBehind } from './set-aside-behind.ts';

/** A branch says what happens when no case is true. */
export const otherwiseMissing: CheckRule = {
  id: 'branch/otherwise-missing',
  severity: 'error',
  title: 'A Branch does not say what happens otherwise',
  help: 'When no case is true the event would vanish without a trace. Name the outcome for everything else under *Otherwise*, and let it end in Set aside if nothing else can happen.',
  *check({ nodes, flow }) {
    for (const node of nodes) {
      if (node.type !== 'branch' || node.node.config.otherwise !== undefined) continue;
      const message = `${node.label} does not say what happens when no case is true. Name an outcome under "Otherwise".`;
      const path = `${node.path}.config.otherwise`;
      yield { node: node.id, path, message, ...offerFix('Set aside what fits no case', fixOf(node, flow.owner)) };
    }
  },
};

/** Only where nothing else is unfinished: edges of cases are judged as soon as the settings are whole. */
function fixOf(node: ExaminedNode, owner: string | undefined): readonly Edit[] {
  const { cases } = node.node.config;
  const ports = Array.isArray(cases) ? cases.map((item) => (isJsonObject(item) ? item.port : undefined)) : [];
  const wired = new Set<unknown>([...edgesOf(node.node)].map(({ port }) => port));
  const isWhole = node.issues.length === 1 && ports.every((port) => wired.has(port));
  const isForeign = [...wired].some((port) => port !== 'error' && !ports.includes(String(port)));
  const name = ['otherwise', 'else', 'rest'].find((free) => !ports.includes(free));
  if (!isWhole || isForeign || name === undefined || node.isUndo) return [];
  const rest = setAsideBehind(node, name, owner);
  if (rest.length === 0) return [];
  return [{ edit: 'set-config', arguments: { node: node.id, path: ['otherwise'], value: name } }, ...rest];
}
