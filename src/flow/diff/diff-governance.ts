import type { JsonObject } from '../json.ts';
import type { Registry, Topic } from '../registry/registry.ts';
import type { Waiver } from '../template/waiver.ts';
import type { Change, Risk } from './change.ts';
import { compareValues, type Difference } from './compare-values.ts';
import { diffTrust } from './diff-trust.ts';
import { sayKey } from './field-words.ts';
import { noteChange } from './note-change.ts';
import { shorten } from './say-value.ts';
import type { DiffSide, SideTemplate } from './side.ts';
import { tellField } from './tell-field.ts';

/** Patterns, waivers, the registry, and files that have no sentences of their own. */
export function diffGovernance(before: DiffSide, after: DiffSide): readonly Change[] {
  return [
    ...diffTemplates(before.templates, after.templates),
    ...diffWaivers(before.waivers, after.waivers),
    ...diffRegistry(before.registry, after.registry),
    ...diffTopics(before.topics, after.topics),
    ...diffTrust(before, after),
    ...diffOthers(before.others, after.others),
  ];
}

function diffTemplates(before: readonly SideTemplate[], after: readonly SideTemplate[]): readonly Change[] {
  return pairBy(before, after, ({ reference }) => reference).flatMap(({ key, was, is }) => {
    const place = { kind: 'template', file: `templates/${key.split('@')[0]}/template.yaml` } as const;
    if (was === undefined)
      return [noteChange({ ...place, risk: 'medium', sentence: `Pattern ${key} added.`, after: key })];
    if (is === undefined)
      return [noteChange({ ...place, risk: 'high', sentence: `Pattern ${key} removed.`, before: key })];
    if (was.version !== is.version) {
      const sentence = `Pattern ${key} changed from version ${was.version} to ${is.version}.`;
      return [
        noteChange({ ...place, risk: 'medium', field: 'version', sentence, before: was.version, after: is.version }),
      ];
    }
    if (was.digest === is.digest) return [];
    const sentence = `Pattern ${key} changed under the same version ${is.version}.`;
    return [noteChange({ ...place, risk: 'high', field: 'digest', sentence, before: was.digest, after: is.digest })];
  });
}

function diffWaivers(before: readonly Waiver[], after: readonly Waiver[]): readonly Change[] {
  const keyOf = ({ rule, flow, node }: Waiver) => `${rule} ${flow} ${node ?? ''}`;
  return pairBy(before, after, keyOf).flatMap(({ was, is }) => {
    const waiver = is ?? was;
    if (waiver === undefined) return [];
    const about = `Waiver of ${waiver.rule} for ${waiver.node === undefined ? '' : `step ${waiver.node} of `}${waiver.flow}`;
    const place = { kind: 'waiver', flow: waiver.flow, node: waiver.node ?? null } as const;
    if (was === undefined) {
      const sentence = `${about} granted by ${waiver.approver} until ${waiver.expires}: ${shorten(waiver.reason)}${/[.!?…]$/.test(shorten(waiver.reason)) ? '' : '.'}`;
      return [noteChange({ ...place, risk: 'high', sentence, after: waiver.expires })];
    }
    if (is === undefined)
      return [noteChange({ ...place, risk: 'low', sentence: `${about} ended.`, before: was.expires })];
    return tellWaiver(about, { was, is });
  });
}

function tellWaiver(about: string, { was, is }: { readonly was: Waiver; readonly is: Waiver }): readonly Change[] {
  const place = { kind: 'waiver', flow: is.flow, node: is.node ?? null } as const;
  const changes: Change[] = [];
  if (was.expires !== is.expires) {
    const verb = is.expires > was.expires ? 'extended' : 'shortened';
    const sentence = `${about} ${verb} from ${was.expires} to ${is.expires}.`;
    const values = { field: 'expires', before: was.expires, after: is.expires };
    changes.push(noteChange({ ...place, risk: is.expires > was.expires ? 'high' : 'low', sentence, ...values }));
  }
  for (const key of ['approver', 'reason'] as const) {
    if (was[key] === is[key]) continue;
    const sentence = tellField({
      what: `${sayKey(key)} of the ${about.charAt(0).toLowerCase()}${about.slice(1)}`,
      key,
      before: was[key],
      after: is[key],
    });
    changes.push(noteChange({ ...place, risk: 'medium', field: key, sentence, before: was[key], after: is[key] }));
  }
  return changes;
}

