import { fieldFixtures } from './field-fixtures.ts';

/** The Odoo series the fake can play. */
export type OdooVersion = 16 | 18 | 19;

/** The field types of the ORM that occur in the supported models. */
export type FieldType =
  | 'binary'
  | 'boolean'
  | 'char'
  | 'date'
  | 'datetime'
  | 'float'
  | 'html'
  | 'integer'
  | 'many2many'
  | 'many2one'
  | 'many2one_reference'
  | 'monetary'
  | 'one2many'
  | 'selection'
  | 'text';

/** One field as `fields_get` tells it. */
export interface FieldDefinition {
  readonly name: string;
  readonly type: FieldType;
  /** The label. Odoo calls it `string`. */
  readonly string: string;
  readonly required: boolean;
  /** False for a required field that the fake does not insist on, because what Odoo fills it from is not played. */
  readonly enforced: boolean;
  readonly readonly: boolean;
  readonly store: boolean;
  readonly relation?: string;
  /** For a one2many: the many2one on the other side. */
  readonly inverse?: string;
  readonly selection?: readonly (readonly [value: string, label: string])[];
}

/** One model with its fields in the order Odoo lists them. */
export interface ModelDefinition {
  readonly name: string;
  readonly label: string;
  readonly order: string;
  /** The field that names a record when nothing better is known. */
  readonly recName: string;
  readonly fields: ReadonlyMap<string, FieldDefinition>;
}

/** All models of one version. */
export type Schema = ReadonlyMap<string, ModelDefinition>;

type FieldFacts = Partial<Omit<FieldDefinition, 'name'>>;

/** A field in a fixture: facts of the newest version that has it, `only` those versions, `in` older ones otherwise. */
type FieldFixture = FieldFacts & {
  readonly only?: readonly OdooVersion[];
  readonly in?: Readonly<Partial<Record<OdooVersion, FieldFacts>>>;
};

interface ModelFixture {
  readonly label: string;
  readonly order: string;
  readonly recName?: string;
  readonly fields: Readonly<Record<string, FieldFixture>>;
}

const logAccess: Readonly<Record<string, FieldFixture>> = {
  id: { type: 'integer', string: 'ID', readonly: true },
  display_name: { type: 'char', string: 'Display Name', readonly: true, store: false },
  create_uid: { type: 'many2one', string: 'Created by', readonly: true, relation: 'res.users' },
  create_date: { type: 'datetime', string: 'Created on', readonly: true },
  write_uid: { type: 'many2one', string: 'Last Updated by', readonly: true, relation: 'res.users' },
  write_date: { type: 'datetime', string: 'Last Updated on', readonly: true },
  __last_update: { type: 'datetime', string: 'Last Modified on', readonly: true, store: false, only: [16] },
};

const schemas = new Map<OdooVersion, Schema>();

/** The models of a version; read once, for every fake of a test file wants them. */
export function readSchema(version: OdooVersion): Schema {
  const known = schemas.get(version) ?? readModels(version);
  schemas.set(version, known);
  return known;
}

/** Reads the field fixtures and keeps what this version has. */
function readModels(version: OdooVersion): Schema {
  const models = new Map<string, ModelDefinition>();
  for (const file of fieldFixtures) {
    // Our own fixtures; `schema.test.ts` checks their shape once for all versions.
    const fixtures = file as Record<string, ModelFixture>;
    for (const [name, fixture] of Object.entries(fixtures)) models.set(name, modelIn(version, name, fixture));
  }
  return models;
}

function modelIn(version: OdooVersion, name: string, fixture: ModelFixture): ModelDefinition {
  const fields = new Map<string, FieldDefinition>();
  for (const [field, facts] of Object.entries({ ...fixture.fields, ...logAccess })) {
    if (facts.only !== undefined && !facts.only.includes(version)) continue;
    fields.set(field, fieldIn(version, field, facts));
  }
  return { name, label: fixture.label, order: fixture.order, recName: fixture.recName ?? 'name', fields };
}

function fieldIn(version: OdooVersion, name: string, fixture: FieldFixture): FieldDefinition {
  const { only: _only, in: otherwise, ...facts } = fixture;
  const merged: FieldFacts = { ...facts, ...otherwise?.[version] };
  return {
    ...merged,
    name,
    type: merged.type ?? 'char',
    string: merged.string ?? name,
    required: merged.required ?? false,
    enforced: merged.enforced ?? true,
    readonly: merged.readonly ?? false,
    store: merged.store ?? true,
  };
}

/** True for the three types that point at other records. */
export function isRelational(field: FieldDefinition): boolean {
  return field.type === 'many2one' || field.type === 'one2many' || field.type === 'many2many';
}

/** True for the two types that hold a list of ids. */
export function isToMany(field: FieldDefinition): boolean {
  return field.type === 'one2many' || field.type === 'many2many';
}
