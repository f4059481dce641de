import { z } from 'zod';
import type { Flow } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { type AddNode, addNode } from './add-node.ts';
import { type Connect, connect } from './connect.ts';
import { type Disconnect, disconnect } from './disconnect.ts';
import { type DuplicateNodes, duplicateNodes } from './duplicate-nodes.ts';
import type { EditKind, EditParams } from './edit-kind.ts';
import { type InsertMerge, insertMerge } from './insert-merge.ts';
import { type MoveNodes, moveNodes } from './move-nodes.ts';
import { type MoveSecret, moveSecret } from './move-secret.ts';
import { type PasteFragment, pasteFragment } from './paste-fragment.ts';
import { type Reconnect, reconnect } from './reconnect.ts';
import { type RemoveNode, removeNode } from './remove-node.ts';
import { type RenameNode, renameNodeEdit } from './rename-node.ts';
import { type SetConfig, setConfig } from './set-config.ts';
import { type SetFlow, setFlow } from './set-flow.ts';
import { type SetNode, setNode } from './set-node.ts';
import { type SetOnce, setOnce } from './set-once.ts';
import { settleComments } from './settle-comments.ts';
import { type WrapNodes, wrapNodes } from './wrap-nodes.ts';

/** What each edit needs to know. */
export type EditArguments = {
  readonly 'add-node': AddNode;
  readonly connect: Connect;
  readonly disconnect: Disconnect;
  readonly 'duplicate-nodes': DuplicateNodes;
  readonly 'insert-merge': InsertMerge;
  readonly 'move-nodes': MoveNodes;
  readonly 'move-secret': MoveSecret;
  readonly 'paste-fragment': PasteFragment;
  readonly reconnect: Reconnect;
  readonly 'remove-node': RemoveNode;
  readonly 'rename-node': RenameNode;
  readonly 'set-config': SetConfig;
  readonly 'set-flow': SetFlow;
  readonly 'set-node': SetNode;
  readonly 'set-once': SetOnce;
  readonly 'wrap-nodes': WrapNodes;
};

/** Name of an edit. */
export type EditName = keyof EditArguments;

/** An edit of one name, or of any: JSON, so that it can be recorded, sent, and offered as a quick fix. */
export type EditOf<Name extends EditName> = {
  readonly [Each in Name]: { readonly edit: Each; readonly arguments: EditArguments[Each] };
}[Name];

/** A change to a flow, as data. */
export type Edit = EditOf<EditName>;

const kinds: { readonly [Name in EditName]: EditKind<EditArguments[Name]> } = {
  'add-node': addNode,
  connect,
  disconnect,
  'duplicate-nodes': duplicateNodes,
  'insert-merge': insertMerge,
  'move-nodes': moveNodes,
  'move-secret': moveSecret,
  'paste-fragment': pasteFragment,
  reconnect,
  'remove-node': removeNode,
  'rename-node': renameNodeEdit,
  'set-config': setConfig,
  'set-flow': setFlow,
  'set-node': setNode,
  'set-once': setOnce,
  'wrap-nodes': wrapNodes,
};

/** Names of all edits. */
export const editNames: readonly string[] = Object.keys(kinds);

/** What an edit looks like from outside, before its arguments are judged. */
const editShape = z.object({ edit: z.string(), arguments: z.record(z.string(), z.unknown()) });

/**
 * Carries an edit out. The flow handed in stays as it is, so that undoing is going back to it; what did not change is
 * the same value in both. Comments stay with what they stand above.
 *
 * @returns the changed flow, or why a person may not do this, in a sentence for that person
 */
export function applyEdit(flow: Flow, edit: Edit, catalogue: NodeCatalogue): Result<Flow> {
  return applyNamed(flow, edit, catalogue);
}

/** Carries edits out one after the other, all or none. */
export function applyEdits(flow: Flow, edits: readonly Edit[], catalogue: NodeCatalogue): Result<Flow> {
  return edits.reduce<Result<Flow>>(
    (done, edit) => (done.ok ? applyEdit(done.value, edit, catalogue) : done),
    succeed(flow),
  );
}

/** Reads an edit from a recording or a command line; further members, such as a title, are looked past. */
export function readEdit(value: unknown): Result<Edit> {
  const shape = editShape.safeParse(value);
  const name = shape.success ? shape.data.edit : '';
  if (!shape.success || !isEditName(name)) return refuse(unknownEdit(name));
  return readNamed(name, shape.data.arguments);
}

/** Reads the edits of a quick fix; none at all is refused like one that cannot be read. */
export function readEdits(values: readonly unknown[]): Result<readonly [Edit, ...Edit[]]> {
  const [first, ...rest] = values.map(readEdit);
  if (first === undefined) return refuse(unknownEdit(''));
  const problems = [first, ...rest].flatMap((read) => (read.ok ? [] : read.problems));
  if (!first.ok || problems.length > 0) return refuse(...problems);
  return succeed([first.value, ...rest.flatMap((read) => (read.ok ? [read.value] : []))]);
}

/** Names an undo entry: a key of the interface's texts, and what the text needs. Read it before the edit is applied. */
export function describeEdit(edit: Edit, flow: Flow): { readonly key: string; readonly params: EditParams } {
  return describeNamed(edit, flow);
}

function applyNamed<Name extends EditName>(flow: Flow, edit: EditOf<Name>, catalogue: NodeCatalogue): Result<Flow> {
  const done = kinds[edit.edit].apply(flow, edit.arguments, catalogue);
  return done.ok ? succeed(settleComments(flow, done.value)) : done;
}

function describeNamed<Name extends EditName>(edit: EditOf<Name>, flow: Flow) {
  return { key: `edit.${edit.edit}`, params: kinds[edit.edit].describe(edit.arguments, flow) };
}

function readNamed<Name extends EditName>(name: Name, given: unknown): Result<Edit> {
  const judged = kinds[name].arguments.safeParse(given);
  // Name and arguments were matched by the table just above.
  if (judged.success) return succeed({ edit: name, arguments: judged.data } as unknown as Edit);
  return refuse(...judged.error.issues.map(({ path, message }) => badArgument(name, path.map(String), message)));
}

function isEditName(name: string): name is EditName {
  return Object.hasOwn(kinds, name);
}

function unknownEdit(name: string): Problem {
  const what = name === '' ? 'This is no edit' : `There is no edit "${name}"`;
  const message = `${what}; write {"edit": name, "arguments": {…}} with one of ${editNames.join(', ')}.`;
  return { code: 'edit/unknown-edit', message };
}

function badArgument(edit: string, path: readonly string[], reason: string): Problem {
  const where = path.length === 0 ? 'The arguments' : `The argument "${path.join('.')}"`;
  const message = `${where} of "${edit}" cannot be used: ${reason}. Correct the edit.`;
  return { code: 'edit/bad-arguments', message, path: path.join('.') };
}