const registryFile = 'registry/systems.yaml';

function diffRegistry(before: Registry | undefined, after: Registry | undefined): readonly Change[] {
  if (before === after) return [];
  return [
    ...diffMembers(before?.systems ?? [], after?.systems ?? [], {
      what: 'System',
      idOf: ({ id }) => id,
      file: registryFile,
    }),
    ...diffMembers(before?.entities ?? [], after?.entities ?? [], {
      what: 'Entity',
      idOf: ({ entity }) => entity,
      file: registryFile,
    }),
  ];
}

function diffTopics(before: readonly Topic[], after: readonly Topic[]): readonly Change[] {
  return diffMembers(before, after, { what: 'Topic', idOf: ({ topic }) => topic, file: 'registry/topics.yaml' });
}

type Members<T> = { readonly what: string; readonly idOf: (one: T) => string; readonly file: string };

function diffMembers<T extends object>(
  before: readonly T[],
  after: readonly T[],
  members: Members<T>,
): readonly Change[] {
  const { what, idOf, file } = members;
  const place = { kind: 'registry', file } as const;
  return pairBy(before, after, idOf).flatMap(({ key, was, is }) => {
    if (was === undefined) {
      return [noteChange({ ...place, risk: 'medium', sentence: `${what} ${key} added to the registry.`, after: key })];
    }
    if (is === undefined) {
      return [
        noteChange({ ...place, risk: 'medium', sentence: `${what} ${key} removed from the registry.`, before: key }),
      ];
    }
    // What the registry holds is JSON as it was read.
    const [old, now] = [was as unknown as JsonObject, is as unknown as JsonObject];
    return compareValues(old, now).map((difference) => tellMember(`${what.toLowerCase()} ${key}`, difference, file));
  });
}

function tellMember(of: string, { keys, labels, before, after, isOrder }: Difference, file: string): Change {
  const path = keys.join('.');
  const title =
    path === 'clearance'
      ? 'Data classes'
      : labels.map((label, index) => (index === 0 ? sayKey(label) : label)).join(' › ');
  const isDuration = path.endsWith('Ms');
  const text = (value: typeof before) => (isDuration && typeof value === 'number' ? `${value}ms` : value);
  const [was, is] = [text(before), text(after)];
  const what = `${title.replace(/ ms$/, '')} of the ${of}`;
  const sentence = tellField({ what, key: keys.at(-1) ?? '', before: was, after: is, isOrder: isOrder === true });
  return noteChange({
    kind: 'registry',
    risk: riskOf(path, before, after),
    field: path,
    sentence,
    before,
    after,
    file,
  });
}

/** Widening what a system may hold lets data go where it could not. */
function riskOf(path: string, before: unknown, after: unknown): Risk {
  if (path === 'clearance') {
    const had = Array.isArray(before) ? before : [];
    return Array.isArray(after) && after.some((one) => !had.includes(one)) ? 'high' : 'medium';
  }
  return /^(master|direction|privileged|projections|sources)|\.(master|projections|sources)$/.test(path)
    ? 'medium'
    : 'low';
}

function diffOthers(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Change[] {
  const paths = new Set([...after.keys(), ...before.keys()]);
  return [...paths].sort().flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === is) return [];
    const kind = /\.tests?\.ya?ml$|(^|\/)tests?\//.test(path) ? 'test' : 'text';
    const verb = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const what = kind === 'test' ? 'Tests in' : 'File';
    return [noteChange({ kind, risk: 'low', sentence: `${what} ${path} ${verb}.`, file: path })];
  });
}

type Paired<T> = { readonly key: string; readonly was: T | undefined; readonly is: T | undefined };

function pairBy<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): readonly Paired<T>[] {
  const was = new Map(before.map((one) => [keyOf(one), one] as const));
  const is = new Map(after.map((one) => [keyOf(one), one] as const));
  return [...new Set([...is.keys(), ...was.keys()])].map((key) => ({ key, was: was.get(key), is: is.get(key) }));
}
