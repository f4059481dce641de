import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { describeEdit, type Edit } from './edit.ts';
import { createWorkbench } from './fixtures/workbench.ts';

const { open, print, applied, refusal, difference } = createWorkbench(nodeCatalogue);

const inline = 'fixture-value-2027';

const flow = open(`penstock: 1
id: tell-crm
name: Tell the CRM
nodes:
  received:
    type: webhook@1
    config:
      path: /tell
      auth:
        scheme: standard-webhooks
        secrets: [${inline}, tell-crm-received]
    next: tell
  tell:
    type: http@1
    name: Tell
    notes: The CRM wants to know.
    config:
      connection: crm
      method: POST
      path: /events
      query:
        'api.key': ${inline}
      headers:
        # As the vendor told us: ${inline}
        X-Api-Key: ${inline}
        X-Source: penstock
      body: '{ "key": "${inline}" }'
`);

function move(node: string, path: string, secret?: string): Edit {
  return { edit: 'move-secret', arguments: { node, path, ...(secret === undefined ? {} : { secret }) } };
}

describe('move-secret', () => {
  test('names a stored secret where one can stand', () => {
    const named = difference(flow, move('received', 'auth.secrets.0', 'shop-webhook'));

    expect(named).toEqual([
      `-         secrets: [${inline}, tell-crm-received]`,
      '+         secrets: [shop-webhook, tell-crm-received]',
    ]);
  });

  test('makes up a name that is free', () => {
    const named = difference(flow, move('received', 'auth.secrets.0'));

    expect(named).toContain('+         secrets: [tell-crm-received-2, tell-crm-received]');
  });

  test('takes a header out with the remark above it, and says in the notes who sends it', () => {
    const left = difference(flow, move('tell', 'headers.X-Api-Key', 'crm-token'));

    expect(left).toEqual([
      '-     notes: The CRM wants to know.',
      '+     notes: |-',
      '+       The CRM wants to know.',
      '+       Left out here: "X-Api-Key". Let connection "crm" send it from the secret "crm-token".',
      `-         # As the vendor told us: ${inline}`,
      `-         X-Api-Key: ${inline}`,
    ]);
  });

  test('takes a query parameter with a dot in its name out, and an empty list of them as well', () => {
    const left = difference(flow, move('tell', 'query.api~1key'));

    expect(left.filter((line) => line.startsWith('-'))).toEqual([
      '-     notes: The CRM wants to know.',
      '-       query:',
      `-         'api.key': ${inline}`,
    ]);
    expect(left.join('\n')).toContain('Left out here: "api.key". Let connection "crm" send it from a stored secret.');
  });

  test('keeps the value nowhere: not in the flow, not in the words of the undo entry', () => {
    const edits = [
      move('received', 'auth.secrets.0'),
      move('tell', 'query.api~1key'),
      move('tell', 'headers.X-Api-Key'),
    ];

    const after = applied(flow, ...edits);

    // The body is no place a name can stand at; it is the only one left.
    expect(print(after).split(inline)).toHaveLength(2);
    expect(JSON.stringify(edits.map((edit) => describeEdit(edit, flow)))).not.toContain(inline);
  });

  test.each([
    ['nobody', 'auth.secrets.0', 'edit/unknown-step'],
    ['tell', 'body', 'edit/no-place-for-secret'],
    ['tell', 'headers.Absent', 'edit/no-place-for-secret'],
    ['tell', 'path', 'edit/no-place-for-secret'],
    ['received', 'auth.scheme', 'edit/no-place-for-secret'],
  ])('at %s %s it is refused', (node, path, code) => {
    expect(refusal(flow, move(node, path))).toBe(code);
  });
});
