import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Flow } from '../flow.ts';
import { parseFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import { mergeFlows, resolveAll, resolveConflict } from './merge-flow.ts';

const base = `penstock: 1
id: orders
name: Orders
owner: sales
nodes:
  received:
    type: webhook@1
    name: Order received
    config:
      path: /orders
      auth:
        scheme: standard-webhooks
        secrets: [shop]
    next: shape
  # What we keep of an order.
  shape:
    type: map@1
    name: Shape order
    config:
      expression: '{ "id": id, "total": total }'
    next: noted
  noted:
    type: milestone@1
    name: Noted
    config:
      milestone: received
      businessKey: id
`;

function read(text: string): Flow {
  const parsed = parseFlow(text, nodeCatalogue);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.value;
}

function merge(ours: string, theirs: string, from = base) {
  const merged = mergeFlows({ base: read(from), ours: read(ours), theirs: read(theirs) }, nodeCatalogue);
  return {
    merged,
    text: printFlow(merged.flow, nodeCatalogue),
    sentences: merged.conflicts.map((one) => one.sentence),
  };
}

const print = (flow: Flow): string => printFlow(flow, nodeCatalogue);

const extra = (id: string, expression = 'id'): string =>
  `  ${id}:\n    type: map@1\n    config:\n      expression: ${expression}\n    next: noted\n`;

/** Puts a step between "Shape order" and "Noted". */
const inserted = (id: string, text = base, expression = 'id'): string =>
  text.replace('    next: noted\n  noted:', `    next: ${id}\n${extra(id, expression)}  noted:`);

const renamed = (to: string, text = base): string =>
  text
    .replace('next: shape\n', `next: ${to}\n`)
    .replace(
      '  shape:\n    type: map@1\n    name: Shape order\n',
      `  ${to}:\n    type: map@1\n    name: Shape order\n    was: [shape]\n`,
    );

const without = (text = base): string =>
  text
    .replace('next: shape\n', 'next: noted\n')
    .replace(/ {2}# What we keep of an order\.\n {2}shape:\n(?: {4}.*\n)+/, '');

describe('two versions that go together', () => {
  test('one side that changed nothing takes the other as it is', () => {
    const changed = inserted('enrich').replace('owner: sales', 'owner: finance');

    expect(merge(base, changed)).toMatchObject({ text: changed, sentences: [] });
    expect(merge(changed, base)).toMatchObject({ text: changed, sentences: [] });
    expect(merge(changed, changed)).toMatchObject({ text: changed, sentences: [] });
  });

  test('fields of one step changed on either side are both there', () => {
    const ours = base.replace('name: Shape order', 'name: Keep what we need');
    const theirs = base.replace('"total": total', '"total": total, "currency": currency');

    const { text, sentences } = merge(ours, theirs);

    expect(text).toBe(ours.replace('"total": total', '"total": total, "currency": currency'));
    expect(sentences).toEqual([]);
  });

  test('a step renamed here and changed there is both', () => {
    const theirs = base.replace('"total": total', '"total": amount');

    const { text, sentences } = merge(renamed('shape_order'), theirs);

    expect(text).toBe(renamed('shape_order').replace('"total": total', '"total": amount'));
    expect(merge(theirs, renamed('shape_order')).text).toBe(text);
    expect(sentences).toEqual([]);
  });

  test('an expression that names a step follows its new id, whoever wrote it', () => {
    const theirs = base.replace('businessKey: id', 'businessKey: $steps.shape.id');

    const { text, sentences } = merge(renamed('shape_order'), theirs);

    expect(text).toContain('businessKey: $steps.shape_order.id');
    expect(sentences).toEqual([]);
  });

  test('targets added to one outcome by both do not collide', () => {
    const branching = (id: string) =>
      base.replace(
        '    next: noted\n  noted:',
        `    next:\n      out:\n        - noted\n        - ${id}\n${extra(id).replace('    next: noted\n', '')}  noted:`,
      );

    const { merged, sentences } = merge(branching('left'), branching('right'));

    const shape = merged.flow.nodes.find(({ id }) => id === 'shape');
    expect(new Set(shape?.next?.ports[0]?.targets)).toEqual(new Set(['noted', 'left', 'right']));
    expect(sentences).toEqual([]);
  });

  test('a comment stays with its step, and lines of both are kept', () => {
    const ours = base.replace('an order.\n', 'an order.\n  # Ours.\n');
    const theirs = renamed('shape_order').replace('an order.\n', 'an order.\n  # Theirs.\n');

    const { text } = merge(ours, theirs);

    expect(text).toContain('  # What we keep of an order.\n  # Ours.\n  # Theirs.\n  shape_order:');
  });

  test('a step put into a scope here and changed there is changed in the scope', () => {
    const scoped = base
      .replace('next: shape\n', 'next: careful\n')
      .replace(
        / {2}# What we keep of an order\.\n {2}shape:\n(?: {4}.*\n)+/,
        `  careful:\n    type: try@1\n    config:\n      catch:\n        - kind: transient\n          port: away\n    body:\n      # What we keep of an order.\n      shape:\n        type: map@1\n        name: Shape order\n        config:\n          expression: '{ "id": id, "total": total }'\n    next: noted\n`,
      );
    const theirs = base.replace('"total": total', '"total": amount');

    const { text, sentences } = merge(scoped, theirs);

    expect(text).toBe(scoped.replace('"total": total', '"total": amount'));
    expect(sentences).toEqual([]);
  });

  test('keys of one object changed on either side are brought together', () => {
    const ours = base.replace('"id": id', '"id": $string(id)');
    const theirs = base.replace('"total": total', '"total": $round(total, 2), "note": note');

    const { text, sentences } = merge(ours, theirs);

    expect(text).toContain(`'{ "id": $string(id), "total": $round(total, 2), "note": note }'`);
    expect(sentences).toEqual([]);
  });
});

describe('two versions that do not', () => {
  test('a field changed on both sides keeps ours', () => {
    const ours = base.replace('owner: sales', 'owner: finance').replace('path: /orders', 'path: /in');
    const theirs = base.replace('owner: sales', 'owner: support').replace('path: /orders', 'path: /hook');

    const { text, sentences, merged } = merge(ours, theirs);

    expect(text).toBe(ours);
    expect(sentences).toEqual([
      'Both sides changed owner of the flow: "finance" in ours, "support" in theirs. Ours was kept.',
      'Both sides changed config.path of "Order received": "/in" in ours, "/hook" in theirs. Ours was kept.',
    ]);
    expect(merged.conflicts[1]).toEqual({
      id: 'nodes.received.config.path',
      flow: 'orders',
      node: 'received',
      field: 'config.path',
      sentence: sentences[1],
      base: '/orders',
      ours: '/in',
      theirs: '/hook',
      canKeepBoth: false,
    });
    expect(print(resolveAll(merged, 'theirs', nodeCatalogue).flow)).toBe(theirs);
    expect(print(resolveAll(merged, 'ours', nodeCatalogue).flow)).toBe(ours);
  });

  test('an expression changed on both sides is a choice', () => {
    const ours = base.replace('"total": total', '"total": total * 2');
    const theirs = base.replace('"total": total', '"total": total * 3');

    const { text, sentences, merged } = merge(ours, theirs);

    expect(text).toBe(ours);
    expect(sentences).toHaveLength(1);
    expect(print(resolveConflict(merged, { id: 'nodes.shape.config.expression' }, 'theirs', nodeCatalogue).flow)).toBe(
      theirs,
    );
  });

  test('a step removed here and changed there waits for a choice', () => {
    const theirs = base.replace('"total": total', '"total": amount');

    const { text, sentences, merged } = merge(without(), theirs);
    const kept = resolveConflict(merged, { id: 'nodes.shape' }, 'both', nodeCatalogue);
    const removed = resolveConflict(merged, { id: 'nodes.shape' }, 'ours', nodeCatalogue);

    expect(text).toBe(without());
    expect(sentences).toEqual([
      'Ours removed the step "Shape order", theirs changed its config. It is left out for now.',
    ]);
    expect(kept.conflicts).toEqual([]);
    expect(print(kept.flow)).toContain('amount');
    expect(print(kept.flow)).toContain('# What we keep of an order.');
    expect(kept.flow.nodes[0]?.next?.ports[0]?.targets).toEqual(['noted', 'shape']);
    expect(print(removed.flow)).toBe(without());
  });

  test('a step changed here and removed there is kept until somebody chooses', () => {
    const ours = base.replace('"total": total', '"total": amount');

    const { merged, sentences } = merge(ours, without());

    expect(merged.flow.nodes.map(({ id }) => id)).toContain('shape');
    expect(sentences).toEqual(['Theirs removed the step "Shape order", ours changed its config. It was kept.']);
    expect(print(resolveConflict(merged, { id: 'nodes.shape' }, 'theirs', nodeCatalogue).flow)).toBe(without());
  });

  test('a step removed here that theirs leads to is told, and the edge waits', () => {
    const theirs = base.replace(
      '  noted:',
      '  second:\n    type: manual@1\n    name: By hand\n    next: shape\n  noted:',
    );

    const { merged, sentences } = merge(without(), theirs);

    expect(sentences).toEqual([
      'Ours removed the step "Shape order", theirs changed that "By hand" leads to it. It is left out for now.',
    ]);
    expect(merged.flow.nodes.find(({ id }) => id === 'second')?.next).toBeUndefined();
    const kept = resolveConflict(merged, { id: 'nodes.shape' }, 'theirs', nodeCatalogue);
    expect(kept.flow.nodes.find(({ id }) => id === 'second')?.next?.ports[0]?.targets).toEqual(['shape']);
  });

  test('a step renamed differently keeps our name, and theirs stays reserved', () => {
    const { text, sentences, merged } = merge(renamed('mine'), renamed('other'));

    expect(sentences).toEqual([
      'Ours renamed the step "Shape order" from shape to mine, theirs to other. Ours was kept.',
    ]);
    expect(text).toContain('  mine:\n    type: map@1\n    name: Shape order\n    was: [shape, other]');
    expect(print(resolveConflict(merged, { id: 'nodes.shape.id' }, 'theirs', nodeCatalogue).flow)).toContain(
      'next: other',
    );
  });

  test('one id for two different new steps is a choice', () => {
    const { text, sentences, merged } = merge(inserted('enrich'), inserted('enrich', base, 'total'));

    expect(text).toBe(inserted('enrich'));
    expect(sentences).toEqual([
      'Both sides added a step enrich, with different content. Ours was kept; with both, theirs gets an id of its own.',
    ]);
    expect(print(resolveAll(merged, 'theirs', nodeCatalogue).flow)).toBe(inserted('enrich', base, 'total'));
    const both = resolveConflict(merged, { id: 'nodes.enrich' }, 'both', nodeCatalogue);
    expect(both.conflicts).toEqual([]);
    expect(both.flow.nodes.map(({ id, next }) => [id, next?.ports[0]?.targets])).toEqual([
      ['received', ['shape']],
      ['shape', ['enrich_2', 'enrich']],
      ['enrich_2', ['noted']],
      ['enrich', ['noted']],
      ['noted', undefined],
    ]);
  });

  test('edges that together make a circle are told, and ours stays', () => {
    const open = base.replace('    next: noted\n  noted:', '  noted:');
    const ours = open.replace('  noted:', '    next: noted\n  noted:');
    const theirs = `${open}    next: shape\n`;

    const { text, sentences, merged } = merge(ours, theirs, open);

    expect(text).toBe(ours);
    expect(sentences).toEqual([
      'Theirs leads "Noted" (done) to "Shape order", and with the edges of ours that makes a circle. The edge is left out for now.',
    ]);
    expect(print(resolveAll(merged, 'theirs', nodeCatalogue).flow)).toBe(theirs);
  });

  test('a step put into a scope that is gone here is told, and can be kept outside', () => {
    const scoped = base.replace(
      '  noted:',
      `  careful:\n    type: try@1\n    config:\n      catch:\n        - kind: transient\n          port: away\n    body:\n      inner:\n        type: map@1\n        config:\n          expression: id\n  noted:`,
    );
    const theirs = scoped.replace(
      '  noted:',
      `      added:\n        type: map@1\n        name: Added\n        config:\n          expression: id\n  noted:`,
    );

    const { text, sentences, merged } = merge(base, theirs, scoped);

    expect(text).toBe(base);
    expect(sentences).toEqual([
      'Ours removed the step "careful", theirs changed what stands in it. It is left out for now.',
      'Theirs has the step "Added" inside "careful", which ours removed. It is left out for now.',
    ]);
    const outside = resolveConflict(merged, { id: 'nodes.added' }, 'both', nodeCatalogue);
    expect(outside.flow.nodes.map(({ id }) => id)).toContain('added');
    const scope = resolveConflict(merged, { id: 'nodes.careful' }, 'theirs', nodeCatalogue);
    expect(scope.conflicts).toEqual([]);
    expect(print(scope.flow)).toBe(theirs);
  });

  const scope = (id: string, body: string) =>
    `  ${id}:\n    type: retry@1\n    config:\n      attempts: 2\n    body:\n${body}`;
  const loose = '  loose:\n    type: map@1\n    name: Loose\n    config:\n      expression: id\n';
  const inside = loose.replace(/^/gm, '    ').trimEnd().concat('\n');
  const inner = (id: string) => `      ${id}:\n        type: map@1\n        config:\n          expression: id\n`;

  test('a step moved into two scopes stays in ours', () => {
    const build = (one: string, two: string, root: string) =>
      base.replace(
        '  noted:',
        `${scope('one', inner('first') + one)}${scope('two', inner('second') + two)}${root}  noted:`,
      );
    const [from, ours, theirs] = [build('', '', loose), build(inside, '', ''), build('', inside, '')];

    const { text, sentences, merged } = merge(ours, theirs, from);

    expect(text).toBe(ours);
    expect(sentences).toEqual([
      'Both sides moved the step "Loose": ours to "one.body", theirs to "two.body". Ours was kept.',
    ]);
    expect(print(resolveAll(merged, 'theirs', nodeCatalogue).flow)).toBe(theirs);
  });

  test('an edge to a step the other side moved away is told, and theirs waits', () => {
    const build = (one: string, root: string) =>
      base.replace('  noted:', `${scope('one', inner('first') + one)}${root}  noted:`);
    const theirs = build('', loose).replace(/(name: Noted\n(?: {4}.*\n)+)/, '$1    next: loose\n');

    const { text, sentences, merged } = merge(build(inside, ''), theirs, build('', loose));

    expect(text).toBe(build(inside, ''));
    expect(sentences).toEqual([
      'Theirs leads "Noted" (done) to "Loose", but the other side moved one of the two into another scope. The edge is left out for now.',
    ]);
    expect(resolveAll(merged, 'theirs', nodeCatalogue).conflicts).toEqual([]);
  });

  test('two scopes put into one another stand where ours has them', () => {
    const one = scope('one', inner('first'));
    const two = scope('two', inner('second'));
    const indented = (text: string) => text.replace(/^/gm, '    ').replace(/ +$/, '');
    const build = (text: string) => base.replace('  noted:', `${text}  noted:`);

    const { text, sentences } = merge(build(one + indented(two)), build(two + indented(one)), build(one + two));

    expect(text).toBe(build(one + indented(two)));
    expect(sentences).toEqual(['Theirs moved "one" into a step that ours moved into it. It stays where ours has it.']);
  });

  test('a name theirs gives to one step and ours to another goes to ours', () => {
    const theirs = base
      .replace('next: noted\n', 'next: kept\n')
      .replace(
        '  noted:\n    type: milestone@1\n    name: Noted\n',
        '  kept:\n    type: milestone@1\n    name: Noted\n    was: [noted]\n',
      );

    const { sentences, merged } = merge(renamed('kept'), theirs);

    expect(merged.flow.nodes.map(({ id }) => id)).toEqual(['received', 'kept', 'noted']);
    expect(sentences).toEqual([
      'Theirs renamed the step "Noted" from noted to kept, which is another step in ours. It keeps its id.',
    ]);
    const swapped = resolveConflict(merged, { id: 'nodes.noted.id' }, 'theirs', nodeCatalogue);
    expect(swapped.flow.nodes.map(({ id }) => id)).toEqual(['received', 'shape', 'kept']);
  });

  test('lists both added to can be kept together', () => {
    const ours = base.replace('secrets: [shop]', 'secrets: [shop, till]');
    const theirs = base.replace('secrets: [shop]', 'secrets: [shop, phone]');

    const { merged } = merge(ours, theirs);

    expect(merged.conflicts[0]).toMatchObject({ field: 'config.auth.secrets', canKeepBoth: true });
    const both = resolveConflict(merged, { id: 'nodes.received.config.auth.secrets' }, 'both', nodeCatalogue);
    expect(print(both.flow)).toContain('secrets: [shop, till, phone]');
  });
});
