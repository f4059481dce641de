import type { DataClass } from '../contract/field-classes.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import type { Comments } from '../text/comments.ts';
import { buildRegistry, printSystems, readSystems } from './parse-systems.ts';
import { type Direction, entityOf, type Ownership, ownershipOf } from './registry.ts';
import type { EntityEntry, FieldEntry, SystemEntry, SystemsFile } from './registry-schema.ts';

/** What a system is to an entity or a field: it owns it, gets copies, brings changes, both of these, or nothing. */
export type Part = 'owns' | 'receives' | 'sends' | 'both' | 'none';

/** An entity, or one field of it. */
export type RegistryRow = { readonly entity: string; readonly field?: string };

/** A change a person can make to the registry; plain data, so that it can be kept, undone and applied again. */
export type RegistryEdit =
  | { readonly edit: 'set-system'; readonly system: string; readonly entry: SystemEntry }
  | { readonly edit: 'remove-system'; readonly system: string }
  | { readonly edit: 'set-part'; readonly row: RegistryRow; readonly system: string; readonly part: Part }
  | {
      readonly edit: 'set-entity';
      readonly entity: string;
      /** Counts for a new entity only; later the owner changes by `set-part`. */
      readonly master: string;
      readonly owner: string;
      readonly contract: string;
      readonly models: Readonly<Record<string, string>>;
    }
  | {
      readonly edit: 'set-field';
      readonly entity: string;
      readonly field: string;
      readonly class: DataClass | '';
      readonly names: Readonly<Record<string, string>>;
    }
  | { readonly edit: 'remove-row'; readonly row: RegistryRow };

/** An empty `registry/systems.yaml`. */
export const emptySystems: SystemsFile = { penstock: 1 };

/** What a system is to a row. */
export function partOf({ master, projections, sources }: Ownership, system: string): Part {
  if (master === system) return 'owns';
  const receives = projections.includes(system);
  if (sources.includes(system)) return receives ? 'both' : 'sends';
  return receives ? 'receives' : 'none';
}

/** Applies one change and holds the outcome against every rule of the file; the file it is given stays as it is. */
export function applyRegistryEdit(file: SystemsFile, edit: RegistryEdit): Result<SystemsFile> {
  const changed = change(file, edit);
  if (!changed.ok) return changed;
  const read = readSystems(printSystems(changed.value));
  return read.ok ? succeed(changed.value) : { ok: false, problems: read.problems.map(withoutPlace) };
}

/** Writes changes onto a text of the file; an empty text begins a new one. */
export function editSystemsText(text: string, edits: readonly RegistryEdit[]): Result<string> {
  const read = text === '' ? succeed(nothing) : readSystems(text);
  if (!read.ok) return read;
  const { comments } = read.value;
  let { value } = read.value;
  for (const edit of edits) {
    const changed = applyRegistryEdit(value, edit);
    if (!changed.ok) return changed;
    value = changed.value;
  }
  return succeed(printSystems(value, comments));
}

const nothing: { readonly value: SystemsFile; readonly comments: Comments } = {
  value: emptySystems,
  comments: new Map(),
};

/** A place in a text nobody has seen would only mislead. */
function withoutPlace({ code, message, path }: Problem): Problem {
  return { code, message, ...(path === undefined ? {} : { path }) };
}

function change(file: SystemsFile, edit: RegistryEdit): Result<SystemsFile> {
  switch (edit.edit) {
    case 'set-system':
      return succeed({ ...file, systems: { ...file.systems, [edit.system]: edit.entry } });
    case 'remove-system':
      return removeSystem(file, edit.system);
    case 'set-part':
      return setPart(file, edit);
    case 'set-entity':
      return succeed(setEntity(file, edit));
    case 'set-field':
      return setField(file, edit);
    case 'remove-row':
      return succeed(removeRow(file, edit.row));
  }
}

