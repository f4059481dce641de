import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFacts, useFlows } from '../../data/queries.ts';
import { checkOnChange } from '../../document/checking.ts';
import { redo, undo, useDocument } from '../../document/document.ts';
import { followDisk } from '../../document/follow-disk.ts';
import { openDocument } from '../../document/open-document.ts';
import { isUnsaved, saveNow, saveOnChange } from '../../document/save.ts';
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
    const flush = (): void => void (isUnsaved() && saveNow());
    window.addEventListener('pagehide', flush);
    return () => {
      flush();
      window.removeEventListener('pagehide', flush);
      for (const stop of stops) stop();
    };
  }, [path]);
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
