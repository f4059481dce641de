import type { Flow } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import type { Result } from '#flow/problem.ts';
import { bindFlow, unbindFlow } from '#flow/template/bind.ts';
import type { Template } from '#flow/template/template.ts';
import { catalogue } from '../document/catalogue.ts';
import { presentDocument } from '../document/document.ts';
import { writeFlow } from '../inspector/policy/write-node.ts';

/** Makes the open flow follow a pattern, as one entry of the undo history; gives the sentences of a refusal. */
export function followPattern(template: Template, parameters: JsonObject): readonly string[] {
  const { flow } = presentDocument();
  return flow === undefined ? [] : write(bindFlow(flow, { template, parameters }, catalogue));
}

/** Makes the open flow stop following a pattern; gives the sentences of a refusal. */
export function stopFollowing(reference: string): readonly string[] {
  const { flow } = presentDocument();
  return flow === undefined ? [] : write(unbindFlow(flow, reference, catalogue));
}

function write(bound: Result<Flow>): readonly string[] {
  return bound.ok ? writeFlow('follows', bound.value.follows) : bound.problems.map(({ message }) => message);
}
