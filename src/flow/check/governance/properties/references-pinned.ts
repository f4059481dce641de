import { isJsonObject, type Json } from '../../../json.ts';
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
        yield { node, path, detail: `${node.label} names "${value}"`, ...fix };
      }
    }
    for (const { template } of readFollows(flow.follows)) {
      if (/@\d+$/.test(template)) continue;
      const pinned = newestOf(template, context.templates?.keys() ?? []);
      const edit = {
        edit: 'set-flow',
        arguments: { key: 'follows', value: pin(flow.follows, template, pinned ?? '') },
      };
      const fix = pinned === undefined ? {} : { fix: { title: `Write ${pinned}`, edits: [edit] } };
      yield { path: 'follows', detail: `The flow follows "${template}"`, ...fix };
    }
  },
};

/** What the flow follows, with one reference written with its version. */
function pin(follows: Json | undefined, template: string, pinned: string): Json {
  if (Array.isArray(follows)) return follows.map((item) => pin(item, template, pinned));
  if (isJsonObject(follows) && follows.template === template) return { ...follows, template: pinned };
  return follows === template ? pinned : (follows ?? null);
}

function newestOf(name: string, known: Iterable<string>): string | undefined {
  const majors = [...known].filter((one) => one.startsWith(`${name}@`)).map((one) => Number(one.split('@')[1]));
  return majors.length === 0 ? undefined : `${name}@${Math.max(...majors)}`;
}
