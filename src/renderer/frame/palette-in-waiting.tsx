import { useEffect, useRef } from 'react';
import type { CommandId } from '../keys/command-list.ts';
import { runCommand, useCommand } from '../keys/commands.ts';

/** Takes the keys of the palette while that is still being loaded, and opens it as soon as it is there. */
export function PaletteInWaiting() {
  const wanted = useRef<CommandId>(undefined);
  const want = (id: CommandId) => (): void => {
    wanted.current = id;
  };
  useCommand('palette.open', want('palette.open'));
  useCommand('flow.find', want('flow.find'));
  useCommand('flow.search', want('flow.search'));
  useEffect(
    () => () => {
      const id = wanted.current;
      // This goes in the same moment as the palette comes; its commands count after that.
      if (id !== undefined) setTimeout(() => runCommand(id));
    },
    [],
  );
  return null;
}
