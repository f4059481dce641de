import type { TFunction } from 'i18next';
import { errorPort } from '#flow/text/ports.ts';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import { wrappings, wrapSelection } from '../canvas/actions/arrange.ts';
import { outcomesOf } from '../canvas/actions/connect.ts';
import { selectedSteps } from '../canvas/board.ts';
import { isFrame } from '../canvas/geometry.ts';
import { presentDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import type { CommandId } from '../keys/command-list.ts';
import { keysOf, runCommand, useCommands } from '../keys/commands.ts';
import { printKeys } from '../keys/print-keys.ts';
import type { OutlineItem } from './build-outline.ts';
import {
  addBehind,
  addInside,
  addOnOutcome,
  chooseItems,
  connectFrom,
  movePlaces,
  moveTo,
  removeEdge,
  targetsOf,
} from './row-acts.ts';
import { stepMenu } from './verbs.ts';

/** How the outline does what differs from the canvas. */
export type OwnActs = { readonly rename: (id: string) => void };

/** The menu of a row: every verb, with its keys. */
export function menuOf(item: OutlineItem, t: TFunction, own: OwnActs): readonly MenuEntry[] {
  switch (item.kind) {
    case 'step':
      return stepEntries(item, t, own);
    case 'outcome':
      return [
        action('add', t('outline.addHere'), () => addBehind(item), keyOf('canvas.add')),
        ...targetsOf(item.from, item.port).map((to) => removeEntry(item.from, item.port, to, t)),
      ];
    case 'link':
      return [
        action('add', t('outline.insert'), () => addBehind(item), keyOf('canvas.add')),
        removeEntry(item.from, item.port, item.to, t),
      ];
    case 'undo':
      return [action('add', t('outline.addUndo'), () => addBehind(item), keyOf('canvas.add'))];
    case 'note':
      return ['canvas.rename' as const, 'canvas.delete' as const].map((id) => commandEntry(item, id, t));
    case 'notes':
      return [commandEntry(item, 'canvas.note', t)];
  }
}

type StepItem = Extract<OutlineItem, { readonly kind: 'step' }>;

function stepEntries(item: StepItem, t: TFunction, own: OwnActs): readonly MenuEntry[] {
  // A menu is about its row, unless the row is one of several that are selected.
  if (!selectedSteps().includes(item.id)) chooseItems([item]);
  const { node } = item;
  const groups = stepMenu.map((ids) => ids.map((id) => entryOf(item, id, t, own)));
  const [first = [], tests = [], copies = [], more = [], ends = []] = groups;
  return [
    ...first,
    ...(isFrame(node) ? [action('add-inside', t('canvas.addInside'), () => addInside(node.id))] : []),
    { kind: 'submenu', id: 'outcomes', label: t('outline.outcomes'), entries: outcomeEntries(node.id, t) },
    {
      kind: 'submenu',
      id: 'wrap',
      label: t('keys.canvas.wrap'),
      shortcut: keyOf('canvas.wrap'),
      entries: wrappings.map((type) => action(`wrap-${type}`, t(`canvas.wrap.${type}`), () => wrapSelection(type))),
    },
    moveEntry(t),
    { kind: 'submenu', id: 'more', label: t('outline.more'), entries: more },
    ...[tests, copies, ends].flatMap((entries, index) => [
      { kind: 'separator' as const, id: `separator-${index}` },
      ...entries,
    ]),
  ];
}

function entryOf(item: StepItem, id: CommandId, t: TFunction, own: OwnActs): MenuEntry {
  switch (id) {
    case 'canvas.add':
      return action(id, t(`keys.${id}`), () => addBehind(item), keyOf(id));
    case 'canvas.connect':
      return action(id, t(`keys.${id}`), () => connectFrom(item), keyOf(id));
    case 'canvas.rename':
      return action(id, t(`keys.${id}`), () => own.rename(item.id), keyOf(id));
    default:
      return commandEntry(item, id, t);
  }
}

/** Each outcome of a step: what to put behind it, and what to take away. */
function outcomeEntries(id: string, t: TFunction): readonly MenuEntry[] {
  return outcomesOf(id).flatMap((port): readonly MenuEntry[] => {
    const name = port === errorPort ? t('outline.fails') : t('outline.outcome', { port });
    const targets = targetsOf(id, port);
    return [
      action(`add-${port}`, t(targets.length === 0 ? 'outline.addOn' : 'outline.insertOn', { name }), () =>
        addOnOutcome(id, port),
      ),
      ...targets.map((to) => removeEntry(id, port, to, t)),
    ];
  });
}

function moveEntry(t: TFunction): MenuEntry {
  const { flow } = presentDocument();
  const ids = selectedSteps();
  const places = flow === undefined ? [] : movePlaces(flow, ids);
  return {
    kind: 'submenu',
    id: 'move',
    label: t('outline.move'),
    disabled: places.length === 0,
    entries: places.map((scope) =>
      scope === undefined
        ? action('move-out', t('outline.moveOut'), () => moveTo(ids, undefined))
        : action(`move-${scope.id}`, t('outline.moveInto', { name: scope.name ?? scope.id }), () =>
            moveTo(ids, scope.id),
          ),
    ),
  };
}

function removeEntry(from: string, port: string, to: string, t: TFunction): MenuEntry {
  const name = findNode(presentDocument().flow, to)?.name ?? to;
  return action(`remove-${port}-${to}`, t('outline.disconnect', { name }), () => removeEdge(from, port, to));
}

function commandEntry(item: OutlineItem, id: CommandId, t: TFunction): MenuEntry {
  const canRun = (useCommands.getState().handlers.get(id)?.length ?? 0) > 0;
  const run = (): void => {
    if (item.kind !== 'step') chooseItems([item]);
    // The command is offered by what is selected; React has to have seen that.
    requestAnimationFrame(() => runCommand(id));
  };
  const isLate = item.kind !== 'step';
  return {
    ...action(id, t(`keys.${id}`), run, keyOf(id)),
    disabled: !canRun && !isLate,
    danger: id === 'canvas.delete',
  };
}

function action(id: string, label: string, run: () => void, shortcut?: string) {
  // After the menu gave the focus back: what opens next keeps it.
  return { id, label, shortcut, onSelect: () => void setTimeout(run, 60) };
}

function keyOf(id: CommandId): string | undefined {
  const [keys] = keysOf(id);
  return keys === undefined ? undefined : printKeys(keys);
}
