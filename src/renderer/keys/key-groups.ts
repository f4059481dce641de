import { type CommandId, type CommandScope, commandFacts } from './command-list.ts';

/** Keys a person chose, by command. */
export type Remapped = Readonly<Partial<Record<CommandId, readonly string[]>>>;

/** Commands under one heading of the list of keys. */
export type KeyGroup = { readonly id: string; readonly commands: readonly CommandId[] };

/** Ids of all commands, in the order of the table. */
export const commandIds = Object.keys(commandFacts).filter((id): id is CommandId => id in commandFacts);

/** Headings, in their order, and which commands stand under each. */
const headings: readonly { readonly id: string; readonly fits: (id: CommandId) => boolean }[] = [
  { id: 'page', fits: (id) => /^(palette|keys|region|panel|theme)\./.test(id) },
  { id: 'flow', fits: (id) => /^(flow|step|problem)\./.test(id) },
  { id: 'review', fits: (id) => /^review\./.test(id) },
  { id: 'arrange', fits: (id) => /^canvas\.(tidy|align|distribute)/.test(id) },
  { id: 'look', fits: (id) => /^canvas\.(fit|zoom|select-mode|pan-mode|map)/.test(id) },
  { id: 'edit', fits: () => true },
];

/** Groups commands whose title or keys fit what was typed; empty groups are left out. */
export function groupCommands(
  ids: readonly CommandId[],
  typed: string,
  wordsOf: (id: CommandId) => string,
): readonly KeyGroup[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = ids.filter((id) => {
    const words = wordsOf(id).toLowerCase();
    return parts.every((part) => words.includes(part));
  });
  const taken = new Set<CommandId>();
  return headings
    .map(({ id, fits }) => {
      const commands = fitting.filter((one) => !taken.has(one) && fits(one));
      for (const one of commands) taken.add(one);
      return { id, commands };
    })
    .filter(({ commands }) => commands.length > 0);
}

/** Keys of a command, with what a person chose. */
export function keysIn(remapped: Remapped, id: CommandId): readonly string[] {
  return remapped[id] ?? commandFacts[id].keys;
}

/**
 * The other commands that would answer to these keys too. Commands of the canvas and of the page are heard together
 * while the canvas has the focus, so they count as well; keys that begin a longer sequence are in its way.
 */
export function conflictsOf(remapped: Remapped, id: CommandId, keys: string): readonly CommandId[] {
  return commandIds.filter(
    (other) => other !== id && !areApart(id, other) && keysIn(remapped, other).some((own) => collide(own, keys)),
  );
}

/** A review draws no canvas that is drawn on: what only one of them does, the other never hears. */
function areApart(one: CommandId, other: CommandId): boolean {
  const scopes = [commandFacts[one].scope, commandFacts[other].scope];
  return scopes.includes('review') && scopes.includes('canvas');
}

/** True where the same presses lead to both, or to one on the way to the other. */
export function collide(one: string, other: string): boolean {
  const first = one.toLowerCase();
  const second = other.toLowerCase();
  return first === second || first.startsWith(`${second} `) || second.startsWith(`${first} `);
}

/** True where single letters are heard only with the canvas in focus; elsewhere they would disturb dictation. */
export function isTooShort(scope: CommandScope, keys: string): boolean {
  return scope === 'page' && /^[\p{L}\p{N}]$/u.test(keys);
}
