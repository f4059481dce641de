import { isJsonObject } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import { scopesOf } from '../scopes-of.ts';
import type { FlowProperty } from '../view.ts';

/** Most attempts of one step, retries around retries multiplied. */
const most = 20;

/** Retries around retries do not multiply into a storm. */
export const retriesBounded: FlowProperty = {
  name: 'retries-bounded',
  says: `A step inside a Retry is attempted at most ${most} times in all.`,
  *ask({ examination }) {
    const { defaults } = examination.flow;
    const fallback = isJsonObject(defaults?.retry) ? attemptsOf(defaults.retry.attempts) : 1;
    for (const node of examination.nodes) {
      const around = scopesOf(node).filter(({ type }) => type === 'retry');
      if (around.length === 0 || node.manifest?.kind === 'scope') continue;
      const own = node.node.retry?.attempts ?? (isCall(node) ? fallback : 1);
      const total = around.reduce((sum, scope) => sum * attemptsOf(scope.node.config.attempts), own);
      if (total > most) yield { node, detail: String(total), path: `${node.path}.retry.attempts` };
    }
  },
};

function isCall({ manifest }: ExaminedNode): boolean {
  return manifest?.kind === 'effect' && manifest.local !== true;
}

function attemptsOf(value: unknown): number {
  return typeof value === 'number' ? value : 1;
}
