import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { printFlow } from '#flow/text/print.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { readFile } from '../../data/files.ts';
import { catalogue } from '../../document/catalogue.ts';
import { type KnownFile, presentDocument, setAside } from '../../document/document.ts';
import { layoutPathOf } from '../../document/flow-paths.ts';
import { takeFromDisk } from '../../document/open-document.ts';
import { saveNow } from '../../document/save.ts';
import { useSaving } from '../../document/saving.ts';
import { changedLines } from '../../problems/changed-lines.ts';
import { ChangedText } from '../../problems/changed-text.tsx';
import styles from './conflict-dialog.module.css';

/** The open flow was changed here and on disk: a person takes one side, or looks first. */
export function ConflictDialog() {
  const { t } = useTranslation();
  const [theirs, setTheirs] = useState<KnownFile>();
  const { path, flow, file } = presentDocument();
  if (path === undefined || flow === undefined) return null;
  const mine = printFlow(flow, catalogue);
  const keepMine = async (): Promise<void> => {
    // What is on disk now is what the next write expects, so it overwrites knowingly.
    const [onDisk, layoutOnDisk] = await Promise.all([readFile(path), readFile(layoutPathOf(path))]);
    setAside({
      file: onDisk,
      layoutFile: layoutOnDisk,
      onDisk: { flow: undefined, layout: presentDocument().onDisk.layout },
    });
    useSaving.setState({ save: { kind: 'waiting' } });
    await saveNow();
  };
  const takeTheirs = async (): Promise<void> => {
    await takeFromDisk(path);
    useSaving.setState({ save: { kind: 'saved' } });
  };
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={() => undefined}
      title={t('designer.conflict.title')}
      description={t('designer.conflict.what', { path })}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={() => void readFile(path).then(setTheirs)}>{t('designer.conflict.compare')}</Button>
          <Button onClick={() => void takeTheirs()}>{t('designer.conflict.theirs')}</Button>
          <Button variant="primary" onClick={() => void keepMine()}>
            {t('designer.conflict.mine')}
          </Button>
        </>
      }
    >
      {theirs !== undefined && (
        <div className={styles.sides}>
          <Side title={t('designer.conflict.onDisk')} base={file.text} text={theirs.text} />
          <Side title={t('designer.conflict.here')} base={file.text} text={mine} />
        </div>
      )}
    </Dialog>
  );
}

/** What one side changed since both were the same. */
function Side({ title, base, text }: { readonly title: string; readonly base: string; readonly text: string }) {
  const { t } = useTranslation();
  const change = changedLines(base, text);
  return (
    <section>
      <h3>{title}</h3>
      {change.removed.length + change.added.length === 0 ? (
        <p>{t('designer.conflict.same')}</p>
      ) : (
        <ChangedText change={change} lead={t('designer.line', { line: change.line })} />
      )}
    </section>
  );
}
