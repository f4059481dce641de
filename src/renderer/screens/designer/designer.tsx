import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setFactsAtHand } from '../../canvas/actions/settings-at-hand.ts';
import { focusCanvas, focusCanvasQuietly } from '../../canvas/camera.ts';
import { useCanvasState } from '../../canvas/canvas-state.ts';
import { useConflicts } from '../../data/conflicts.ts';
import { useGovernance } from '../../data/governance.ts';
import { useFacts, useFlows } from '../../data/queries.ts';
import { checkOnChange } from '../../document/checking.ts';
import { redo, undo, useDocument } from '../../document/document.ts';
import { followDisk } from '../../document/follow-disk.ts';
import { openDocument } from '../../document/open-document.ts';
import { isUnsaved, saveNow, saveOnChange } from '../../document/save.ts';
import { useSaving } from '../../document/saving.ts';
import { resetView, reveal } from '../../document/view.ts';
import { laterPart } from '../../frame/later-part.ts';
import { lazyPart } from '../../frame/lazy-part.ts';
import { OnDemand } from '../../frame/on-demand.tsx';
import { preloadInspectors } from '../../inspector/inspector.tsx';
import type { CommandId } from '../../keys/command-list.ts';
import { useCommand } from '../../keys/commands.ts';
import styles from './designer.module.css';
import { DesignerHead } from './designer-head.tsx';
import { DesignerPanes } from './designer-panes.tsx';

const ExplainDialog = lazyPart(async () => (await import('../../explain/explain-dialog.tsx')).ExplainDialog);
const ConflictDialog = lazyPart(async () => (await import('./conflict-dialog.tsx')).ConflictDialog);

const ConflictedFlow = laterPart(async () => (await import('../../conflicts/conflicted-flow.tsx')).ConflictedFlow);

const explainCommands = ['flow.explain'] as const satisfies readonly CommandId[];

/** The designer of one flow: steps, canvas, inspector, problems and data. */
export function Designer({ flow, node }: { readonly flow: string; readonly node: string | undefined }) {
  const { t } = useTranslation();
  const path = useFlowPath(flow);
  const status = useDocument((state) => state.status);
  const waiting = useConflicts().data?.find((file) => file.path === path);
  useOpenDocument(path);
  useFocusOfOpened(path, status === 'open');
  useChecker();
  useEffect(() => {
    if (node !== undefined && status === 'open') reveal(node);
  }, [node, status]);
  const isConflict = useSaving(({ save }) => save.kind === 'conflict');
  usePreparation();
  useCommand('flow.undo', () => undo());
  useCommand('flow.redo', () => redo());
  useCommand('flow.save', () => void saveNow());
  if (path === null) return <p className={styles.message}>{t('designer.noSuchFlow', { flow })}</p>;
  if (waiting !== undefined) {
    return (
      <Suspense fallback={null}>
        <ConflictedFlow path={waiting.path} name={waiting.name ?? flow} />
      </Suspense>
    );
  }
  return (
    <>
      <DesignerHead />
      <DesignerPanes />
      <OnDemand commands={explainCommands} Part={ExplainDialog} isEnabled={status === 'open'} />
      {isConflict && (
        <Suspense fallback={null}>
          <ConflictDialog />
        </Suspense>
      )}
    </>
  );
}

/** Whoever begins to move about selects something next: its form is loaded by then. */
function usePreparation(): void {
  useEffect(() => {
    const ended = new AbortController();
    const prepare = (): void => {
      ended.abort();
      preloadInspectors();
    };
    for (const event of ['pointermove', 'keydown']) window.addEventListener(event, prepare, { signal: ended.signal });
    return () => ended.abort();
  }, []);
}

/** The file of a flow; undefined while the list is read, null when there is no such flow. */
function useFlowPath(id: string): string | null | undefined {
  const { data } = useFlows();
  if (data === undefined) return undefined;
  return data.flows.find((flow) => flow.id === id)?.path ?? null;
}

function useOpenDocument(path: string | null | undefined): void {
  useEffect(() => {
    if (typeof path !== 'string') return undefined;
    resetView();
    void openDocument(path);
    const stops = [saveOnChange(), followDisk()];
    // In a conflict nothing is written before a person chose.
    const flush = (): void => void (isUnsaved() && useSaving.getState().save.kind !== 'conflict' && saveNow());
    window.addEventListener('pagehide', flush);
    return () => {
      flush();
      window.removeEventListener('pagehide', flush);
      for (const stop of stops) stop();
    };
  }, [path]);
}

/** What led here, such as a row of a list or a dialog, is gone with its focus: the canvas takes it. */
function useFocusOfOpened(path: string | null | undefined, isOpen: boolean): void {
  const isReady = useCanvasState((state) => state.isReady);
  useEffect(() => {
    if (typeof path !== 'string' || !isOpen || !isReady || document.activeElement !== document.body) return;
    // Who opened the address and touched nothing needs no ring around half the page.
    if (navigator.userActivation.hasBeenActive) focusCanvas();
    else focusCanvasQuietly();
  }, [path, isOpen, isReady]);
}

function useChecker(): void {
  const { data } = useFacts();
  const { data: governance } = useGovernance();
  const [checker, setChecker] = useState<ReturnType<typeof checkOnChange>>();
  useEffect(() => {
    const started = checkOnChange();
    setChecker(started);
    return started.stop;
  }, []);
  useEffect(() => {
    if (data !== undefined) setFactsAtHand(data);
    // Patterns are waited for: a flow that looks right for a moment and then wrong would not be believed.
    if (checker === undefined || data === undefined || governance === undefined) return;
    checker.setFacts({
      connections: data.connections.map(({ value }) => value),
      contracts: Object.fromEntries(Object.entries(data.contracts).map(([name, { schema }]) => [name, schema])),
      environments: data.environments.map(({ value }) => value),
      flows: data.flows.map(({ id }) => id),
      secrets: data.secrets,
      governance,
    });
  }, [checker, data, governance]);
}
