import { type ComponentType, Suspense, useEffect, useRef, useState } from 'react';
import type { CommandId } from '../keys/command-list.ts';
import { runCommand, useCommand } from '../keys/commands.ts';
import { lazyPart } from './lazy-part.ts';

const loadPalette = async () => (await import('../command-palette/command-palette.tsx')).CommandPalette;
const CommandPalette = lazyPart(loadPalette);
const KeysDialog = lazyPart(async () => (await import('../keys/keys-dialog.tsx')).KeysDialog);

const paletteCommands = ['palette.open', 'flow.find', 'flow.search'] as const satisfies readonly CommandId[];
const keysCommands = ['keys.show'] as const satisfies readonly CommandId[];

/** Begins to load the palette, such as when the pointer is on what opens it. */
export function preloadPalette(): void {
  loadPalette().catch(() => undefined);
}

/** The palette and the list of keys. */
export function PartsOnDemand() {
  return (
    <>
      <OnDemand commands={paletteCommands} Part={CommandPalette} />
      <OnDemand commands={keysCommands} Part={KeysDialog} />
    </>
  );
}

type OnDemandProps = {
  /** The commands the part carries out. */
  readonly commands: readonly CommandId[];
  readonly Part: ComponentType;
  readonly isEnabled?: boolean;
};

/** A part that is loaded when one of its commands is first given, and then carries it out. */
export function OnDemand({ commands, Part, isEnabled = true }: OnDemandProps) {
  const [isWanted, setIsWanted] = useState(false);
  if (!isWanted) return <InWaiting commands={commands} isEnabled={isEnabled} onWanted={() => setIsWanted(true)} />;
  return (
    <Suspense fallback={<InWaiting commands={commands} isEnabled={isEnabled} />}>
      <Part />
    </Suspense>
  );
}

type InWaitingProps = Omit<OnDemandProps, 'Part'> & { readonly onWanted?: () => void };

/** Takes commands while what carries them out is not there, and gives them on as soon as it is. */
function InWaiting({ commands, isEnabled = true, onWanted }: InWaitingProps) {
  const wanted = useRef<CommandId>(undefined);
  useEffect(
    () => () => {
      const id = wanted.current;
      // This goes in the same moment as the part comes; its commands count after that.
      if (id !== undefined) setTimeout(() => runCommand(id));
    },
    [],
  );
  return commands.map((id) => (
    <Waiting
      key={id}
      id={id}
      isEnabled={isEnabled}
      onGiven={() => {
        wanted.current = id;
        onWanted?.();
      }}
    />
  ));
}

type WaitingProps = { readonly id: CommandId; readonly isEnabled: boolean; readonly onGiven: () => void };

function Waiting({ id, isEnabled, onGiven }: WaitingProps) {
  useCommand(id, onGiven, isEnabled);
  return null;
}
