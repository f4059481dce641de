import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOfSchema } from '#fields/mapping/target-fields.ts';
import { readJson } from '#flow/contract/read-json.ts';
import { proposeContract } from '#flow/flow-test/propose-contract.ts';
import type { Json } from '#flow/json.ts';
import { freeSlug } from '#flow/workspace/print-connection.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type FileChange, writeFiles } from '../../data/files.ts';
import { useFacts } from '../../data/queries.ts';
import { printSample } from '../../data/samples.ts';
import { useDocument } from '../../document/document.ts';
import { sampleInput } from '../../test-run/choose-input.ts';
import { chooseInput } from '../../test-run/test-run.ts';
import styles from '../inspector.module.css';
import { ShapeList } from '../shape-list.tsx';
import { useStepForm } from './step-form.tsx';

type Props = {
  /** Takes the name of the agreed shape that was saved. */
  readonly onUse: (contract: string) => readonly string[];
  readonly onClose: () => void;
};

/** Takes one piece of data, proposes the agreed shape of it, and keeps both: the shape for the step, the data for tests. */
export function ExampleDialog({ onUse, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const { manifest } = useStepForm();
  const [text, setText] = useState('');
  const [isLeft, setIsLeft] = useState(false);
  const [keeps, setKeeps] = useState(true);
  const naming = useNaming();
  const read = useMemo(() => (text.trim() === '' ? undefined : readJson(text)), [text]);
  const contract = useMemo(
    () => (read?.ok === true ? proposeContract([read.value], naming.name) : undefined),
    [read, naming.name],
  );
  const { save, refusal, isBusy } = useSave();
  const isReady = contract !== undefined && naming.isFree && !isBusy;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || read?.ok !== true) return;
    const sample = keeps ? `samples/${naming.name}.json` : undefined;
    const isSaved = await save({ name: naming.name, contract, sample, value: read.value });
    if (!isSaved) return;
    if (sample !== undefined && manifest.kind === 'trigger') chooseInput(sampleInput(sample));
    onUse(`${naming.name}@1`);
    onClose();
  };
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={onClose}
      title={t('inspector.example.title')}
      description={t('inspector.example.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('inspector.cancel')}</Button>
          <Button type="submit" form="agreed-shape" variant="primary" disabled={!isReady} busy={isBusy}>
            {t('inspector.example.save')}
          </Button>
        </>
      }
    >
      <form id="agreed-shape" className={styles.proposed} onSubmit={(event) => void submit(event)}>
        <Field
          label={t('inspector.example.json')}
          error={isLeft && read?.ok === false ? read.refusal.reason : undefined}
        >
          <TextArea
            mono
            rows={8}
            value={text}
            onValueChange={setText}
            onBlur={() => setIsLeft(true)}
            onKeyDown={(event) => {
              // Enter is a new line here.
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
          />
        </Field>
        {contract !== undefined && (
          <section aria-label={t('inspector.example.shape')}>
            <h3>{t('inspector.example.shape')}</h3>
            <ShapeList fields={fieldsOfSchema(contract)} />
          </section>
        )}
        <Field
          label={t('inspector.paste.name')}
          help={t('inspector.paste.nameHelp')}
          error={refusal ?? (naming.isFree ? undefined : naming.refusal)}
        >
          <Input mono value={naming.name} onValueChange={naming.change} end="@1" />
        </Field>
        <Checkbox
          checked={keeps}
          onCheckedChange={setKeeps}
          label={t('inspector.example.keep')}
          description={t('inspector.example.keepWhat')}
        />
      </form>
    </Dialog>
  );
}

type Naming = {
  readonly name: string;
  readonly change: (name: string) => void;
  readonly isFree: boolean;
  readonly refusal: string;
};

/** A name no other agreed shape and no sample has; that of the flow at first. */
function useNaming(): Naming {
  const { t } = useTranslation();
  const { data: facts } = useFacts();
  const flow = useDocument((state) => state.flow?.id) ?? '';
  const [typed, setTyped] = useState<string>();
  const taken = useMemo(() => {
    const contracts = Object.keys(facts?.contracts ?? {}).map((name) => name.replace(/@\d+$/, ''));
    const samples = (facts?.samples ?? []).map(({ path }) => path.replace(/^samples\//, '').replace(/\.json$/, ''));
    return new Set([...contracts, ...samples]);
  }, [facts]);
  const name = typed ?? freeSlug(flow, taken, 'shape');
  const isName = /^[a-z][a-z0-9-]{0,60}$/.test(name);
  return {
    name,
    change: setTyped,
    isFree: isName && !taken.has(name),
    refusal: isName ? t('inspector.paste.taken', { name }) : t('inspector.paste.nameHelp'),
  };
}

type Kept = {
  readonly name: string;
  readonly contract: Readonly<Record<string, unknown>>;
  readonly sample: string | undefined;
  readonly value: Json;
};

function useSave() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const save = async ({ name, contract, sample, value }: Kept): Promise<boolean> => {
    const path = `contracts/${name}@1.schema.json`;
    const changes: FileChange[] = [{ path, text: `${JSON.stringify(contract, null, 2)}\n`, expect: null }];
    if (sample !== undefined) changes.push({ path: sample, text: printSample(value), expect: null });
    setIsBusy(true);
    try {
      const written = await writeFiles(changes);
      if (!written.ok) {
        setRefusal(t('inspector.paste.taken', { name }));
        return false;
      }
      await queries.invalidateQueries({ queryKey: ['workspace'] });
      showToast({ tone: 'ok', title: t('inspector.paste.saved', { path }) });
      return true;
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { save, refusal, isBusy };
}
