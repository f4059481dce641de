import { placesOf } from '#flow/edit/places.ts';
import { explainFlow, printExplanation } from '#flow/explain/explain-flow.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { canonicalJson, type JsonObject } from '#flow/json.ts';
import { openFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { readNamed } from '../places.ts';

/** A flow for people who compare two versions line by line; a text that is none comes back as it is. */
export async function outlineFile(file: string): Promise<string> {
  const text = await readNamed(file);
  const { flow } = openFlow(text, nodeCatalogue);
  return flow === undefined ? text.replace(/\n$/, '') : outlineFlow(flow);
}

/** What the flow does, sentence by sentence, and below it everything a sentence leaves out, one setting a line. */
function outlineFlow(flow: Flow): string {
  const { nodes: _nodes, comments, ...header } = flow;
  // The header of a flow is plain data.
  const head = linesOf('', header as unknown as JsonObject);
  const sentences = printExplanation(explainFlow(flow, nodeCatalogue));
  const steps = [...placesOf(flow)].flatMap(({ node }) => [
    '',
    `${node.name ?? node.id} [${node.id}]`,
    ...settingsOf(node),
  ]);
  const said = [...comments.values()].flat().map((line) => `# ${line.replace(/^#\s*/, '')}`);
  return [...head, '', ...sentences, ...steps, ...(said.length === 0 ? [] : ['', ...said])].join('\n');
}

function settingsOf({
  id: _id,
  name: _name,
  next,
  body: _body,
  compensations: _undo,
  ...rest
}: FlowNode): readonly string[] {
  const edges = (next?.ports ?? []).map(({ port, targets }) => `  ${port} → ${targets.join(', ')}`);
  // What is left of a step is plain data.
  return [...linesOf('  ', rest as unknown as JsonObject), ...edges];
}

function linesOf(indent: string, value: JsonObject): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      return [`${indent}${key}:`, ...linesOf(`${indent}  `, Object.fromEntries(Object.entries(inner)))];
    }
    const text = typeof inner === 'string' ? inner : canonicalJson(inner);
    return [`${indent}${key}: ${text.replaceAll('\n', `\n${indent}  `)}`];
  });
}
