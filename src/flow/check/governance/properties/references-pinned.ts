import { readFollows } from '../../../template/follows.ts';
import { fieldsOf } from '../../fields.ts';
import type { FlowProperty } from '../view.ts';

/** What a flow refers to is named with its version, so that nothing changes under it. */
export const referencesPinned: FlowProperty = {
  name: 'references-pinned',
  says: 'Contracts, sub-flows and templates are named with a major version, such as `order@1`.',
  *ask({ examination: { flow, nodes, context } }) {
    for (const node of nodes) {
      for (const { meta, value, path, keys } of fieldsOf(node)) {
        if (meta.field !== 'contract' || typeof value !== 'string' || value.includes('@')) continue;
        const pinned = newestOf(value, context.contracts?.keys() ?? []);
        const edit = { edit: 'set-config', arguments: { node: node.id, path: [...keys], value: pinned ?? '' } };
        const fix = pinned === undefined ? {} : { fix: { title: `Write ${pinned}`, edits: [edit] } };
        yield { node, path, detail: value, ...fix };
      }
    }
    for (const { template } of readFollows(flow.follows)) {
      if (!/@\d+$/.test(template)) yield { path: 'follows', detail: template };
    }
  },
};

function newestOf(name: string, known: Iterable<string>): string | undefined {
  const majors = [...known].filter((one) => one.startsWith(`${name}@`)).map((one) => Number(one.split('@')[1]));
  return majors.length === 0 ? undefined : `${name}@${Math.max(...majors)}`;
}
