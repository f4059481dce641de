import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { proposeContract } from '#flow/flow-test/propose-contract.ts';
import type { Json } from '#flow/json.ts';
import { contractNameOf } from '#flow/workspace/parse-contract.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { writeFiles } from '../../data/files.ts';
import { go } from '../../routes.ts';
import { findJsonError } from '../../test-run/json-error.ts';
import styles from './contracts.module.css';
import { pathOf } from './use-save-contract.ts';

type Props = { readonly taken: ReadonlySet<string>; readonly onClose: () => void };

/** Makes an agreed shape: empty, or proposed from data somebody pastes. Of the data only the shape is kept. */
export function NewContractDialog({ taken, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [sample, setSample] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const contract = contractNameOf(`${name.trim()}@1.schema.json`);
  const isTaken = contract !== undefined && taken.has(contract);
  const mistake = useMemo(() => (sample.trim() === '' ? undefined : findJsonError(sample)), [sample]);
  const isReady = contract !== undefined && !isTaken && mistake === undefined;
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setIsBusy(true);
    try {
      const text = proposeText(sample, name.trim());
      const written = await writeFiles([{ path: pathOf(contract), text, expect: null }]);
      if (!written.ok) return setRefusal(written.detail);
      await queries.invalidateQueries({ queryKey: ['workspace'] });
      go({ screen: 'contracts', contract });
      onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('contracts.new.title')}
      description={t('contracts.new.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('contracts.new.cancel')}</Button>
          <Button type="submit" form="new-contract" variant="primary" disabled={!isReady} busy={isBusy}>
            {t(sample.trim() === '' ? 'contracts.new.createEmpty' : 'contracts.new.create')}
          </Button>
        </>
      }
    >
      <form id="new-contract" className={styles.form} onSubmit={(event) => void create(event)}>
        {refusal !== undefined && <Banner tone="danger" title={refusal} />}
        <Field
          label={t('contracts.new.name')}
          required
          help={t('contracts.new.nameHelp')}
          error={
            isTaken
              ? t('contracts.new.taken', { name: contract })
              : name.trim() !== '' && contract === undefined
                ? t('contracts.new.badName')
                : undefined
          }
        >
          <Input mono value={name} onValueChange={setName} end="@1" autoFocus />
        </Field>
        <Field
          label={t('contracts.new.sample')}
          help={t('contracts.new.sampleHelp')}
          error={
            mistake === undefined
              ? undefined
              : t('testing.input.jsonError', {
                  line: mistake.line,
                  column: mistake.column,
                  what: t(`testing.input.expected.${mistake.expected}`),
                })
          }
        >
          <TextArea
            mono
            rows={10}
            value={sample}
            onValueChange={setSample}
            placeholder={t('contracts.new.samplePlaceholder')}
          />
        </Field>
      </form>
    </Dialog>
  );
}

function proposeText(sample: string, name: string): string {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  if (sample.trim() === '') return `${JSON.stringify({ $schema, title, type: 'object', properties: {} }, null, 2)}\n`;
  // The field shows what is no JSON, so what comes here is.
  const value = JSON.parse(sample) as Json;
  return `${JSON.stringify(proposeContract([value], title), null, 2)}\n`;
}
