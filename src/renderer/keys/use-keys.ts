import { type CommandId, commandFacts } from './command-list.ts';
import { useCommands } from './commands.ts';
import { printKeys } from './print-keys.ts';

/**
 * The keys of a command as people read them, such as `Ctrl+K`; undefined where it has none. Renders again when a
 * person gives the command other keys.
 */
export function useKeys(id: CommandId): string | undefined {
  const keys = useCommands((state) => (state.remapped[id] ?? commandFacts[id].keys)[0]);
  return keys === undefined ? undefined : printKeys(keys);
}
