import type { FlowProperty } from '../view.ts';

/** The flow says how much depends on it. */
export const saysWhatDepends: FlowProperty = {
  name: 'says-what-depends',
  says: 'The header has `classification.criticality`.',
  *ask({ examination: { flow } }) {
    const { classification = {} } = flow;
    if (classification.criticality !== undefined) return;
    const value = { criticality: 'medium', ...classification };
    const edit = { edit: 'set-flow', arguments: { key: 'classification', value } };
    yield { path: 'classification.criticality', fix: { title: 'Say that some depends on it', edits: [edit] } };
  },
};
