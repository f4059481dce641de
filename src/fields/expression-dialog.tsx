import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { CodeArea, type CodeAreaHandle } from './code-area.tsx';
import { useExpressionTools } from './expression/expression-tools.ts';
import styles from './expression-editor.module.css';
import { findMistake } from './expression-editor.tsx';
import { LiveResult } from './live-result.tsx';
import type { CodeLanguage } from './monaco/languages.ts';
import { SourceTree } from './source-tree.tsx';

type Props = {
  readonly title: string;
  readonly text: string;
  readonly language: CodeLanguage;
  /** Called with the text as it then stands; leaving by the cross keeps it, too, because nothing typed is lost. */
  readonly onClose: (text: string) => void;
};

/** The large editor: the data on the left, the text in the middle, what it gives below. */
export function ExpressionDialog({ title, text, language, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const tools = useExpressionTools();
  const [draft, setDraft] = useState(text);
  const area = useRef<CodeAreaHandle>(null);
  const mistake = findMistake(draft, language);
  const hasResult = language === 'jsonata' || language === 'text';
  return (
    <Dialog
      open
      size="full"
      title={title}
      closeLabel={t('frame.close')}
      onOpenChange={() => onClose(draft)}
      footer={
        <Button variant="primary" onClick={() => onClose(draft)}>
          {t('inspector.editor.done')}
        </Button>
      }
    >
      <div className={styles.dialog}>
        <div className={styles.dialogTree}>
          <SourceTree onPick={(path) => area.current?.insert(language === 'text' ? `{{ ${path} }}` : path)} />
        </div>
        <div className={styles.dialogCode}>
          <CodeArea
            handle={area}
            value={draft}
            language={language}
            label={title}
            facts={tools}
            mistake={mistake}
            onChange={setDraft}
            isLarge
            autoFocus
          />
          {mistake === undefined ? null : (
            <p className={styles.mistake}>
              {t('inspector.editor.mistake', { at: mistake.offset + 1, message: mistake.message })}
            </p>
          )}
        </div>
        {hasResult && mistake === undefined && draft.trim() !== '' && (
          <div className={styles.dialogResult}>
            <LiveResult text={draft} kind={language === 'text' ? 'text' : 'expression'} isOpen isWhole />
          </div>
        )}
      </div>
    </Dialog>
  );
}
