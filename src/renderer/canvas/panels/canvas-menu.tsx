import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { PointMenu } from '#ui/menu.tsx';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import { manifestOf } from '../../document/catalogue.ts';
import { presentDocument } from '../../document/document.ts';
import { findNode } from '../../document/find-node.ts';
import type { CommandId } from '../../keys/command-list.ts';
import { keysOf, runCommand, useCommands } from '../../keys/commands.ts';
import { printKeys } from '../../keys/print-keys.ts';
import { besideCard, openQuickAddAt, placeAt } from '../actions/add.ts';
import { wrappings, wrapSelection } from '../actions/arrange.ts';
import { addNote } from '../actions/notes.ts';
import { drillInto } from '../actions/open.ts';
import { selectedSteps } from '../board.ts';
import { type MenuAsked, setCanvasState, useCanvasState } from '../canvas-state.ts';
import { isFrame } from '../geometry.ts';

/** The menu on a step, an edge or the canvas: everything that can be done there, with its keys. */
export function CanvasMenu() {
  const { t } = useTranslation();
  const menu = useCanvasState((state) => state.menu);
  useEffect(() => {
    if (menu?.isByKeys !== true) return undefined;
    // Once the menu is there; opened by code, it gives the keys to itself and not to its first entry.
    const timer = setTimeout(() => document.querySelector<HTMLElement>('[role="menu"] [role="menuitem"]')?.focus(), 40);
    return () => clearTimeout(timer);
  }, [menu]);
  return (
    <PointMenu
      at={menu?.window ?? null}
      label={t('canvas.menu')}
      onClose={() => setCanvasState({ menu: undefined })}
      entries={() => (menu === undefined ? [] : entriesOf(menu, t))}
    />
  );
}

type Translate = TFunction;

function entriesOf({ target, window }: MenuAsked, t: Translate): readonly MenuEntry[] {
  if (target === 'wrap') return wrapEntries(t);
  switch (target.kind) {
    case 'step':
      return stepEntries(target.id, t);
    case 'note':
      return ['canvas.rename', 'canvas.delete'].map((id) => entryOf(id as CommandId, t));
    case 'edge':
      return edgeEntries(target.edge, window, t);
    case 'canvas':
      return [
        action('add-here', t('keys.canvas.add'), () => openQuickAddAt(window, placeAt(target.at)), keyOf('canvas.add')),
        action('note-here', t('keys.canvas.note'), () => addNote(target.at), keyOf('canvas.note')),
        entryOf('canvas.paste', t),
        separator('1'),
        ...commands(['canvas.select-all', 'canvas.tidy', 'canvas.fit', 'canvas.zoom-100', 'canvas.map'], t),
      ];
  }
}

function stepEntries(id: string, t: Translate): readonly MenuEntry[] {
  const several = selectedSteps().length > 1;
  const node = findNode(presentDocument().flow, id);
  const scope = node !== undefined && isFrame(node) ? node : undefined;
  const isSaga = scope !== undefined && manifestOf(scope)?.type === 'saga';
  return [
    ...(several ? [] : commands(['canvas.open', 'canvas.add', 'canvas.connect', 'canvas.rename'], t)),
    ...(scope === undefined
      ? []
      : [
          action('inside', t('canvas.goInside'), () => drillInto(scope.id)),
          action('add-inside', t('canvas.addInside'), () =>
            openQuickAddAt(besideCard(id), { container: { scope: id, list: 'body' } }),
          ),
        ]),
    ...(isSaga
      ? [
          action('add-undo', t('canvas.addUndo'), () =>
            openQuickAddAt(besideCard(id), { container: { scope: id, list: 'compensations' } }),
          ),
        ]
      : []),
    ...(several ? [] : commands(['step.test', 'step.test-from'], t)),
    separator('1'),
    ...commands(['canvas.copy', 'canvas.cut', 'canvas.paste', 'canvas.duplicate'], t),
    separator('2'),
    {
      kind: 'submenu',
      id: 'wrap',
      label: t('keys.canvas.wrap'),
      shortcut: keyOf('canvas.wrap'),
      entries: wrapEntries(t),
    },
    {
      kind: 'submenu',
      id: 'select',
      label: t('canvas.selectMenu'),
      entries: commands(
        ['canvas.select-upstream', 'canvas.select-downstream', 'canvas.next-edge', 'canvas.select-all'],
        t,
      ),
    },
    { kind: 'submenu', id: 'arrange', label: t('canvas.arrangeMenu'), entries: arrangeEntries(t) },
    separator('3'),
    { ...entryOf('canvas.delete', t), danger: true },
    entryOf('canvas.delete-reconnect', t),
  ];
}

function edgeEntries(
  edge: { readonly from: string; readonly port: string; readonly to: string },
  window: { readonly x: number; readonly y: number },
  t: Translate,
): readonly MenuEntry[] {
  return [
    action('insert', t('canvas.insertHere'), () => openQuickAddAt(window, { onEdge: edge }), keyOf('canvas.add')),
    ...commands(['canvas.next-edge', 'canvas.previous-edge'], t),
    separator('1'),
    { ...entryOf('canvas.delete', t), danger: true },
  ];
}

function wrapEntries(t: Translate): readonly MenuEntry[] {
  return wrappings.map((type) => action(`wrap-${type}`, t(`canvas.wrap.${type}`), () => wrapSelection(type)));
}

function arrangeEntries(t: Translate): readonly MenuEntry[] {
  return [
    ...commands(
      [
        'canvas.align-left',
        'canvas.align-center',
        'canvas.align-right',
        'canvas.align-top',
        'canvas.align-middle',
        'canvas.align-bottom',
      ],
      t,
    ),
    separator('arrange'),
    ...commands(['canvas.distribute-horizontal', 'canvas.distribute-vertical', 'canvas.tidy'], t),
  ];
}

function commands(ids: readonly CommandId[], t: Translate): readonly MenuEntry[] {
  return ids.map((id) => entryOf(id, t));
}

function entryOf(id: CommandId, t: Translate) {
  const canRun = (useCommands.getState().handlers.get(id)?.length ?? 0) > 0;
  return { ...action(id, t(`keys.${id}`), () => void runCommand(id), keyOf(id)), disabled: !canRun };
}

function action(id: string, label: string, run: () => void, shortcut?: string) {
  // After the menu gave the focus back to the canvas: what opens next keeps it.
  return { id, label, shortcut, onSelect: () => void setTimeout(run, 60) };
}

function separator(id: string): MenuEntry {
  return { kind: 'separator', id: `separator-${id}` };
}

function keyOf(id: CommandId): string | undefined {
  const [keys] = keysOf(id);
  return keys === undefined ? undefined : printKeys(keys);
}
