import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { DurationInput } from '#fields/duration-input.tsx';
import { useDraft } from '#fields/use-draft.ts';
import { type DecisionRecord, decisionSchema } from '#flow/decision/decision.ts';
import { factsOf } from '#flow/decision/judge-decision.ts';
import { type DecisionScore, scoreDecision } from '#flow/decision/score-decision.ts';
import type { Flow } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import { Field } from '#ui/field.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { ChoiceField } from '../inspector/choice-field.tsx';
import { writeFlow } from '../inspector/policy/write-node.ts';
import styles from './governance.module.css';

/** Writes one answer; undefined takes it away. Gives the sentences of a refusal. */
type Answer = <Key extends keyof DecisionRecord>(key: Key, value: DecisionRecord[Key] | undefined) => readonly string[];

/** What was asked of the flow and what was decided, with what the answers speak for. */
export function DecisionForm({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const titleId = useId();
  const read = decisionSchema.safeParse(flow.decision ?? {});
  return (
    <section className={styles.decision} aria-labelledby={titleId}>
      <h4 id={titleId} className={styles.heading}>
        {t('governance.decision.title')}
      </h4>
      {read.success ? <Questions flow={flow} record={read.data} /> : <p>{t('governance.decision.unreadable')}</p>}
    </section>
  );
}

function Questions({ flow, record }: { readonly flow: Flow; readonly record: DecisionRecord }) {
  const { t } = useTranslation();
  const score = scoreDecision(record, factsOf(flow));
  const answer: Answer = (key, value) => {
    const next = { ...record, [key]: value };
    // In the order of the form, which is the order of the file.
    const kept = Object.keys(decisionSchema.shape).flatMap((one) => {
      // The keys of the schema are the keys of the record.
      const said = next[one as keyof DecisionRecord];
      return said === undefined ? [] : [[one, said] as const];
    });
    // Texts, and for changes of a machine flat records of texts.
    return writeFlow('decision', kept.length === 0 ? undefined : (Object.fromEntries(kept) as JsonObject));
  };
  const isOther =
    (record.mode !== undefined && record.mode !== score.mode && score.points[score.mode] > 0) ||
    (record.control !== undefined && record.control !== score.control);
  return (
    <>
      <Asked record={record} answer={answer} />
      <Score record={record} score={score} />
      <Decided record={record} answer={answer} />
      <Field
        label={t('governance.decision.reason')}
        help={t('governance.decision.reasonHelp')}
        warning={isOther && record.reason === undefined ? t('governance.decision.reasonWanted') : undefined}
      >
        <Reason value={record.reason ?? ''} onCommit={(text) => answer('reason', text === '' ? undefined : text)} />
      </Field>
    </>
  );
}

type PartProps = { readonly record: DecisionRecord; readonly answer: Answer };

function Asked({ record, answer }: PartProps) {
  const { t } = useTranslation();
  const orNone = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
  return (
    <>
      <ChoiceField
        label={t('governance.decision.impact')}
        words="governance.decision.impacts"
        value={record.impact}
        options={['low', 'medium', 'high']}
        onChoose={(impact) => void answer('impact', impact)}
      />
      <Field label={t('governance.decision.staleness')}>
        <DurationInput
          value={record.staleness ?? ''}
          placeholder="15m"
          onCommit={(text) => answer('staleness', orNone(text))}
        />
      </Field>
      <Field label={t('governance.decision.volume')} help={t('governance.decision.volumeHelp')}>
        <DraftInput
          mono
          value={record.volume ?? ''}
          placeholder="10/s"
          onCommit={(text) => answer('volume', orNone(text))}
        />
      </Field>
      <Field label={t('governance.decision.recovery')}>
        <DurationInput
          value={record.recovery ?? ''}
          placeholder="1h"
          onCommit={(text) => answer('recovery', orNone(text))}
        />
      </Field>
    </>
  );
}

function Decided({ record, answer }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <ChoiceField
        label={t('governance.decision.mode')}
        words="governance.decision.modes"
        value={record.mode}
        options={['realtime', 'event', 'batch']}
        onChoose={(mode) => void answer('mode', mode)}
      />
      <ChoiceField
        label={t('governance.decision.control')}
        words="governance.decision.controls"
        value={record.control}
        options={['direct', 'orchestrated']}
        onChoose={(control) => void answer('control', control)}
      />
      {record.control === 'orchestrated' && (
        <ChoiceField
          label={t('governance.decision.orchestrator')}
          words="governance.decision.orchestrators"
          value={record.orchestrator}
          options={['penstock', 'odoo', 'other']}
          onChoose={(orchestrator) => void answer('orchestrator', orchestrator)}
        />
      )}
    </>
  );
}

function Score({ record, score }: { readonly record: DecisionRecord; readonly score: DecisionScore }) {
  const { t } = useTranslation();
  const modeArguments = score.arguments.filter((one) => one.for in score.points);
  const controlArguments = score.arguments.filter((one) => !(one.for in score.points));
  return (
    <section className={styles.score} aria-label={t('governance.decision.score')}>
      <h5>{t('governance.decision.score')}</h5>
      {modeArguments.length === 0 ? (
        <p>{t('governance.decision.none')}</p>
      ) : (
        <Side way={score.mode} words="modes" decided={record.mode} reasons={modeArguments} />
      )}
      <Side way={score.control} words="controls" decided={record.control} reasons={controlArguments} />
    </section>
  );
}

type SideProps = {
  readonly way: string;
  readonly words: string;
  readonly decided: string | undefined;
  readonly reasons: DecisionScore['arguments'];
};

function Side({ way, words, decided, reasons }: SideProps) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        <b>{t(`governance.decision.${words}.${way}`)}</b>
        {decided !== undefined && (
          <StatusChip tone={decided === way ? 'ok' : 'warn'} size="sm">
            {t(decided === way ? 'governance.decision.agrees' : 'governance.decision.differs')}
          </StatusChip>
        )}
      </p>
      <ul>
        {reasons.map((reason) => (
          <li key={`${reason.for} ${reason.because}`}>
            {reason.because}
            {reason.for !== way && ` (${t(`governance.decision.${words}.${reason.for}`)})`}
          </li>
        ))}
      </ul>
    </>
  );
}

function Reason({
  value,
  onCommit,
}: {
  readonly value: string;
  readonly onCommit: (text: string) => readonly string[];
}) {
  const draft = useDraft({ value, commit: (text) => onCommit(text.trim()) });
  return <TextArea rows={2} value={draft.text} onValueChange={draft.change} onBlur={draft.flush} />;
}
