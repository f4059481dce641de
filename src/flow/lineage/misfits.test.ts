import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { examineFlow } from '../check/examination.ts';
import { branch, flow, map, node } from '../check/fixtures/build-flow.ts';
import { create, post, trace, webhook } from './fixtures/traced.ts';
import { traceData } from './trace-data.ts';

describe('fields that are not there', () => {
  test('place, offset and the nearest names are told', () => {
    const lineage = trace([
      webhook('which'),
      branch('which', { yes: 'a', no: 'a' }),
      map('a', undefined, 'customer.emial'),
    ]);

    expect(lineage.unknownFields).toEqual([
      {
        node: 'a',
        place: 'nodes.a.config.expression',
        offset: 9,
        name: 'emial',
        contract: 'order@1',
        known: ['email', 'name'],
      },
    ]);
  });

  test('a text is read where its insertion stands', () => {
    const lineage = trace([webhook('post'), post({ path: '/a/{{ reference }}/{{ refrence }}', body: '1' })]);

    const [found] = lineage.unknownFields;
    expect(found).toMatchObject({ place: 'nodes.post.config.path', offset: 22, name: 'refrence' });
    expect(lineage.unknownFields).toHaveLength(1);
  });

  test('keys of the trigger, the key of an item and the correlation are read, too', () => {
    const each = node('rows', 'each@1', {
      config: { items: 'lines', key: 'skuu' },
      body: [map('a', undefined, 'sku')],
    });

    const lineage = trace([webhook('rows', { dedupe: { key: 'idd' } }), each], { correlation: 'numbr' });

    expect(lineage.unknownFields.map(({ node: id, place, name }) => [id, place, name])).toEqual([
      ['start', 'nodes.start.config.dedupe.key', 'idd'],
      ['rows', 'nodes.rows.config.key', 'skuu'],
      ['start', 'correlation', 'numbr'],
    ]);
  });

  test('a field that was set on the way is there', () => {
    const lineage = trace([
      webhook('post'),
      post({}, { into: 'crm', next: 'a' }),
      map('a', undefined, '[crm.body.x, crmm]'),
    ]);

    expect(lineage.unknownFields.map(({ name }) => name)).toEqual(['crmm']);
  });

  test('a field that was dropped, or is only there one way, is no mistake', () => {
    const redact = node('r', 'redact@1', { config: { rules: [{ path: 'customer.email', do: 'drop' }] }, next: 'a' });
    const ways = [branch('which', { yes: 'b', no: 'c' }), map('b', 'a', '{ "x": 1 }'), map('c', 'a', '$')];

    const dropped = trace([webhook('r'), redact, map('a', undefined, 'customer.email')]);
    const joined = trace([webhook('which'), ...ways, map('a', undefined, '[x, y]')]);

    expect(dropped.unknownFields).toEqual([]);
    expect(joined.unknownFields).toEqual([]);
  });

  test('without contracts nothing is told', () => {
    const examination = examineFlow(flow([webhook('a'), map('a', undefined, 'nothing.at.all')]), {
      catalogue: nodeCatalogue,
    });

    expect(traceData(examination).unknownFields).toEqual([]);
  });
});

describe('what does not fit', () => {
  test.each<[what: string, values: string, fields: readonly string[]]>([
    ['all that is required', '{ "partner": customer, "order_line": [lines] }', []],
    ['an order without a customer', '{ "order_line": [lines] }', ['partner']],
    [
      'a customer without a name',
      '{ "partner": { "email": customer.email }, "order_line": [lines] }',
      ['partner.name'],
    ],
    ['a customer by id', '{ "partner": 17, "order_line": [lines] }', []],
    ['a customer by external id', '{ "partner": { "externalId": "x" }, "order_line": [lines] }', []],
    [
      'a line without a quantity',
      '{ "partner": customer, "order_line": [lines.{ "sku": sku }] }',
      ['order_line.quantity'],
    ],
    [
      'a text for a number',
      '{ "partner": customer, "order_line": [lines.{ "sku": sku, "quantity": "x" }] }',
      ['order_line.quantity'],
    ],
    ['one line for a list', '{ "partner": customer, "order_line": { "sku": "a", "quantity": 1 } }', ['order_line']],
    ['a list that may come out bare', '{ "partner": customer, "order_line": lines.{ "sku": sku, "quantity": 1 } }', []],
    ['a number where Odoo writes text', '{ "client_order_ref": 17, "partner": customer, "order_line": [] }', []],
    ['a text for all', '"order"', ['']],
    ['what nobody knows', '{ "partner": extra.who, "order_line": extra.rows }', []],
    ['further fields', '{ "partner": customer, "order_line": [lines], "x_note": reference }', []],
  ])('%s', (_, values, fields) => {
    const { misfits } = trace([webhook('create'), create(values)]);

    expect(misfits.map(({ field }) => field)).toEqual(fields);
    for (const misfit of misfits)
      expect(misfit).toMatchObject({ from: 'start', port: 'out', to: 'create', place: 'values' });
  });

  test('what is handed on as it came is judged edge by edge', () => {
    const lineage = trace([
      webhook('which'),
      branch('which', { yes: 'a', no: 'b' }),
      map('a', 'create', '{ "partner": customer, "order_line": [lines] }'),
      map('b', 'create', '{ "partner": customer }'),
      create(),
    ]);

    expect(lineage.misfits).toEqual([
      {
        from: 'b',
        port: 'done',
        to: 'create',
        place: 'values',
        field: 'order_line',
        reason: '"order_line" is required and never there',
      },
    ]);
  });

  test.each<[what: string, body: string, reasons: readonly string[]]>([
    ['what fits', '{ "name": customer.name, "mail": customer.email, "age": 3 }', []],
    ['a missing field', '{ "name": customer.name }', ['"mail" is required and never there']],
    ['a number for text', '{ "name": total, "mail": "m" }', ['"name" must be text and is a number']],
    ['a text for a number', '{ "name": "n", "mail": "m", "age": reference }', ['"age" must be a number and is text']],
    ['a list for text', '{ "name": [customer.name], "mail": "m" }', ['"name" must be text and is a list']],
    ['text for a list', '{ "name": "n", "mail": "m", "tags": "t" }', ['"tags" must be a list and is one value']],
    ['a computed name', '{ "name": "n", reference: "m" }', []],
    ['either of two', '{ "name": paid ? "n" : 1, "mail": "m" }', []],
  ])('a body of a document: %s', (_, body, reasons) => {
    const config = { connection: 'billing', operation: 'createCustomer', body };

    const { misfits } = trace([webhook('pay'), node('pay', 'saas@1', { config })]);

    expect(misfits.map(({ reason }) => reason)).toEqual(reasons);
  });

  test('a mapping is held against the shape it promises', () => {
    const config = { output: 'scored@1', expression: '{ "score": reference }' };

    const { misfits } = trace([webhook('built'), node('built', 'map@1', { config })]);

    expect(misfits).toEqual([
      {
        from: 'start',
        port: 'out',
        to: 'built',
        place: 'expression',
        field: 'reference',
        reason: '"reference" is required and never there',
      },
      {
        from: 'start',
        port: 'out',
        to: 'built',
        place: 'expression',
        field: 'score',
        reason: '"score" must be a number and is text',
      },
    ]);
  });
});
