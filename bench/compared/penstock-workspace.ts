import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeLargeFlow } from '../budget/large-flow.ts';
import { largeSteps } from './orders.ts';

/** Id of the flow the jobs are done on. */
export const ordersFlow = 'orders';

/**
 * Writes the flow of the comparison, its connection to the called system and the large flow into a workspace.
 *
 * @returns the id of the large flow
 */
export async function writePenstockWorkspace(folder: string, calledPort: number): Promise<string> {
  for (const name of ['flows', 'environments', 'connections']) await mkdir(join(folder, name), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'penstock.yaml': 'penstock: 1\nname: Compared\nenvironments: [dev]\n',
    'environments/dev.yaml': `name: dev
purpose: dev
connections:
  shop-erp:
    url: http://127.0.0.1:${calledPort}
egress:
  allowPrivate: [127.0.0.0/8]
`,
    'connections/shop-erp.yaml': `id: shop-erp
kind: http
name: Orders system
auth:
  scheme: none
idempotency:
  header: Idempotency-Key
  keptFor: 24h
`,
    [`flows/${ordersFlow}.flow.yaml`]: flowText(),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return await writeLargeFlow(folder, largeSteps);
}

function flowText(): string {
  return `penstock: 1
id: ${ordersFlow}
name: Orders
version: 1.0.0
owner: sales-operations
correlation: number
nodes:
  received:
    type: webhook@1
    name: Shop order received
    config:
      path: /orders
      auth:
        scheme: none
      dedupe:
        key: id
    next: canonical
  canonical:
    type: map@1
    name: Build canonical order
    config:
      expression: '{ "reference": number, "total": total, "lines": lines }'
    next: count
  count:
    type: map@1
    name: Count the lines
    config:
      expression: '$merge([$, { "lineCount": lines }])'
    next: tax
  tax:
    type: map@1
    name: Add the tax
    config:
      expression: '$merge([$, { "gross": total * 1.21 }])'
    next: create
  create:
    type: http@1
    name: Create the order
    config:
      connection: shop-erp
      method: POST
      path: /orders
    key: reference
    timeout: 10s
    next: summary
  summary:
    type: map@1
    name: Summary
    config:
      expression: '{ "reference": $steps.canonical.reference, "gross": $steps.tax.gross }'
`;
}
