import { readExpression } from '../../read-expression.ts';
import type { FlowProperty } from '../view.ts';

/** Values that are new for every run, so no number of a business case. */
const fresh: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'run', 'uuid']);

/** The flow says by which number people call its cases. */
export const caseNamed: FlowProperty = {
  name: 'case-named',
  says: 'The header has a business key, and it does not come from the run, the clock, chance or the headers of a call.',
  *ask({ examination: { flow } }) {
    const { correlation } = flow;
    if (correlation === undefined) {
      yield { path: 'correlation', detail: 'nothing' };
      return;
    }
    const read = readExpression(correlation);
    const name = read.ok ? read.variables.find((one) => fresh.has(one.name) || one.field === 'headers') : undefined;
    if (name !== undefined) yield { path: 'correlation', detail: `"${correlation.replaceAll('"', "'")}"` };
  },
};
