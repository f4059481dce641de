import { parseDuration } from '../duration.ts';
import type { JsonObject } from '../json.ts';
import { type Problem, type Result, succeed } from '../problem.ts';
import type { Comments } from '../text/comments.ts';
import { formatDocument, printDocument, readDocument } from '../text/document.ts';
import { parseRate } from '../workspace/ids.ts';
import { judgeSystems } from './judge-systems.ts';
import type { Direction, Ownership, Registry, RegistryEntity, RegistryField, RegistrySystem } from './registry.ts';
import {
  type EntityEntry,
  type FieldEntry,
  type SystemEntry,
  type SystemsFile,
  systemsSchema,
} from './registry-schema.ts';

/** `registry/systems.yaml` as written, for those who change it: its value, its comments and what it means. */
export type ReadSystems = {
  readonly value: SystemsFile;
  readonly comments: Comments;
  readonly registry: Registry;
};

/** Reads `registry/systems.yaml` and keeps what is needed to write it back; all problems at once, in their order. */
export function readSystems(text: string): Result<ReadSystems> {
  const free = readDocument(text);
  if (!free.ok) return free;
  const read = readDocument(text, () => systemsSchema);
  const own = read.ok ? [] : read.problems;
  const problems = inOrder([...own, ...judgeSystems(free.value)]);
  if (problems.length > 0 || !read.ok) return { ok: false, problems };
  // The schema of this file accepted the value a moment ago.
  const value = read.value.value as unknown as SystemsFile;
  return succeed({ value, comments: read.value.comments, registry: buildRegistry(value) });
}

/** Reads `registry/systems.yaml`: who owns what. All problems at once, each with line and column. */
export function parseSystems(text: string): Result<Registry> {
  const read = readSystems(text);
  return read.ok ? succeed(read.value.registry) : read;
}

/** Writes `registry/systems.yaml` in its canonical form. */
export function formatSystems(text: string): Result<string> {
  return formatDocument(text, () => systemsSchema);
}

/** Writes a changed value of `registry/systems.yaml`; comments of keys that are gone go with them. */
export function printSystems(value: SystemsFile, comments: Comments = new Map()): string {
  // Members of the file are JSON but for absent ones, which are left out.
  return printDocument(value as unknown as JsonObject, comments, systemsSchema);
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const place = ({ line = 0, column = 0 }: Problem) => line * 1_000_000 + column;
  return [...problems].sort((one, other) => place(one) - place(other));
}

/** Turns a sound file into what it means; lists a field leaves out become those of its entity. */
export function buildRegistry(file: SystemsFile): Registry {
  return {
    systems: Object.entries(file.systems ?? {}).map(([id, entry]) => buildSystem(id, entry)),
    entities: Object.entries(file.entities ?? {}).map(([entity, entry]) => buildEntity(entity, entry)),
  };
}

function buildSystem(id: string, entry: SystemEntry): RegistrySystem {
  const { limits, operations, ...plain } = entry;
  return {
    id,
    ...present(plain),
    ...(limits === undefined ? {} : { limits: buildLimits(limits) }),
    operations: Object.entries(operations ?? {}).map(([operation, notice]) => ({ operation, ...present(notice) })),
  };
}

function buildLimits({ rate, concurrency, maxTimeout, body }: NonNullable<SystemEntry['limits']>) {
  return present({
    rate,
    ratePerSecond: rate === undefined ? undefined : parseRate(rate),
    concurrency,
    maxTimeoutMs: maxTimeout === undefined ? undefined : parseDuration(maxTimeout),
    bodyBytes: body === undefined ? undefined : Number(body.slice(0, -2)) * (body.endsWith('KB') ? 1024 : 1024 * 1024),
  });
}

function buildEntity(entity: string, entry: EntityEntry): RegistryEntity {
  const { owner, contract, models = {}, fields = {} } = entry;
  const own = ownership(entry.master, entry.direction, entry);
  return {
    entity,
    ...present({ owner, contract }),
    ...own,
    models,
    fields: Object.entries(fields).map(([field, part]) => buildField(field, part, own)),
  };
}

function buildField(field: string, entry: FieldEntry, above: Ownership): RegistryField {
  const direction = entry.direction ?? above.direction;
  const lists = {
    projections: entry.projections ?? (direction === 'to-master' ? [] : above.projections),
    sources: entry.sources ?? (direction === 'from-master' ? [] : above.sources),
  };
  return {
    field,
    ...ownership(entry.master, direction, lists),
    ...present({ class: entry.class }),
    names: entry.names ?? {},
  };
}

type Lists = {
  readonly projections?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
};

function ownership(master: string, direction: Direction, { projections = [], sources = [] }: Lists): Ownership {
  const others = (systems: readonly string[]) => systems.filter((system) => system !== master);
  return { master, direction, projections: others(projections), sources: others(sources) };
}

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Drops the `undefined` that optional members of a schema's type carry. */
function present<T extends object>(value: T): Present<T> {
  // Only the type changes: members that were absent stay absent.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}
