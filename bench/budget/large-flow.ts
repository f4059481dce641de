import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowNode } from '#flow/flow.ts';
import { printLayout } from '#flow/layout.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';

const columns = 25;

/**
 * Writes a flow of a given number of steps, in rows of maps and branches behind one trigger, with its layout, into a
 * workspace: what the budgets of the designer are measured on.
 *
 * @returns the id of the flow, `large-<steps>`
 */
export async function writeLargeFlow(workspace: string, steps: number): Promise<string> {
  const id = `large-${steps}`;
  const nodes = largeNodes(steps);
  const flow = { penstock: 1, id, name: `Large flow of ${steps} steps`, nodes, comments: new Map() };
  const boxes = new Map(
    nodes.map(
      (node, index) => [node.id, { x: (index % columns) * 320, y: Math.floor(index / columns) * 152 }] as const,
    ),
  );
  await mkdir(join(workspace, 'flows'), { recursive: true });
  await writeFile(join(workspace, 'flows', `${id}.flow.yaml`), printFlow(flow, nodeCatalogue));
  await writeFile(join(workspace, 'flows', `${id}.layout.json`), printLayout({ boxes, notes: new Map() }));
  return id;
}

/** A chain in which every tenth step is a branch whose other way ends at once. */
function largeNodes(steps: number): readonly FlowNode[] {
  const nodes: FlowNode[] = [];
  for (let index = 0; index < steps; index += 1) {
    const id = `step_${index}`;
    const target = index + 1 < steps ? `step_${index + 1}` : undefined;
    if (index === 0) nodes.push({ id, type: 'manual@1', config: {}, ...edge('out', target) });
    else if (index % 10 === 5) nodes.push(branchAt(id, target));
    else
      nodes.push({
        id,
        type: 'map@1',
        name: `Map number ${index}`,
        config: { expression: '$' },
        ...edge('done', target),
      });
  }
  return nodes;
}

function branchAt(id: string, target: string | undefined): FlowNode {
  const config = { cases: [{ port: 'large', when: 'total > 100' }], otherwise: 'small' };
  if (target === undefined) return { id, type: 'branch@1', config };
  return {
    id,
    type: 'branch@1',
    config,
    next: { short: false, ports: [{ port: 'large', targets: [target], list: false }] },
  };
}

function edge(port: string, target: string | undefined): Pick<FlowNode, 'next'> {
  return target === undefined ? {} : { next: { short: true, ports: [{ port, targets: [target], list: false }] } };
}
