import { Copy, Ellipsis, PenLine, Play, Trash2 } from 'lucide-react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { IconType } from '#ui/tone.ts';
import type { CommandId } from '../../keys/command-list.ts';
import { keysOf, runCommand, useCommands } from '../../keys/commands.ts';
import { printKeys } from '../../keys/print-keys.ts';
import { choose, useBoard } from '../board.ts';
import { focusCanvas } from '../camera.ts';
import { setCanvasState, useCanvasState } from '../canvas-state.ts';
import styles from './card-tools.module.css';

const tools: readonly { readonly command: CommandId; readonly icon: IconType }[] = [
  { command: 'step.test', icon: Play },
  { command: 'canvas.rename', icon: PenLine },
  { command: 'canvas.duplicate', icon: Copy },
  { command: 'canvas.delete', icon: Trash2 },
];

/** Tools above a step under the pointer. For the mouse only: each has keys, and the context menu holds them all. */
export function CardTools({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const isHovered = useCanvasState((state) => state.hovered === id);
  const canTest = useCommands((state) => (state.handlers.get('step.test')?.length ?? 0) > 0);
  if (!isHovered) return null;
  const run =
    (command: CommandId) =>
    (event: MouseEvent): void => {
      event.stopPropagation();
      if (!useBoard.getState().selected.has(id)) choose([id]);
      focusCanvas();
      runCommand(command);
    };
  const openMenu = (event: MouseEvent): void => {
    event.stopPropagation();
    if (!useBoard.getState().selected.has(id)) choose([id]);
    focusCanvas();
    setCanvasState({ menu: { window: { x: event.clientX, y: event.clientY }, target: { kind: 'step', id } } });
  };
  return (
    <div className={`${styles.tools} nodrag nopan`} aria-hidden onDoubleClick={(event) => event.stopPropagation()}>
      {tools.map(({ command, icon: Icon }) =>
        command === 'step.test' && !canTest ? null : (
          <button key={command} type="button" tabIndex={-1} title={titleOf(command)} onClick={run(command)}>
            <Icon size={14} aria-hidden />
          </button>
        ),
      )}
      <button type="button" tabIndex={-1} title={t('canvas.moreTools')} onClick={openMenu}>
        <Ellipsis size={14} aria-hidden />
      </button>
    </div>
  );

  function titleOf(command: CommandId): string {
    const [keys] = keysOf(command);
    const title = t(`keys.${command}`);
    return keys === undefined ? title : `${title} (${printKeys(keys)})`;
  }
}
