import '../../no-code-generation.ts';
import { describe, expect, test } from 'vitest';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { nodeManifests } from '#nodes/manifests.ts';
import { type FieldModel, fieldsOf, modelOf } from './form-model.ts';
import { relevanceOf, sampleOf } from './relevance.ts';

function manifest(type: string): NodeManifest {
  const found = nodeManifests.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no node type ${type}`);
  return found;
}

function model(type: string, key: string): FieldModel {
  const found = fieldsOf(manifest(type).config).find((field) => field.key === key);
  if (found === undefined) throw new Error(`no field ${key}`);
  return found.model;
}

describe('a form is read from the schema of a node type', () => {
  test('every field of every node type has a title or stands in a group that has one', () => {
    const untitled = nodeManifests.flatMap(({ type, config }) =>
      fieldsOf(config)
        .filter((field) => field.model.meta.title === undefined)
        .map(({ key }) => `${type}.${key}`),
    );

    expect(untitled).toEqual([]);
  });

  test('choices, numbers with bounds, switches and free JSON are told apart', () => {
    expect(model('branch', 'mode')).toMatchObject({
      control: { kind: 'choice', values: ['first', 'all'] },
      isRequired: false,
    });
    expect(model('approval', 'quorum')).toMatchObject({ control: { kind: 'number', min: 1, max: 20, isWhole: true } });
    expect(model('odoo', 'confirm')).toMatchObject({ control: { kind: 'switch' } });
    expect(model('approval', 'form')).toMatchObject({ control: { kind: 'json' } });
    expect(model('webhook', 'bodies')).toMatchObject({
      control: { kind: 'choices', values: ['json', 'form', 'xml', 'text'] },
    });
  });

  test('lists of groups, maps, and values that may be computed keep their facts', () => {
    const cases = model('branch', 'cases');
    const query = model('http', 'query');

    expect(cases.shape === 'list' && cases.item.shape === 'group' && cases.item.fields.map(({ key }) => key)).toEqual([
      'port',
      'when',
    ]);
    expect(query.shape === 'map' && query.value.meta).toMatchObject({ computed: true, field: 'text' });
    expect(model('http', 'path').meta).toMatchObject({ field: 'text', escaping: 'url-part', title: 'Path' });
  });
});

describe('which fields go together is asked of the schema', () => {
  const auth = () => modelOf(manifest('webhook').config.shape.auth as never).schema;

  test('a webhook with a fixed scheme needs secrets and takes no header of its own', () => {
    const { asked, barred } = relevanceOf(auth(), { scheme: 'github' });

    expect([...asked].sort()).toEqual(['scheme', 'secrets']);
    expect([...barred].sort()).toEqual(['encoding', 'header', 'prefix', 'signed', 'timestampHeader']);
  });

  test('a webhook with its own scheme asks for the header, and for the time header once a time is signed', () => {
    expect([...relevanceOf(auth(), { scheme: 'hmac' }).asked].sort()).toEqual(['header', 'scheme', 'secrets']);
    expect(relevanceOf(auth(), { scheme: 'hmac', signed: 'timestamp.body' }).asked.has('timestampHeader')).toBe(true);
  });

  test('an Odoo step asks for an operation first, and bars model and method once there is one', () => {
    const { config } = manifest('odoo');

    expect(relevanceOf(config, {}).asked.has('operation')).toBe(true);
    expect([...relevanceOf(config, { connection: 'a', operation: 'order.create' }).barred].sort()).toEqual([
      'args',
      'ids',
      'method',
      'model',
    ]);
  });

  test('a For each asks for items or a source, never for both', () => {
    const { config } = manifest('each');

    expect(relevanceOf(config, {}).asked.has('items')).toBe(true);
    expect(relevanceOf(config, { items: 'lines' }).barred.has('source')).toBe(true);
  });

  test('a sample can be made for every field that other fields depend on', () => {
    const without = nodeManifests.flatMap(({ type, config }) =>
      fieldsOf(config).flatMap(({ key, model: own }) => (sampleOf(own) === undefined ? [`${type}.${key}`] : [])),
    );

    expect(without).toEqual([]);
  });
});
