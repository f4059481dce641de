import { type Part, partOf, type RegistryRow } from '#flow/registry/edit-registry.ts';
import type { Registry, RegistrySystem } from '#flow/registry/registry.ts';
import type { RegistryView } from '../../data/registry.ts';

/** A flow or a connection by name. */
export type Named = { readonly id: string; readonly name: string };

/** A system with who uses it. */
export type SystemRow = {
  readonly system: RegistrySystem;
  readonly connections: readonly Named[];
  readonly flows: readonly Named[];
};

/** The rows of the table of systems. */
export function systemRows(
  registry: Registry,
  { connections, flows }: Pick<RegistryView, 'connections' | 'flows'>,
): readonly SystemRow[] {
  return registry.systems.map((system) => ({
    system,
    connections: connections.filter((one) => one.system === system.id),
    flows: flows.flatMap(({ flow, name, reads, writes }) =>
      [...reads, ...writes].some((use) => use.system === system.id) ? [{ id: flow, name }] : [],
    ),
  }));
}

/** Ids of systems that connections name and the registry does not, each once. */
export function unlistedSystems(registry: Registry, connections: RegistryView['connections']): readonly string[] {
  const known = new Set(registry.systems.map(({ id }) => id));
  const named = connections.flatMap(({ system }) => (system === null || known.has(system) ? [] : [system]));
  return [...new Set(named)].sort();
}

/** One row of the table of owners: an entity, or one of its fields below it. */
export type MatrixRow = {
  readonly key: string;
  readonly row: RegistryRow;
  /** Who answers for it, or its data class; empty where nobody said. */
  readonly note: string;
  /** Part of every system, by system id. */
  readonly parts: ReadonlyMap<string, Part>;
  /** Systems whose part is that of the entity. */
  readonly inherited: ReadonlySet<string>;
};

/** The rows of the table of owners, fields right below their entity. */
export function matrixRows({ systems, entities }: Registry): readonly MatrixRow[] {
  return entities.flatMap((entity) => {
    const own = new Map(systems.map(({ id }) => [id, partOf(entity, id)]));
    const fields = entity.fields.map((field) => {
      const parts = new Map(systems.map(({ id }) => [id, partOf(field, id)]));
      const inherited = systems.flatMap(({ id }) => (parts.get(id) === own.get(id) ? [id] : []));
      const row = { entity: entity.entity, field: field.field };
      return { key: keyOf(row), row, note: field.class ?? '', parts, inherited: new Set(inherited) };
    });
    const row = { entity: entity.entity };
    return [{ key: keyOf(row), row, note: entity.owner ?? '', parts: own, inherited: new Set<string>() }, ...fields];
  });
}

/** Names a row for people and for lists. */
export function keyOf({ entity, field }: RegistryRow): string {
  return field === undefined ? entity : `${entity}.${field}`;
}

/** Where the focus goes from a cell; column 0 is the heading of the row. Undefined for other keys. */
export function moveInGrid(
  key: string,
  isFar: boolean,
  at: { readonly row: number; readonly column: number },
  size: { readonly rows: number; readonly columns: number },
): { readonly row: number; readonly column: number } | undefined {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  switch (key) {
    case 'ArrowUp':
      return { ...at, row: Math.max(0, at.row - 1) };
    case 'ArrowDown':
      return { ...at, row: Math.min(last.row, at.row + 1) };
    case 'ArrowLeft':
      return { ...at, column: Math.max(0, at.column - 1) };
    case 'ArrowRight':
      return { ...at, column: Math.min(last.column, at.column + 1) };
    case 'Home':
      return { row: isFar ? 0 : at.row, column: 0 };
    case 'End':
      return { row: isFar ? last.row : at.row, column: last.column };
    case 'PageUp':
      return { ...at, row: Math.max(0, at.row - 10) };
    case 'PageDown':
      return { ...at, row: Math.min(last.row, at.row + 10) };
    default:
      return undefined;
  }
}

/** The part a single key stands for; undefined for other keys. */
export function partOfKey(key: string): Part | undefined {
  const parts: Readonly<Record<string, Part>> = { o: 'owns', r: 'receives', s: 'sends', b: 'both', n: 'none' };
  if (key === 'Delete' || key === 'Backspace') return 'none';
  const letter = key.toLowerCase();
  return Object.hasOwn(parts, letter) ? parts[letter] : undefined;
}
