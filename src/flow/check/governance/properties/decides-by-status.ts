import { isJsonObject } from '../../../json.ts';
import { readOfAnswer } from '../remote-result.ts';
import type { StepProperty } from '../view.ts';

/** A branch looks at how a call went, never at what the other system answered. */
export const decidesByStatus: StepProperty = {
  name: 'decides-by-status',
  says: 'No condition of the branch reads a field of an answer, its status and whether a field is there left aside.',
  ask(step, view) {
    const { cases } = step.node.config;
    if (step.type !== 'branch' || !Array.isArray(cases)) return true;
    for (const [index, item] of cases.entries()) {
      if (!isJsonObject(item) || typeof item.when !== 'string') continue;
      const field = readOfAnswer(step, item.when, view);
      if (field !== undefined) return { path: `${step.path}.config.cases.${index}.when`, detail: field };
    }
    return true;
  },
};
