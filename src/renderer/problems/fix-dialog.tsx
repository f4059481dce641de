import { useTranslation } from 'react-i18next';
import type { Finding } from '#flow/check/finding.ts';
import { applyEdits, readEdits } from '#flow/edit/edit.ts';
import { printFlow } from '#flow/text/print.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { catalogue } from '../document/catalogue.ts';
import { presentDocument } from '../document/document.ts';
import { edit } from '../document/edit.ts';
import { toastProblem } from '../frame/toast-problem.ts';
import { type ChangedLines, changedLines } from './changed-lines.ts';
import { ChangedText } from './changed-text.tsx';
import styles from './fix-dialog.module.css';

type Props = { readonly finding: Finding; readonly onClose: () => void };

/** Shows what a quick fix would change in the file, before it does. */
export function FixDialog({ finding, onClose }: Props) {
  const { t } = useTranslation();
  const preview = previewOf(finding);
  const apply = (): void => {
    const read = readEdits(finding.fix?.edits ?? []);
    if (read.ok) toastProblem(edit(read.value).map((problem) => problem.message));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={finding.fix?.title ?? ''}
      description={finding.message}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('problems.keep')}</Button>
          <Button variant="primary" onClick={apply} disabled={preview === undefined} autoFocus>
            {t('problems.apply')}
          </Button>
        </>
      }
    >
      {preview === undefined ? (
        <p>{t('problems.outdated')}</p>
      ) : (
        <figure className={styles.preview}>
          <figcaption>{t('problems.preview', { line: preview.line })}</figcaption>
          <ChangedText change={preview} />
        </figure>
      )}
    </Dialog>
  );
}

/** What the fix changes in the text; undefined when the flow has moved on and it does not fit any more. */
function previewOf({ fix }: Finding): ChangedLines | undefined {
  const { flow } = presentDocument();
  const read = readEdits(fix?.edits ?? []);
  if (flow === undefined || !read.ok) return undefined;
  const fixed = applyEdits(flow, read.value, catalogue);
  return fixed.ok ? changedLines(printFlow(flow, catalogue), printFlow(fixed.value, catalogue)) : undefined;
}
