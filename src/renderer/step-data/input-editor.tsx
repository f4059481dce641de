import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { readFile } from '../data/files.ts';
import { isReal } from '../test-run/choose-input.ts';
import { findJsonError } from '../test-run/json-error.ts';
import { chooseInput, useTestRun } from '../test-run/test-run.ts';
import { SaveSampleDialog } from './save-sample-dialog.tsx';
import styles from './step-data.module.css';

/** Edits what a test starts with; a sample that is changed here becomes data of its own and the file stays. */
export function InputEditor({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const input = useTestRun((state) => state.input);
  const [isSaving, setIsSaving] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const path = input?.path;
  const { data: file } = useQuery({
    queryKey: ['workspace', 'file', path],
    queryFn: () => readFile(path ?? ''),
    enabled: path !== undefined,
  });
  const text = input?.text ?? (path === undefined ? '' : (file?.text ?? ''));
  const error = useMemo(() => findJsonError(text), [text]);
  const change = (next: string): void => {
    const label = input?.source === 'sample' || input === undefined ? t('testing.input.own') : input.label;
    chooseInput({ source: input?.source === 'sample' ? 'pasted' : (input?.source ?? 'pasted'), label, text: next });
  };
  const goToError = (): void => {
    const field = area.current?.querySelector('textarea');
    if (error === undefined || field === null || field === undefined) return;
    field.focus();
    field.setSelectionRange(error.offset, Math.min(error.offset + 1, text.length));
  };
  return (
    <div className={styles.editor} ref={area}>
      <TextArea
        mono
        autoFocus
        label={t('testing.input.editor')}
        value={text}
        onValueChange={change}
        aria-invalid={error !== undefined}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
      />
      <div className={styles.actions}>
        <span className={error === undefined ? styles.ok : styles.error} role="status">
          {error === undefined
            ? t('testing.input.isJson')
            : t('testing.input.jsonError', {
                line: error.line,
                column: error.column,
                what: t(`testing.input.expected.${error.expected}`),
              })}
        </span>
        {error !== undefined && (
          <Button variant="link" onClick={goToError}>
            {t('testing.input.goThere')}
          </Button>
        )}
        <span className={styles.spacer} />
        <Button onClick={onClose}>{t('testing.input.done')}</Button>
        <Button disabled={error !== undefined} onClick={() => setIsSaving(true)}>
          {t('testing.input.save')}
        </Button>
      </div>
      {isSaving && (
        <SaveSampleDialog
          input={input ?? { source: 'pasted', label: '', text }}
          isReal={input !== undefined && isReal(input)}
          onClose={() => setIsSaving(false)}
        />
      )}
    </div>
  );
}
