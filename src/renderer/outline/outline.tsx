import { ListTree } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matchKeybindingPress, parseKeybinding } from 'tinykeys';
import type { FlowNode } from '#flow/flow.ts';
import { errorPort, portsOf } from '#flow/text/ports.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import { Tree } from '#ui/tree.tsx';
import { markerOf, readMarker } from '../canvas/cards/markers.ts';
import { useOverlay } from '../canvas/overlay.ts';
import { manifestOf } from '../document/catalogue.ts';
import { useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { useView } from '../document/view.ts';
import type { CommandId } from '../keys/command-list.ts';
import { keysOf, runCommand } from '../keys/commands.ts';
import { toListened } from '../keys/press.ts';
import { branchIds, buildOutline, childrenOf, type OutlineItem } from './build-outline.ts';
import styles from './outline.module.css';
import { OutlineRow } from './outline-row.tsx';
import { addBehind, chooseItems, connectFrom, whenListCloses } from './row-acts.ts';
import { menuOf } from './row-menu.ts';

/** The open flow as a list with every verb of the canvas: its twin for keyboards and screen readers. */
export function Outline() {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const notes = useDocument((state) => state.layout.notes);
  const items = useMemo(() => (flow === undefined ? [] : buildOutline(flow, notes, outcomesOf)), [flow, notes]);
  const branches = useMemo(() => branchIds(items), [items]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const openIds = useMemo(() => new Set(branches.filter((id) => !closed.has(id))), [branches, closed]);
  const [renaming, setRenaming] = useState<string>();
  const root = useRef<HTMLDivElement>(null);
  const { selectedIds, activeId, setActiveId, byId } = useSelection(items);
  const textOf = useTextOf();
  const focusTree = useCallback(() => focusRow(root.current), []);
  const rename = useCallback((id: string) => setRenaming(id), []);
  const onRenamed = useCallback(() => {
    setRenaming(undefined);
    requestAnimationFrame(focusTree);
  }, [focusTree]);
  useEffect(() => whenListCloses(focusTree), [focusTree]);
  useKeepFocus(root, items);
  useRowKeys(root, { byId, activeId, rename });
  const isRowKey = useCallback((event: KeyboardEvent, item: OutlineItem) => {
    if (event.key !== 'Insert') return;
    event.preventDefault();
    addBehind(item);
  }, []);
  return (
    <div ref={root} className={styles.outline} data-keys="canvas">
      <Tree<OutlineItem>
        label={t('outline.label', { name: flow?.name ?? '' })}
        roots={items}
        idOf={idOf}
        childrenOf={childrenOf}
        textOf={textOf}
        multiple
        openIds={openIds}
        onOpenChange={(ids) => setClosed(new Set(branches.filter((id) => !ids.has(id))))}
        selectedIds={selectedIds}
        onSelectedChange={(ids) => chooseItems([...ids].flatMap((id) => byId.get(id) ?? []))}
        activeId={activeId}
        onActiveChange={setActiveId}
        onActivate={(item) => activate(item)}
        onRowKeyDown={isRowKey}
        rowMenu={(item) => menuOf(item, t, { rename })}
        rowMenuLabel={(item) => t('outline.menu', { name: textOf(item).split(',')[0] })}
        renderRow={(item) => <OutlineRow item={item} isRenaming={renaming === item.id} onRenamed={onRenamed} />}
        empty={<EmptyState icon={ListTree} sentence={t('outline.empty')} />}
      />
    </div>
  );
}

const idOf = (item: OutlineItem): string => item.id;

function outcomesOf(node: FlowNode): readonly string[] {
  return portsOf(manifestOf(node), node.config);
}

/** Enter: a step is opened, a link leads to the step it names, anything else has a step added behind it. */
function activate(item: OutlineItem): void {
  if (item.kind === 'link') useView.setState({ selection: [item.to], edge: undefined });
  else if (item.kind === 'step' || item.kind === 'note') runCommand('canvas.open');
  else addBehind(item);
}

/** The selection of the page as rows, and the row that keys act on: it follows what another panel selects. */
function useSelection(items: readonly OutlineItem[]) {
  const selection = useView((state) => state.selection);
  const edge = useView((state) => state.edge);
  const byId = useMemo(() => indexOf(items), [items]);
  const [activeId, setActiveId] = useState<string | null>(null);
  const edgeId = edge === undefined ? undefined : `${edge.from}/${edge.port}/${edge.to}`;
  const selectedIds = useMemo(
    () => new Set(edgeId !== undefined && byId.has(edgeId) ? [edgeId] : selection),
    [selection, edgeId, byId],
  );
  const last = edgeId !== undefined && byId.has(edgeId) ? edgeId : selection.at(-1);
  const [followed, setFollowed] = useState<string | undefined>();
  if (last !== followed) {
    setFollowed(last);
    // A row such as an outcome selects its step, and stays the row keys act on.
    const isAbout = activeId !== null && last !== undefined && activeId.startsWith(`${last}/`);
    if (last !== undefined && !isAbout) setActiveId(last);
  }
  return { selectedIds, activeId, setActiveId, byId };
}

function indexOf(items: readonly OutlineItem[]): ReadonlyMap<string, OutlineItem> {
  const index = new Map<string, OutlineItem>();
  const visit = (list: readonly OutlineItem[]): void => {
    for (const item of list) {
      index.set(item.id, item);
      visit(childrenOf(item) ?? []);
    }
  };
  visit(items);
  return index;
}

/** A row in words, for people who hear it; the name comes first, so that typing finds it. */
function useTextOf(): (item: OutlineItem) => string {
  const { t } = useTranslation();
  const findings = useChecking((state) => state.findings);
  const marks = useOverlay((state) => state.steps);
  return useCallback(
    (item) => {
      const nameOf = (id: string) => findNode(useDocument.getState().flow, id)?.name ?? id;
      switch (item.kind) {
        case 'step': {
          const { errors, warnings } = readMarker(markerOf(findings, item.id));
          const mark = marks.get(item.id);
          return [
            item.node.name ?? item.id,
            manifestOf(item.node)?.title ?? item.node.type,
            ...(mark === undefined ? [] : [t(`canvas.status.${mark.status}`)]),
            ...(errors === 0 ? [] : [t('designer.errors', { count: errors })]),
            ...(warnings === 0 ? [] : [t('designer.warnings', { count: warnings })]),
          ].join(', ');
        }
        case 'outcome': {
          const name = item.port === errorPort ? t('outline.fails') : t('outline.outcome', { port: item.port });
          return item.children === undefined ? `${name}, ${t('outline.open')}` : name;
        }
        case 'link': {
          const name = nameOf(item.to);
          if (item.isOutcome !== true) return t('outline.goesOn', { name });
          const outcome = item.port === errorPort ? t('outline.fails') : t('outline.outcome', { port: item.port });
          // As it is seen, without a sign between: people who speak to the page say what they read.
          return `${outcome} ${name}`;
        }
        case 'undo':
          return t('outline.undo');
        case 'notes':
          return t('outline.notes');
        case 'note':
          return item.text === '' ? t('outline.emptyNote') : item.text;
      }
    },
    [t, findings, marks],
  );
}

/** The keys of the canvas that mean something of their own on a row; they come before finding rows by their letters. */
type RowKeys = {
  readonly byId: ReadonlyMap<string, OutlineItem>;
  readonly activeId: string | null;
  readonly rename: (id: string) => void;
};

function useRowKeys(root: { readonly current: HTMLDivElement | null }, keys: RowKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent): void => {
      const { target } = event;
      if (!(target instanceof HTMLElement) || target.getAttribute('role') !== 'treeitem') return;
      const { byId, activeId, rename } = latest.current;
      const item = byId.get(target.dataset.row ?? activeId ?? '');
      if (item === undefined || !actOn(event, item, rename)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const element = root.current;
    element?.addEventListener('keydown', press, { capture: true });
    return () => element?.removeEventListener('keydown', press, { capture: true });
  }, [root]);
}

function actOn(event: globalThis.KeyboardEvent, item: OutlineItem, rename: (id: string) => void): boolean {
  if (isPress(event, 'canvas.add')) addBehind(item);
  else if (isPress(event, 'canvas.connect')) connectFrom(item);
  else if (isPress(event, 'canvas.rename') && item.kind === 'step') rename(item.id);
  else {
    const letters: readonly CommandId[] = ['canvas.note', 'canvas.tidy', 'canvas.rename'];
    const command = letters.find((id) => isPress(event, id));
    if (command === undefined) return false;
    runCommand(command);
  }
  return true;
}

function isPress(event: globalThis.KeyboardEvent, id: CommandId): boolean {
  return keysOf(id).some((keys) => {
    const [press, ...others] = parseKeybinding(toListened(keys));
    return press !== undefined && others.length === 0 && matchKeybindingPress(event, press);
  });
}

/** When the row in focus goes away, as by deleting its step, the focus goes to the row that is selected then. */
function useKeepFocus(root: { readonly current: HTMLDivElement | null }, items: readonly OutlineItem[]): void {
  const hadFocus = useRef(false);
  useEffect(() => {
    const note = (): void => {
      hadFocus.current = root.current?.contains(document.activeElement) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [root]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are what may have gone away
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) focusRow(root.current);
  }, [items, root]);
}

function focusRow(root: HTMLDivElement | null): void {
  root?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
}
