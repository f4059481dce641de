import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { useDocument } from '../document/document.ts';
import { runCommand } from '../keys/commands.ts';
import { type TestRefusal, useTestRun } from '../test-run/test-run.ts';
import { InputEditor } from './input-editor.tsx';
import { InputRow } from './input-row.tsx';
import { ListenPanel } from './listen-panel.tsx';
import { Panes } from './panes.tsx';
import styles from './step-data.module.css';

/** What the room below the chooser shows. */
type Mode = 'data' | 'edit' | 'listen';

/** What a test starts with, and what went in and out of the step, the edge or the flow that is looked at. */
export function StepData() {
  const isOpen = useDocument((state) => state.flow !== undefined);
  const [mode, setMode] = useState<Mode>('data');
  const isRunning = useTestRun((state) => state.running !== undefined);
  // Whoever tests wants to see what came of it.
  if (isRunning && mode === 'edit') setMode('data');
  if (!isOpen) return null;
  const back = (): void => setMode('data');
  return (
    <div className={styles.root}>
      <InputRow
        isEditing={mode === 'edit'}
        onEdit={() => setMode(mode === 'edit' ? 'data' : 'edit')}
        onListen={() => setMode('listen')}
      />
      {mode === 'edit' && <InputEditor onClose={back} />}
      {mode === 'listen' && <ListenPanel onClose={back} />}
      {mode === 'data' && <Data />}
    </div>
  );
}

function Data() {
  const { t } = useTranslation();
  const shown = useTestRun((state) => state.shown);
  const refusal = useTestRun((state) => state.refusal);
  if (refusal !== undefined) return <Refused refusal={refusal} />;
  if (shown === undefined) {
    return (
      <EmptyState
        layout="row"
        sentence={t('testing.data.nothing')}
        action={<Button onClick={() => runCommand('flow.test')}>{t('testing.input.test')}</Button>}
      />
    );
  }
  return <Panes shown={shown} />;
}

function Refused({ refusal }: { readonly refusal: TestRefusal }) {
  const { t } = useTranslation();
  const { code, sentence } = refusal;
  const isSample = code === 'sample';
  return (
    <div className={styles.refused}>
      <Banner
        tone="danger"
        title={t('testing.data.refused')}
        {...(isSample ? {} : { code })}
        actions={
          isSample ? undefined : (
            <Button onClick={() => useBottomTab.setState({ tab: 'problems' })}>{t('testing.data.showProblems')}</Button>
          )
        }
      >
        {isSample ? t('testing.input.fileLost', { name: sentence }) : sentence}
      </Banner>
    </div>
  );
}
