import {
  ChevronDown,
  Frame,
  Hand,
  Map as MapIcon,
  Maximize,
  MousePointer2,
  Plus,
  Redo2,
  StickyNote,
  Undo2,
  WandSparkles,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import type { IconType } from '#ui/tone.ts';
import { Toolbar, ToolbarSeparator, ToolbarStop } from '#ui/toolbar.tsx';
import { type Change, redo, undo, useDocument } from '../../document/document.ts';
import type { CommandId } from '../../keys/command-list.ts';
import { keysOf, runCommand, useCommands } from '../../keys/commands.ts';
import { printKeys } from '../../keys/print-keys.ts';
import { useCanvasState } from '../canvas-state.ts';
import { useZoom } from '../react-flow.ts';
import styles from './panels.module.css';

/** Entries of the history a menu shows. */
const shownEntries = 20;

/** The tools under the canvas. */
export const CanvasToolbar = memo(function CanvasToolbar() {
  const { t } = useTranslation();
  const mode = useCanvasState((state) => state.mode);
  const isTidying = useCanvasState((state) => state.isTidying);
  const isMapShown = useCanvasState((state) => state.isMapShown);
  return (
    <div className={styles.toolbar}>
      <Toolbar label={t('canvas.tools')} look="floating">
        <Tool command="canvas.select-mode" icon={MousePointer2} pressed={mode === 'select'} />
        <Tool command="canvas.pan-mode" icon={Hand} pressed={mode === 'pan'} />
        <ToolbarSeparator />
        <Tool command="canvas.add" icon={Plus} />
        <Tool command="canvas.note" icon={StickyNote} />
        <Tool command="canvas.wrap" icon={Frame} />
        <ToolbarSeparator />
        <Tool command="canvas.tidy" icon={WandSparkles} busy={isTidying} />
        <ToolbarSeparator />
        <History way="undo" />
        <History way="redo" />
        <ToolbarSeparator />
        <Tool command="canvas.zoom-out" icon={ZoomOut} />
        <ZoomValue />
        <Tool command="canvas.zoom-in" icon={ZoomIn} />
        <Tool command="canvas.fit" icon={Maximize} />
        <Tool command="canvas.map" icon={MapIcon} pressed={isMapShown} />
      </Toolbar>
    </div>
  );
});

type ToolProps = {
  readonly command: CommandId;
  readonly icon: IconType;
  readonly pressed?: boolean;
  readonly busy?: boolean;
};

function Tool({ command, icon, pressed, busy = false }: ToolProps) {
  const { t } = useTranslation();
  const canRun = useCommands((state) => (state.handlers.get(command)?.length ?? 0) > 0);
  const [keys] = keysOf(command);
  return (
    <IconButton
      label={t(`keys.${command}`)}
      icon={icon}
      shortcut={keys === undefined ? undefined : printKeys(keys)}
      pressed={pressed}
      busy={busy}
      disabled={!canRun}
      tooltipSide="top"
      onClick={() => runCommand(command)}
    />
  );
}

function ZoomValue() {
  const { t } = useTranslation();
  const percent = useZoom((zoom) => Math.round(zoom * 100));
  return (
    <ToolbarStop>
      <button
        type="button"
        className={styles.zoom}
        aria-label={t('canvas.zoomIs', { percent })}
        title={t('keys.canvas.zoom-100')}
        onClick={() => runCommand('canvas.zoom-100')}
      >
        {t('canvas.percent', { percent })}
      </button>
    </ToolbarStop>
  );
}

/** Undo or redo by one entry, and a menu of the named entries to go back or forward to. */
function History({ way }: { readonly way: 'undo' | 'redo' }) {
  const { t } = useTranslation();
  const past = useStore(useDocument.temporal, (state) => state.pastStates);
  const future = useStore(useDocument.temporal, (state) => state.futureStates);
  const present = useDocument((state) => state.change);
  const command = way === 'undo' ? 'flow.undo' : 'flow.redo';
  const count = way === 'undo' ? past.length : future.length;
  const changes: readonly (Change | undefined)[] =
    way === 'undo'
      ? [
          present,
          ...past
            .slice(1)
            .toReversed()
            .map(({ change }) => change),
        ]
      : future.toReversed().map(({ change }) => change);
  const entries: readonly MenuEntry[] = changes.slice(0, Math.min(count, shownEntries)).map((change, index) => ({
    id: `${way}-${index}`,
    label: nameOf(change),
    onSelect: () => (way === 'undo' ? undo(index + 1) : redo(index + 1)),
  }));
  const [keys] = keysOf(command);
  const [next] = changes;
  const label = count === 0 ? t(`canvas.${way}`) : t(`canvas.${way}Named`, { name: nameOf(next) });
  return (
    <span className={styles.history}>
      <IconButton
        label={label}
        icon={way === 'undo' ? Undo2 : Redo2}
        shortcut={keys === undefined ? undefined : printKeys(keys)}
        disabled={count === 0}
        tooltipSide="top"
        onClick={() => (way === 'undo' ? undo() : redo())}
      />
      {count > 1 && (
        <DropdownMenu
          side="top"
          trigger={
            <IconButton className={styles.historyMenu} label={t(`canvas.${way}Menu`)} icon={ChevronDown} size="sm" />
          }
          entries={entries}
        />
      )}
    </span>
  );

  function nameOf(change: Change | undefined): string {
    return change === undefined ? t('canvas.edit.unknown') : t(`canvas.${change.key}`, change.params);
  }
}
