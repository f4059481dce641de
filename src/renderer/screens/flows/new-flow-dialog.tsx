import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { readExamples } from './examples.ts';
import { type FlowNaming, proposeId, refuseFlowId } from './flow-text.ts';
import styles from './flows.module.css';
import { NamingFields } from './naming-fields.tsx';

type Props = {
  readonly taken: ReadonlySet<string>;
  readonly start: 'blank' | 'example';
  readonly reason: string | undefined;
  readonly onCancel: () => void;
  /** `text` is the example to begin with; absent for a blank flow. */
  readonly onMake: (made: FlowNaming & { readonly text: string | undefined }) => Promise<void>;
};

/** Asks how a new flow begins, and what it is called. */
export function NewFlowDialog({ taken, start, reason, onCancel, onMake }: Props) {
  const { t } = useTranslation();
  const { data: examples } = useQuery({ queryKey: ['examples'], queryFn: readExamples, staleTime: Infinity });
  const [chosen, setChosen] = useState<string | undefined>(start === 'blank' ? '' : undefined);
  const [naming, setNaming] = useState<FlowNaming>({ name: '', id: '' });
  const [isNamed, setIsNamed] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const from = chosen ?? examples?.[0]?.id ?? '';
  const example = examples?.find(({ id }) => id === from);
  const proposed = example?.name ?? t('flows.newName');
  const shown = isNamed ? naming : { name: proposed, id: proposeId(proposed, taken) };
  const isReady = shown.name.trim() !== '' && refuseFlowId(shown.id, taken) === undefined;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setIsBusy(true);
    await onMake({ ...shown, name: shown.name.trim(), text: example?.text }).finally(() => setIsBusy(false));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onCancel()}
      title={t('flows.new')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onCancel}>{t('flows.cancel')}</Button>
          <Button type="submit" form="new-flow" variant="primary" disabled={!isReady} busy={isBusy}>
            {t('flows.make')}
          </Button>
        </>
      }
    >
      <form id="new-flow" className={styles.form} onSubmit={(event) => void submit(event)}>
        {reason !== undefined && <Banner tone="danger" title={reason} />}
        <NamingFields
          naming={shown}
          hasId
          taken={taken}
          onNaming={(next) => {
            setIsNamed(true);
            setNaming(next);
          }}
        />
        <fieldset className={styles.starts}>
          <legend>{t('flows.startWith')}</legend>
          <Start id="" title={t('flows.blank')} what={t('flows.blankWhat')} from={from} onChoose={setChosen} />
          {examples?.map(({ id, name, description }) => (
            <Start
              key={id}
              id={id}
              title={t('flows.example', { name })}
              what={description ?? ''}
              from={from}
              onChoose={setChosen}
            />
          ))}
        </fieldset>
      </form>
    </Dialog>
  );
}

type StartProps = {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly from: string;
  readonly onChoose: (id: string) => void;
};

function Start({ id, title, what, from, onChoose }: StartProps) {
  return (
    <label className={styles.start}>
      <input type="radio" name="start" value={id} checked={from === id} onChange={() => onChoose(id)} />
      <span>
        <b>{title}</b>
        <small>{what}</small>
      </span>
    </label>
  );
}
