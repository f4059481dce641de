import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setFactsAtHand } from '../../canvas/actions/settings-at-hand.ts';
import { focusCanvas } from '../../canvas/camera.ts';
import { useCanvasState } from '../../canvas/canvas-state.ts';
import { useFacts, useFlows } from '../../data/queries.ts';
import { checkOnChange } from '../../document/checking.ts';
import { redo, undo, useDocument } from '../../document/document.ts';
import { followDisk } from '../../document/follow-disk.ts';
import { openDocument } from '../../document/open-document.ts';
import { isUnsaved, saveNow, saveOnChange } from '../../document/save.ts';
import { useSaving } from '../../document/saving.ts';
import { resetView, reveal } from '../../document/view.ts';
import { ExplainDialog } from '../../explain/explain-dialog.tsx';
import { useCommand } from '../../keys/commands.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import styles from './designer.module.css';
import { DesignerHead } from './designer-head.tsx';
import { DesignerPanes } from './designer-panes.tsx';

/** The designer of one flow: steps, canvas, inspector, problems and data. */
export function Designer({ flow, node }: { readonly flow: string; readonly node: string | undefined }) {
  const { t } = useTranslation();
  const path = useFlowPath(flow);
  const status = useDocument((state) => state.status);
  useOpenDocument(path);
  useFocusOfOpened(path, status === 'open');
  useChecker();
  useEffect(() => {
    if (node !== undefined && status === 'open') reveal(node);
  }, [node, status]);
  useCommand('flow.undo', () => undo());
  useCommand('flow.redo', () => redo());
  useCommand('flow.save', () => void saveNow());
  if (path === null) return <p className={styles.message}>{t('designer.noSuchFlow', { flow })}</p>;
  return (
    <>
      <DesignerHead />
      <DesignerPanes />
      <ExplainDialog />
      <ConflictDialog />
    </>
  );
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
    if (typeof path === 'string' && isOpen && isReady && document.activeElement === document.body) focusCanvas();
  }, [path, isOpen, isReady]);
}

function useChecker(): void {
  const { data } = useFacts();
  const [checker, setChecker] = useState<ReturnType<typeof checkOnChange>>();
  useEffect(() => {
    const started = checkOnChange();
    setChecker(started);
    return started.stop;
  }, []);
  useEffect(() => {
    if (data !== undefined) setFactsAtHand(data);
    if (checker === undefined || data === undefined) return;
    checker.setFacts({
      connections: data.connections.map(({ value }) => value),
      contracts: Object.fromEntries(Object.entries(data.contracts).map(([name, { schema }]) => [name, schema])),
      environments: data.environments.map(({ value }) => value),
      flows: data.flows.map(({ id }) => id),
      secrets: data.secrets,
    });
  }, [checker, data]);
}
