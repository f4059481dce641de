import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { PatternFields, usePatterns } from '../../governance/start-fields.tsx';
import { readExamples } from './examples.ts';
import { type FlowNaming, proposeId, refuseFlowId } from './flow-text.ts';
import styles from './flows.module.css';
import { NamingFields } from './naming-fields.tsx';

/** What a new flow begins with: the text of an example, a pattern and who owns the flow, or nothing. */
export type FlowStart = {
  readonly text: string | undefined;
  readonly pattern: { readonly reference: string; readonly owner: string } | undefined;
};

type Props = {
  readonly taken: ReadonlySet<string>;
  /** What is chosen at first; a reference such as `webhook-ingestion@1` is the pattern with that name. */
  readonly start: 'blank' | 'example' | { readonly pattern: string };
  readonly reason: string | undefined;
  readonly onCancel: () => void;
  readonly onMake: (made: FlowNaming & FlowStart) => Promise<void>;
};

/** What the choice of a pattern is called; no example has a name with a space. */
const patternChoice = 'a pattern';

/** Asks how a new flow begins, and what it is called. */
export function NewFlowDialog({ taken, start, reason, onCancel, onMake }: Props) {
  const { t } = useTranslation();
  const { data: examples } = useQuery({ queryKey: ['examples'], queryFn: readExamples, staleTime: Infinity });
  const [chosen, setChosen] = useState<string | undefined>(
    start === 'blank' ? '' : start === 'example' ? undefined : patternChoice,
  );
  const patterns = usePatterns(start);
  const [naming, setNaming] = useState<FlowNaming>({ name: '', id: '' });
  const [isNamed, setIsNamed] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const from = chosen ?? examples?.[0]?.id ?? '';
  const example = examples?.find(({ id }) => id === from);
  const isPattern = from === patternChoice;
  const proposed = example?.name ?? (isPattern ? patterns.shown?.value.name : undefined) ?? t('flows.newName');
  const shown = isNamed ? naming : { name: proposed, id: proposeId(proposed, taken) };
  const isNamedWell = shown.name.trim() !== '' && refuseFlowId(shown.id, taken) === undefined;
  const isReady = isNamedWell && (!isPattern || patterns.start !== undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setIsBusy(true);
    const begin = { text: example?.text, pattern: isPattern ? patterns.start : undefined };
    await onMake({ ...shown, name: shown.name.trim(), ...begin }).finally(() => setIsBusy(false));
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
          {patterns.choices.length > 0 && (
            <Start
              id={patternChoice}
              title={t('governance.start.title')}
              what={t('governance.start.what')}
              from={from}
              onChoose={setChosen}
            />
          )}
          {isPattern && <PatternFields patterns={patterns} />}
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