/** Rows a system owns, as people write them: `customer`, `customer.vat`. */
export function rowsOwnedBy(file: SystemsFile, system: string): readonly string[] {
  return buildRegistry(file).entities.flatMap(({ entity, master, fields }) => [
    ...(master === system ? [entity] : []),
    ...fields.filter((field) => field.master === system && master !== system).map(({ field }) => `${entity}.${field}`),
  ]);
}

function removeSystem(file: SystemsFile, system: string): Result<SystemsFile> {
  const owned = rowsOwnedBy(file, system);
  if (owned.length > 0) {
    const message = `\`${system}\` owns ${owned.slice(0, 5).join(', ')}${owned.length > 5 ? ' and more' : ''}. Give these to another system first.`;
    return refuse({ code: 'registry/still-owner', message });
  }
  const without = (list: string[] | undefined) => list?.filter((one) => one !== system);
  const entities = mapValues(file.entities ?? {}, (entry) => {
    // An empty list of a field stays: it says that the lists of the entity do not count here.
    const fields = mapValues(entry.fields ?? {}, (field) =>
      compact<FieldEntry>({
        ...field,
        projections: without(field.projections),
        sources: without(field.sources),
        names: filled(omit(field.names ?? {}, system)),
      }),
    );
    return compact<EntityEntry>({
      ...entry,
      ...tidyLists({ projections: without(entry.projections), sources: without(entry.sources) }),
      models: filled(omit(entry.models ?? {}, system)),
      fields: filled(fields),
    });
  });
  return succeed(
    compact<SystemsFile>({ ...file, systems: filled(omit(file.systems ?? {}, system)), entities: filled(entities) }),
  );
}

type SetPart = Extract<RegistryEdit, { readonly edit: 'set-part' }>;

function setPart(file: SystemsFile, { row, system, part }: SetPart): Result<SystemsFile> {
  const entry = file.entities?.[row.entity];
  const registry = buildRegistry(file);
  const before = ownershipOf(registry, row.entity, row.field);
  if (entry === undefined || before === undefined) return refuse(noSuchRow(row));
  if (before.master === system && part !== 'owns') {
    const message = `\`${nameOf(row)}\` always has one owner. Choose "Owns" at another system, and this one lets go.`;
    return refuse({ code: 'registry/owner-needed', message });
  }
  const after = ownershipAfter(before, system, part);
  if (row.field === undefined) {
    const kept = pinFields(entry);
    const own = compact<EntityEntry>({ ...kept, ...written(after), ...tidyLists(after) });
    return succeed(withEntity(file, row.entity, own));
  }
  const field = entry.fields?.[row.field];
  const above = entityOf(registry, row.entity);
  if (field === undefined || above === undefined) return refuse(noSuchRow(row));
  const own = compact<FieldEntry>({ ...field, ...fieldLists(after, above) });
  return succeed(withEntity(file, row.entity, { ...entry, fields: { ...entry.fields, [row.field]: own } }));
}

function ownershipAfter(before: Ownership, system: string, part: Part): Ownership {
  const without = (list: readonly string[]) => list.filter((one) => one !== system);
  const projections = without(before.projections);
  const sources = without(before.sources);
  if (part === 'receives' || part === 'both') projections.push(system);
  if (part === 'sends' || part === 'both') sources.push(system);
  const master = part === 'owns' ? system : before.master;
  return { master, direction: directionOf(projections, sources, before.direction), projections, sources };
}

function directionOf(projections: readonly string[], sources: readonly string[], before: Direction): Direction {
  if (projections.length > 0 && sources.length > 0) return 'both';
  if (projections.length > 0) return before === 'both' ? 'both' : 'from-master';
  if (sources.length > 0) return before === 'both' ? 'both' : 'to-master';
  return before;
}

function written({ master, direction }: Ownership): Pick<EntityEntry, 'master' | 'direction'> {
  return { master, direction };
}

