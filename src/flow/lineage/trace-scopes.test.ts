import { describe, expect, test } from 'vitest';
import { map, node } from '../check/fixtures/build-flow.ts';
import { classesIn, create, everyClass, post, sentBy, trace, wayOf, webhook } from './fixtures/traced.ts';

describe('scopes', () => {
  test('the body of an each gets one item, inside and by name', () => {
    const body = [post({ body: '{ "s": sku, "p": $item.price, "e": $trigger.body.customer.email, "n": $index }' })];
    const each = node('rows', 'each@1', { config: { items: 'lines', key: 'sku' }, body, next: 'after' });

    const lineage = trace([webhook('rows'), each, map('after', undefined, 'items.status')]);

    expect(sentBy(lineage)).toEqual([
      'body e personal start:customer.email',
      'body p financial start:lines.price',
      'body s public start:lines.sku',
    ]);
    expect(wayOf(lineage, 'public')).toEqual(['start', 'rows', 'post']);
    expect([...(lineage.outputOf('rows')?.fields.keys() ?? [])]).toEqual(['items', 'failed']);
  });

  test('the way leads through a body and out again', () => {
    const body = [map('inner', undefined, '{ "p": price }')];
    const each = node('rows', 'each@1', { config: { items: 'lines' }, body, next: 'post' });

    const lineage = trace([webhook('rows'), each, post({ body: 'items.p' })]);

    expect(sentBy(lineage)).toEqual(['body  financial start:lines.price']);
    expect(wayOf(lineage, 'financial')).toEqual(['start', 'rows', 'inner', 'post']);
  });

  test('a list read from a source sends what its question holds', () => {
    const source = {
      connection: 'odoo-main',
      model: 'res.partner',
      fields: ['name'],
      domain: '[["email", "=", customer.email]]',
    };

    const lineage = trace([webhook('rows'), node('rows', 'each@1', { config: { source }, body: [map('inner')] })]);

    expect(sentBy(lineage)).toEqual(['source.domain  personal start:customer.email']);
    expect(lineage.inputOf('inner')).toMatchObject({ open: true });
  });

  test.each([
    ['try@1', 'offline', { catch: [{ kind: 'transient', port: 'offline' }] }, 'done'],
    ['retry@1', 'exhausted', { attempts: 3 }, 'done'],
    ['saga@1', 'compensated', {}, 'completed'],
  ])('%s hands on its body, and by "%s" what came in', (type, port, config, done) => {
    const body = [map('inner', undefined, 'total')];
    const scope = node('scope', type, { config, body, next: { [done]: 'good', [port]: 'bad' } });

    const lineage = trace([webhook('scope'), scope, map('good'), map('bad')]);

    expect(classesIn(lineage.inputOf('inner'))).toEqual(everyClass);
    expect(classesIn(lineage.inputOf('good'))).toEqual(['financial']);
    expect(classesIn(lineage.inputOf('bad'))).toEqual(everyClass);
  });

  test('a body with several ends gives any of them', () => {
    const body = [map('a', undefined, 'total'), map('b', undefined, 'customer')];

    const lineage = trace([webhook('scope'), node('scope', 'retry@1', { config: { attempts: 2 }, body })]);

    expect(classesIn(lineage.outputOf('scope'))).toEqual(['financial', 'personal']);
    expect(lineage.outputOf('scope')?.open).toBe(true);
  });

  test('an undo gets what its step got and gave', () => {
    const undo = post({ body: '{ "e": input.customer.email, "r": result.status }' });
    const step = { ...create('{ "a": 1 }'), compensate: 'post' };
    const saga = node('all', 'saga@1', { body: [step], compensations: [undo] });

    const lineage = trace([webhook('all'), saga]);

    expect(sentBy(lineage)).toEqual(['body e personal start:customer.email']);
    expect(wayOf(lineage, 'personal')).toEqual(['start', 'all', 'post']);
  });
});
