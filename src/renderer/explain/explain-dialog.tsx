import { Copy, Printer } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFlow, type Sentence } from '#flow/explain/explain-flow.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { announce } from '#ui/live-region.tsx';
import { showToast } from '#ui/toaster.tsx';
import { catalogue } from '../document/catalogue.ts';
import { useDocument } from '../document/document.ts';
import { reveal } from '../document/view.ts';
import { useCommand } from '../keys/commands.ts';
import './print.css';
import styles from './explain.module.css';
import { Sentences } from './sentences.tsx';

const none: readonly Sentence[] = [];

/** The open flow told in numbered sentences: to read, to print, to copy, to find a step by what it does. */
export function ExplainDialog() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const flow = useDocument((state) => state.flow);
  useCommand('flow.explain', () => setIsOpen(true), flow !== undefined);
  const told = useMemo(() => (flow === undefined || !isOpen ? none : explainFlow(flow, catalogue)), [flow, isOpen]);
  if (flow === undefined) return null;
  const copy = async (): Promise<void> => {
    const lines = told.map(({ number, key, params }) => [number, t(key, { ...params })].filter(Boolean).join('. '));
    await navigator.clipboard.writeText([flow.name, '', ...lines, ''].join('\n'));
    announce(t('explain.panel.copied'));
    showToast({ tone: 'ok', title: t('explain.panel.copied') });
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title={t('explain.panel.titleOf', { name: flow.name })}
      description={flow.description}
      size="lg"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button icon={Copy} onClick={() => void copy()}>
            {t('explain.panel.copy')}
          </Button>
          <Button icon={Printer} onClick={() => window.print()}>
            {t('explain.panel.print')}
          </Button>
        </>
      }
    >
      <article className={styles.paper} data-print="">
        <header className={styles.printHead}>
          <h1>{flow.name}</h1>
          {flow.description !== undefined && <p>{flow.description}</p>}
          <p>{t('explain.panel.version', { version: flow.version ?? '–', owner: flow.owner ?? '–' })}</p>
        </header>
        <Sentences
          told={told}
          onOpen={(node) => {
            setIsOpen(false);
            // After the dialog gave the focus back: the step's own form may take it.
            setTimeout(() => reveal(node), 60);
          }}
        />
      </article>
    </Dialog>
  );
}
