import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { linesOfTest, renameTest } from './edit-tests.ts';
import { moveResult } from './test-results.ts';
import { type TestsFile, useWriteTests } from './use-flow-tests.ts';

type DialogProps = { readonly known: TestsFile; readonly name: string; readonly onClose: () => void };

/** Asks for another name of a test. */
export function RenameDialog({ known, name, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [next, setNext] = useState(name);
  const [refusal, setRefusal] = useState<string>();
  const write = useWriteTests();
  const submit = async (): Promise<void> => {
    const renamed = renameTest(known.file.text, name, next.trim());
    if (!renamed.ok) {
      setRefusal(renamed.problems[0]?.message);
      return;
    }
    if (await write(known.path, known.file, renamed.value)) moveResult(name, next.trim());
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('testing.tests.renameTitle')}
      closeLabel={t('testing.tests.close')}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{t('testing.tests.cancel')}</Button>
          <Button variant="primary" disabled={next.trim() === ''} onClick={() => void submit()}>
            {t('testing.tests.save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (next.trim() !== '') void submit();
        }}
      >
        <Field label={t('testing.tests.name')} error={refusal}>
          <Input value={next} onValueChange={setNext} maxLength={200} />
        </Field>
      </form>
    </Dialog>
  );
}

/** Shows how a test stands in its file. */
export function LinesDialog({ known, name, onClose }: DialogProps) {
  const { t } = useTranslation();
  const index = known.tests.findIndex((test) => test.name === name);
  const lines = linesOfTest(known.file.text, index);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('testing.tests.linesTitle', { path: known.path, line: lines?.first ?? 1 })}
      closeLabel={t('testing.tests.close')}
      size="lg"
    >
      <CodeText
        text={lines?.text ?? known.file.text}
        label={t('testing.tests.linesLabel')}
        copyLabel={t('testing.copyAll')}
        copiedLabel={t('testing.tree.copied')}
        maxHeight={520}
      />
    </Dialog>
  );
}
