import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { type CommandId, commandFacts } from './command-list.ts';

/** What a command does at present, given by the part of the page that can do it. */
type Handler = () => void;

type CommandsState = {
  /** Handlers by command; the last one mounted wins, so that a dialog may take a command over. */
  readonly handlers: ReadonlyMap<CommandId, readonly Handler[]>;
  /** Keys a person chose instead of the default, by command; an empty list takes the keys away. */
  readonly remapped: Readonly<Partial<Record<CommandId, readonly string[]>>>;
};

const storageKey = 'penstock.keys';

/** Which commands can be carried out now, and with which keys. */
export const useCommands = create<CommandsState>(() => ({ handlers: new Map(), remapped: readRemapped() }));

/** Offers a command as long as the component is mounted and `isEnabled`. */
export function useCommand(id: CommandId, run: Handler, isEnabled = true): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!isEnabled) return undefined;
    const handler: Handler = () => latest.current();
    change(id, (list) => [...list, handler]);
    return () => change(id, (list) => list.filter((one) => one !== handler));
  }, [id, isEnabled]);
}

/** Carries a command out; false when nothing on the page can. */
export function runCommand(id: CommandId): boolean {
  const handler = useCommands.getState().handlers.get(id)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** Keys of a command, such as `$mod+k`: the person's own, else the default. */
export function keysOf(id: CommandId): readonly string[] {
  return useCommands.getState().remapped[id] ?? commandFacts[id].keys;
}

/** Gives a command other keys, remembered on this computer; undefined goes back to the default. */
export function remapKeys(id: CommandId, keys: readonly string[] | undefined): void {
  const { [id]: _, ...rest } = useCommands.getState().remapped;
  const remapped = keys === undefined ? rest : { ...rest, [id]: keys };
  useCommands.setState({ remapped });
  localStorage.setItem(storageKey, JSON.stringify(remapped));
}

/** Gives every command its default keys again. */
export function resetKeys(): void {
  useCommands.setState({ remapped: {} });
  localStorage.removeItem(storageKey);
}

function change(id: CommandId, alter: (list: readonly Handler[]) => readonly Handler[]): void {
  useCommands.setState(({ handlers }) => ({ handlers: new Map(handlers).set(id, alter(handlers.get(id) ?? [])) }));
}

function readRemapped(): CommandsState['remapped'] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    const known = Object.entries(stored).filter(([id, keys]) => id in commandFacts && isKeys(keys));
    return Object.fromEntries(known);
  } catch {
    // What a person stored by hand and cannot be read counts as nothing stored.
    return {};
  }
}

function isKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
