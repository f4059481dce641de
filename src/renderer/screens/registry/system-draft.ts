import { type DataClass, dataClasses } from '#flow/contract/field-classes.ts';
import type { Problem } from '#flow/problem.ts';
import type { SystemEntry } from '#flow/registry/registry-schema.ts';
import { splitPath } from '#flow/text/path.ts';

/** An operation that goes away, as the form holds it. */
export type OperationDraft = {
  /** Tells rows apart while their names are typed. */
  readonly row: number;
  readonly operation: string;
  readonly deprecated: string;
  readonly sunset: string;
  readonly use: string;
};

/** A system as the form holds it: texts as typed, empty where nothing was said. */
export type SystemDraft = {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly contact: string;
  readonly description: string;
  readonly clearance: readonly DataClass[];
  readonly hosts: string;
  readonly webhooks: string;
  readonly privileged: boolean;
  readonly residency: string;
  readonly rate: string;
  readonly concurrency: string;
  readonly maxTimeout: string;
  readonly body: string;
  readonly retires: string;
  readonly companies: '' | 'one' | 'several';
  readonly operations: readonly OperationDraft[];
};

/** The form of a system; of a new one without an entry. */
export function draftOf(id: string, entry?: SystemEntry): SystemDraft {
  const { limits = {}, operations = {} } = entry ?? {};
  return {
    id,
    name: entry?.name ?? '',
    owner: entry?.owner ?? '',
    contact: entry?.contact ?? '',
    description: entry?.description ?? '',
    clearance: entry?.clearance ?? [],
    hosts: (entry?.hosts ?? []).join('\n'),
    webhooks: (entry?.webhooks ?? []).join('\n'),
    privileged: entry?.privileged ?? false,
    residency: entry?.residency ?? '',
    rate: limits.rate ?? '',
    concurrency: limits.concurrency === undefined ? '' : String(limits.concurrency),
    maxTimeout: limits.maxTimeout ?? '',
    body: limits.body ?? '',
    retires: entry?.retires ?? '',
    companies: entry?.companies ?? '',
    operations: Object.entries(operations).map(([operation, { deprecated = '', sunset = '', use = '' }], row) => ({
      row,
      operation,
      deprecated,
      sunset,
      use,
    })),
  };
}

/** The form with one more row for an operation. */
export function withOperation(draft: SystemDraft): SystemDraft {
  const row = 1 + Math.max(-1, ...draft.operations.map((one) => one.row));
  return { ...draft, operations: [...draft.operations, { row, operation: '', deprecated: '', sunset: '', use: '' }] };
}

/** What the file says for a filled form; nothing is written for what was left empty. */
export function entryOf(draft: SystemDraft): SystemEntry {
  const limits = present({
    rate: said(draft.rate),
    concurrency: draft.concurrency.trim() === '' ? undefined : Number(draft.concurrency),
    maxTimeout: said(draft.maxTimeout),
    body: said(draft.body),
  });
  const operations = draft.operations.map(({ operation, deprecated, sunset, use }) => [
    operation.trim(),
    present({ deprecated: said(deprecated), sunset: said(sunset), use: said(use) }),
  ]);
  return present({
    name: draft.name.trim(),
    owner: draft.owner.trim(),
    contact: said(draft.contact),
    description: said(draft.description),
    // In the order of the house, whatever was ticked first.
    clearance: list(dataClasses.filter((known) => draft.clearance.includes(known))),
    hosts: list(lines(draft.hosts)),
    webhooks: list(lines(draft.webhooks)),
    privileged: draft.privileged ? true : undefined,
    residency: said(draft.residency),
    limits: Object.keys(limits).length === 0 ? undefined : limits,
    retires: said(draft.retires),
    operations: operations.length === 0 ? undefined : Object.fromEntries(operations),
    companies: draft.companies === '' ? undefined : draft.companies,
  });
}

/** Sentences of a refusal by the field of the form they are about; those of no field stand under the empty name. */
export function errorsByField(problems: readonly Problem[], id: string): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { path = '', message } of problems) {
    const [top, system, key = '', below] = splitPath(path);
    const isOurs = top === 'systems' && (system === id || system === undefined);
    const field = !isOurs ? '' : key === 'limits' ? (below ?? key) : key === '' ? 'id' : key;
    errors[field] = errors[field] === undefined ? message : `${errors[field]} ${message}`;
  }
  return errors;
}

function said(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

function lines(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function list<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function present<T extends object>(value: T): Present<T> {
  // Only members that were undefined are gone; all of them may be absent in a file.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}
