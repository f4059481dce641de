import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is measured: W1 maps, branches and calls; W2 does the same without the call; W3 is 40 tiny steps. */
export type Workload = 'w1' | 'w2' | 'w3';

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = ['w1', 'w2', 'w3'];

/** The secret senders present to our webhooks. */
export const benchSecret = 'bench-secret-0123456789abcdef';

/** Steps of W3. */
export const stepCount = 40;

/** Size of the order of W1 and W2 in bytes. */
const orderBytes = 956;

/** What the generator writes the number of a request into: ten digits, so that no length ever changes. */
export const idPlaceholder = 'evt_0000000000';

/** The mapping, over the order itself; peers whose data is elsewhere put a path in front. */
export const mapping =
  '{ "reference": number, "customer": customer.name, "currency": currency, ' +
  '"lines": [items.{ "sku": sku, "quantity": qty, "price": price }], "total": $sum(items.(qty * price)) }';

/** What is sent, with the placeholder for the id. */
export function requestBody(workload: Workload): string {
  if (workload === 'w3') return JSON.stringify({ id: idPlaceholder, n: 0 });
  const order = {
    id: idPlaceholder,
    number: 'SO-2041',
    currency: 'EUR',
    customer: { name: 'Nordwind Bikes', email: 'orders@nordwind.example' },
    items: Array.from({ length: 10 }, (_, at) => ({
      sku: `SKU-10${at}`,
      qty: at + 1,
      price: 19.99,
      name: 'Pump, model B',
      note: '',
    })),
    memo: '',
  };
  const memo = 'x'.repeat(orderBytes - Buffer.byteLength(JSON.stringify(order)));
  return JSON.stringify({ ...order, memo });
}

/** What must come back; every peer is held to it before anything is measured. */
export function expectedAnswer(workload: Workload): unknown {
  if (workload === 'w3') return { n: stepCount };
  const lines = Array.from({ length: 10 }, (_, at) => ({ sku: `SKU-10${at}`, quantity: at + 1, price: 19.99 }));
  return { reference: 'SO-2041', customer: 'Nordwind Bikes', currency: 'EUR', lines, total: 55 * 19.99 };
}

/** Writes the workspace with the three flows. */
export async function writeWorkspace(folder: string, stubPort: number): Promise<void> {
  for (const name of ['flows', 'environments', 'connections']) await mkdir(join(folder, name), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'penstock.yaml': 'penstock: 1\nname: Bench\nenvironments: [dev]\n',
    'environments/dev.yaml': `name: dev
purpose: dev
connections:
  stub:
    url: http://127.0.0.1:${stubPort}
egress:
  allowPrivate: [127.0.0.0/8]
`,
    'connections/stub.yaml': `id: stub
kind: http
name: Stub
auth:
  scheme: none
limits:
  concurrency: 64
idempotency:
  header: Idempotency-Key
  keptFor: 24h
`,
    'flows/w1.flow.yaml': orderFlow('w1'),
    'flows/w2.flow.yaml': orderFlow('w2'),
    'flows/w3.flow.yaml': stepsFlow(),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

function head(id: Workload): string {
  return `penstock: 1
id: ${id}
name: Bench ${id}
version: 1.0.0
owner: bench
nodes:
  received:
    type: webhook@1
    config:
      path: /${id}
      auth:
        scheme: bearer
        secrets: [bench-token]
      dedupe:
        key: id
      answer: processed
`;
}

function orderFlow(id: 'w1' | 'w2'): string {
  const call = `  call:
    type: http@1
    config:
      connection: stub
      method: POST
      path: /orders
    into: sent
    timeout: 10s
    next: answer
`;
  return `${head(id)}    next: shape
  shape:
    type: map@1
    config:
      expression: '${mapping}'
    next: big
  big:
    type: branch@1
    config:
      cases:
        - port: big
          when: 'total > 500'
      otherwise: small
    next:
      big: ${id === 'w1' ? 'call' : 'answer'}
      small: answer_small
${id === 'w1' ? call : ''}  answer:
    type: respond@1
    config:
      status: 200
${id === 'w1' ? '      body: $steps.shape\n' : ''}  answer_small:
    type: respond@1
    config:
      status: 202
`;
}

function stepsFlow(): string {
  const steps = Array.from(
    { length: stepCount },
    (_, at) => `  s${at}:
    type: map@1
    config:
      expression: '{ "n": n + 1 }'
    next: ${at + 1 === stepCount ? 'answer' : `s${at + 1}`}
`,
  );
  return `${head('w3')}    next: s0
${steps.join('')}  answer:
    type: respond@1
    config:
      status: 200
`;
}
