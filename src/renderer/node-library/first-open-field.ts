import type { FlowNode } from '#flow/flow.ts';
import { manifestOf } from '../document/catalogue.ts';

/** Path of the first field a person must fill before the step can work, such as `config.connection`; undefined when none is left. */
export function firstOpenField(node: FlowNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const judged = manifestOf(node)?.config.safeParse(node.config);
  if (judged === undefined || judged.success) return undefined;
  const issue = judged.error.issues[0];
  return issue === undefined ? undefined : ['config', ...issue.path.map(String)].join('.');
}