/** A field says only what its entity does not say for it. */
function fieldLists(after: Ownership, above: Ownership): Partial<FieldEntry> {
  const { master, direction, projections, sources } = after;
  const others = (list: readonly string[]) => list.filter((one) => one !== master);
  const inherited = {
    projections: direction === 'to-master' ? [] : others(above.projections),
    sources: direction === 'from-master' ? [] : others(above.sources),
  };
  return {
    master,
    direction: direction === above.direction ? undefined : direction,
    projections: isSame(projections, inherited.projections) ? undefined : [...projections],
    sources: isSame(sources, inherited.sources) ? undefined : [...sources],
  };
}

/** Before its entity turns, a field with lists of its own says its direction itself, so that both go on fitting. */
function pinFields(entry: EntityEntry): EntityEntry {
  if (entry.fields === undefined) return entry;
  const fields = mapValues(entry.fields, (field) => {
    const hasLists = field.projections !== undefined || field.sources !== undefined;
    return hasLists && field.direction === undefined ? { ...field, direction: entry.direction } : field;
  });
  return { ...entry, fields };
}

type SetEntity = Extract<RegistryEdit, { readonly edit: 'set-entity' }>;

function setEntity(file: SystemsFile, { entity, master, owner, contract, models }: SetEntity): SystemsFile {
  const before = file.entities?.[entity] ?? { master, direction: 'from-master' as const };
  const own = compact<EntityEntry>({
    ...before,
    owner: owner === '' ? undefined : owner,
    contract: contract === '' ? undefined : contract,
    models: filled(withoutBlanks(models)),
  });
  return withEntity(file, entity, own);
}

type SetField = Extract<RegistryEdit, { readonly edit: 'set-field' }>;

function setField(file: SystemsFile, { entity, field, class: dataClass, names }: SetField): Result<SystemsFile> {
  const entry = file.entities?.[entity];
  if (entry === undefined) return refuse(noSuchRow({ entity }));
  const own = compact<FieldEntry>({
    ...(entry.fields?.[field] ?? { master: entry.master }),
    class: dataClass === '' ? undefined : dataClass,
    names: filled(withoutBlanks(names)),
  });
  return succeed(withEntity(file, entity, { ...entry, fields: { ...entry.fields, [field]: own } }));
}

function removeRow(file: SystemsFile, { entity, field }: RegistryRow): SystemsFile {
  const entry = file.entities?.[entity];
  if (entry === undefined) return file;
  if (field === undefined) {
    return compact<SystemsFile>({ ...file, entities: filled(omit(file.entities ?? {}, entity)) });
  }
  return withEntity(file, entity, compact<EntityEntry>({ ...entry, fields: filled(omit(entry.fields ?? {}, field)) }));
}

function withEntity(file: SystemsFile, entity: string, entry: EntityEntry): SystemsFile {
  return { ...file, entities: { ...file.entities, [entity]: entry } };
}

function noSuchRow(row: RegistryRow): Problem {
  const message = `The registry has no \`${nameOf(row)}\`. It may have been removed meanwhile; look at the table again.`;
  return { code: 'registry/no-such-row', message };
}

function nameOf({ entity, field }: RegistryRow): string {
  return field === undefined ? entity : `${entity}.${field}`;
}

/** Lists as a file keeps them: an empty one is left out. */
function tidyLists({ projections, sources }: Lists): Pick<EntityEntry, 'projections' | 'sources'> {
  const kept = (list: readonly string[] | undefined) =>
    list === undefined || list.length === 0 ? undefined : [...list];
  return { projections: kept(projections), sources: kept(sources) };
}

type Lists = {
  readonly projections?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
};

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, make: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value)]));
}

function omit<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function withoutBlanks(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
}

/** Nothing for a map without members: files hold no empty ones. */
function filled<T>(record: Record<string, T>): Record<string, T> | undefined {
  return Object.keys(record).length === 0 ? undefined : record;
}

/** Drops members that are undefined; printing would stumble over them. */
function compact<T extends object>(value: T): T {
  // Only members that were undefined are gone, which every type here allows to be absent.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
