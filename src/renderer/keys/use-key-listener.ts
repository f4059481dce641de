import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { type CommandId, commandFacts } from './command-list.ts';
import { runCommand, useCommands } from './commands.ts';
import { toListened } from './press.ts';

/** Commands that go on while their keys are held down; all others act once per press. */
const repeating: ReadonlySet<CommandId> = new Set([
  'review.next-change',
  'review.previous-change',
  'flow.undo',
  'flow.redo',
  'problem.next',
  'problem.previous',
  'canvas.next-step',
  'canvas.previous-step',
  'canvas.zoom-in',
  'canvas.zoom-out',
]);

/** Commands that are meant while a dialog is open, too; all others are about the page behind it. */
const inDialogs: ReadonlySet<CommandId> = new Set([
  'palette.open',
  'keys.show',
  'flow.save',
  'region.next',
  'region.previous',
]);

/** Listens for the keys of every command, as a person may have remapped them. Mount once. */
export function useKeyListener(): void {
  const remapped = useCommands((state) => state.remapped);
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    // The table's own keys are the ids.
    for (const id of Object.keys(commandFacts) as CommandId[]) {
      for (const keys of remapped[id] ?? commandFacts[id].keys) {
        const listened = toListened(keys);
        const former = bindings[listened];
        bindings[listened] = (event) => {
          former?.(event);
          if (event.defaultPrevented || !mayListen(id, event)) return;
          if (event.repeat && !repeating.has(id)) event.preventDefault();
          else if (runCommand(id)) event.preventDefault();
        };
      }
    }
    // What typing may not reach is decided per command below; the library would leave out every field.
    return tinykeys(window, bindings, { ignore: (event) => event.isComposing });
  }, [remapped]);
}

/** Typing is never a command, but for keys with a modifier that mean nothing to the field. */
function mayListen(id: CommandId, event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return true;
  // A field that waits for keys to be pressed takes them all.
  if (target.closest('[data-keys="recording"]') !== null) return false;
  if (!inDialogs.has(id) && target.closest('[role="dialog"], [role="alertdialog"]') !== null) return false;
  const { scope } = commandFacts[id];
  if (scope !== 'page') return target.closest(`[data-keys="${scope}"]`) !== null && !isTyping(target);
  if (!isTyping(target)) return true;
  if (!event.ctrlKey && !event.metaKey && !/^F\d+$/.test(event.key)) return false;
  // A text has its own undo, find and bold; what remains is meant for the page.
  return !['flow.undo', 'flow.redo', 'flow.find'].includes(id);
}

function isTyping(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches('input, textarea, select, [role="textbox"]');
}
