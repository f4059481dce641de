import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#flow/json.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { showToast } from '#ui/toaster.tsx';
import { readFile, writeFiles } from '../data/files.ts';
import { useFacts } from '../data/queries.ts';
import { samplePathFor } from '../data/sample-paths.ts';
import { printSample } from '../data/samples.ts';
import { useDocument } from '../document/document.ts';
import { type ChosenInput, contractNameOf, maskValue, sampleInput } from '../test-run/choose-input.ts';
import { chooseInput } from '../test-run/test-run.ts';
import styles from './step-data.module.css';

type SaveProps = {
  readonly input: ChosenInput;
  /** Data of real people is masked before it is written. */
  readonly isReal: boolean;
  readonly onClose: () => void;
};

/** Writes data as a sample of the workspace, under a name a person gives. */
export function SaveSampleDialog({ input, isReal, onClose }: SaveProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(input.path === undefined && !isReal ? '' : input.label);
  const [refusal, setRefusal] = useState<string>();
  const mask = useMask();
  const path = samplePathFor(name);
  const save = async (): Promise<void> => {
    if (path === undefined) return setRefusal(t('testing.save.unnamed'));
    try {
      const text = input.text ?? (await readFile(input.path ?? '')).text;
      // The editor lets nothing through that is no JSON, and files are checked when a test starts.
      const value = JSON.parse(text) as Json;
      const masked = isReal ? mask(value) : { value, count: 0 };
      const written = await writeFiles([{ path, text: printSample(masked.value), expect: null }]);
      if (!written.ok) return setRefusal(t('testing.save.taken'));
      chooseInput(sampleInput(path));
      showToast({
        tone: 'ok',
        title: t('testing.save.saved', { path }),
        ...(masked.count === 0 ? {} : { description: t('testing.save.maskedCount', { count: masked.count }) }),
      });
      onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
    return undefined;
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('testing.save.title')}
      closeLabel={t('testing.save.close')}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{t('testing.save.cancel')}</Button>
          <Button variant="primary" onClick={() => void save()}>
            {t('testing.save.save')}
          </Button>
        </>
      }
    >
      <form
        className={styles.call}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {isReal && <Banner tone="info" title={t('testing.save.masked')} />}
        <Field
          label={t('testing.save.name')}
          error={refusal}
          {...(path === undefined ? {} : { help: t('testing.save.help', { path }) })}
        >
          <Input
            value={name}
            onValueChange={(next) => {
              setName(next);
              setRefusal(undefined);
            }}
          />
        </Field>
      </form>
    </Dialog>
  );
}

/** Gives what hides personal data, by the agreed shape of the flow's webhook. */
export function useMask(): (value: Json) => ReturnType<typeof maskValue> {
  const { data: facts } = useFacts();
  const name = useDocument((state) =>
    contractNameOf(state.flow?.nodes.find(({ config }) => contractNameOf(config) !== undefined)?.config),
  );
  return (value) => maskValue(value, name === undefined ? undefined : facts?.contracts[name]?.schema);
}
