import type { TrustedKey, WorkspaceFile } from '../workspace/parse-workspace-file.ts';
import type { Change, Risk } from './change.ts';
import { isSame } from './compare-values.ts';
import { noteChange } from './note-change.ts';
import type { DiffSide } from './side.ts';
import { tellField } from './tell-field.ts';

const file = 'penstock.yaml';

/**
 * What `penstock.yaml` says: whose signatures count for what, and the rest. More trust is of high risk, because
 * whoever may sign decides what runs.
 */
export function diffTrust({ settings: before }: DiffSide, { settings: after }: DiffSide): readonly Change[] {
  // A side without the file, such as a bundle or a single flow, says nothing about trust.
  if (before === undefined || after === undefined) return [];
  const was = new Map(before.trustedKeys.map((key) => [key.key, key]));
  const is = new Map(after.trustedKeys.map((key) => [key.key, key]));
  return [
    ...[...is.values()].flatMap((key) => tellKey(was.get(key.key), key)),
    ...[...was.values()].filter(({ key }) => !is.has(key)).map(tellGone),
    ...tellRest(before, after),
  ];
}

function tellKey(was: TrustedKey | undefined, is: TrustedKey): readonly Change[] {
  const note = (risk: Risk, sentence: string, part: string) =>
    noteChange({ kind: 'trust', risk, field: `trustedKeys.${is.name}.${part}`, sentence, file });
  if (was === undefined) {
    return [note('high', `${sayKey(is)} is trusted now, as ${list(is.roles)}.`, 'key')];
  }
  const gained = is.roles.filter((role) => !was.roles.includes(role));
  const lost = was.roles.filter((role) => !is.roles.includes(role));
  const changes: Change[] = [];
  if (gained.length > 0) changes.push(note('high', `${sayKey(is)} may now sign as ${list(gained)}.`, 'roles'));
  if (lost.length > 0) changes.push(note('low', `${sayKey(is)} may no longer sign as ${list(lost)}.`, 'roles'));
  if (was.person !== is.person) {
    changes.push(note('high', `Key "${is.name}" belongs to ${is.person} now; it was ${was.person}'s.`, 'person'));
  }
  if (was.until !== is.until) {
    const isLonger = is.until === undefined || (was.until !== undefined && is.until > was.until);
    const until = is.until === undefined ? 'without an end' : `until ${is.until}`;
    changes.push(note(isLonger ? 'high' : 'low', `${sayKey(is)} is trusted ${until} now.`, 'until'));
  }
  if (was.revoked !== is.revoked) {
    const sentence = is.revoked === undefined ? 'counts again' : `is revoked from ${is.revoked} on`;
    changes.push(note(is.revoked === undefined ? 'high' : 'medium', `${sayKey(is)} ${sentence}.`, 'revoked'));
  }
  return changes;
}

function tellGone(key: TrustedKey): Change {
  const sentence = `${sayKey(key)} is not trusted any more.`;
  return noteChange({ kind: 'trust', risk: 'medium', field: `trustedKeys.${key.name}.key`, sentence, file });
}

/** Name, order of environments and limits tune the workspace; none of them lets anybody in. */
function tellRest(before: WorkspaceFile, after: WorkspaceFile): readonly Change[] {
  const parts = [
    { field: 'name', what: 'Name of the workspace', was: before.name, is: after.name },
    {
      field: 'environments',
      what: 'Order of the environments',
      was: before.environments.join(', '),
      is: after.environments.join(', '),
    },
  ];
  const changes = parts.flatMap(({ field, what, was, is }) => {
    if (was === is) return [];
    const sentence = tellField({ what, key: field, before: was, after: is });
    return [noteChange({ kind: 'trust', risk: 'low', field, sentence, before: was, after: is, file })];
  });
  if (isSame({ ...before.limits }, { ...after.limits })) return changes;
  const sentence = 'Limits of connections without their own changed.';
  return [...changes, noteChange({ kind: 'trust', risk: 'low', field: 'limits', sentence, file })];
}

function sayKey({ name, person }: TrustedKey): string {
  return person === name ? `Key "${name}"` : `Key "${name}" of ${person}`;
}

function list(roles: readonly string[]): string {
  return roles.join(' and ');
}
