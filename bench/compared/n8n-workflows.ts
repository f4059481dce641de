import { largeSteps, renamedStep, setAsideName, shopOrder, stepNames } from './orders.ts';

/** Path of the webhook that starts the orders workflow. */
export const webhookPath = 'orders';

/** The one column of the table of set-aside orders. */
export const tableColumn = 'order';

/** A workflow as n8n's own API takes it. */
export type Workflow = {
  readonly name: string;
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
  readonly connections: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly pinData?: Readonly<Record<string, unknown>>;
};

type Step = { readonly name: string; readonly type: string; readonly version: number; readonly parameters: object };

/** The same six steps as ours; the webhook has a pinned order, so that the editor can try it. */
export function ordersWorkflow(calledPort: number): Workflow {
  const [received, canonical, count, tax, create, summary] = stepNames;
  const body = '={{ $json.body';
  const steps: readonly Step[] = [
    {
      name: received,
      type: 'n8n-nodes-base.webhook',
      version: 2.1,
      parameters: { httpMethod: 'POST', path: webhookPath, options: {} },
    },
    setStep(canonical, [
      ['reference', `${body}.number }}`, 'string'],
      ['total', `${body}.total }}`, 'number'],
      ['lines', `${body}.lines }}`, 'number'],
    ]),
    setStep(count, [['lineCount', '={{ $json.lines }}', 'number']]),
    setStep(tax, [['gross', '={{ $json.total * 1.21 }}', 'number']]),
    {
      name: create,
      type: 'n8n-nodes-base.httpRequest',
      version: 4.2,
      parameters: {
        method: 'POST',
        url: `http://127.0.0.1:${calledPort}/orders`,
        sendBody: true,
        specifyBody: 'json',
        jsonBody: '={{ $json }}',
        options: {},
      },
    },
    setStep(summary, [
      ['reference', `={{ $('${renamedStep}').item.json.reference }}`, 'string'],
      ['gross', `={{ $('${tax}').item.json.gross }}`, 'number'],
    ]),
  ];
  const pinned = [{ json: { headers: {}, params: {}, query: {}, body: shopOrder('SO-1') } }];
  const orders = chain('Orders', steps);
  // What is tried in the editor stays out of the list of runs, as in Penstock: the list holds the same 20 orders.
  const settings = { ...orders.settings, saveManualExecutions: false };
  return { ...orders, settings, pinData: { [received]: pinned } };
}

/** A ready workflow that keeps whatever it is called with in a table, so that a step can lead its failures there. */
export function setAsideWorkflow(table: string): Workflow {
  return chain(setAsideName, [
    {
      name: 'When called',
      type: 'n8n-nodes-base.executeWorkflowTrigger',
      version: 1.1,
      parameters: { inputSource: 'passthrough' },
    },
    {
      name: 'Keep in the table',
      type: 'n8n-nodes-base.dataTable',
      version: 1.1,
      parameters: {
        dataTableId: { __rl: true, value: table, mode: 'id' },
        columns: { mappingMode: 'defineBelow', value: { [tableColumn]: '={{ JSON.stringify($json) }}' } },
        options: {},
      },
    },
  ]);
}

/** As many steps as our large flow has, in rows: field settings, and an If in place of every branch. */
export function largeWorkflow(): Workflow {
  const steps: Step[] = [
    { name: 'Start', type: 'n8n-nodes-base.manualTrigger', version: 1, parameters: {} },
    ...Array.from({ length: largeSteps - 1 }, (_, at) =>
      (at + 1) % 10 === 5
        ? { name: `Branch ${at + 1}`, type: 'n8n-nodes-base.if', version: 2.2, parameters: ifParameters }
        : setStep(`Map number ${at + 1}`, [['n', '={{ $json.n }}', 'number']]),
    ),
  ];
  return chain(`Large flow of ${largeSteps} steps`, steps);
}

const ifParameters = {
  conditions: {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    conditions: [
      {
        id: 'large',
        leftValue: '={{ $json.total }}',
        rightValue: 100,
        operator: { type: 'number', operation: 'gt' },
      },
    ],
    combinator: 'and',
  },
  options: {},
};

function setStep(name: string, fields: readonly (readonly [string, string, string])[]): Step {
  const assignments = fields.map(([field, value, type]) => ({ id: `${name} ${field}`, name: field, value, type }));
  return {
    name,
    type: 'n8n-nodes-base.set',
    version: 3.4,
    parameters: { assignments: { assignments }, includeOtherFields: true, options: {} },
  };
}

function chain(name: string, steps: readonly Step[]): Workflow {
  const nodes = steps.map((step, at) => ({
    id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    name: step.name,
    type: step.type,
    typeVersion: step.version,
    parameters: step.parameters,
    position: [(at % 25) * 224, Math.floor(at / 25) * 192],
    ...(step.type.endsWith('.webhook') ? { webhookId: '7b1a0a52-6a44-4f0e-9a68-0a1f1e5c0001' } : {}),
  }));
  const connections: Record<string, unknown> = {};
  steps.forEach((step, at) => {
    const next = steps[at + 1];
    if (next !== undefined) connections[step.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
  });
  return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}
