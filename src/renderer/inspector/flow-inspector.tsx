import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { ExpressionToolsContext } from '#fields/expression/expression-tools.ts';
import { ExpressionEditor } from '#fields/expression-editor.tsx';
import { useDraft } from '#fields/use-draft.ts';
import type { Classification, Flow } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { Combobox } from '#ui/combobox.tsx';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { useFacts } from '../data/queries.ts';
import { manifestOf } from '../document/catalogue.ts';
import { useDocument } from '../document/document.ts';
import { ChoiceField } from './choice-field.tsx';
import styles from './inspector.module.css';
import { NameField } from './name-field.tsx';
import { writeFlow } from './policy/write-node.ts';
import { useStepTools } from './step-sample.ts';

const DecisionForm = lazy(async () => ({ default: (await import('../governance/decision-form.tsx')).DecisionForm }));

/** The flow itself: what it is for, who looks after it, what it is called by, what happens when it fails. */
export function FlowInspector() {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  if (flow === undefined) return null;
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <div className={styles.headWords}>
          <NameField
            label={t('inspector.flow.name')}
            value={flow.name}
            onCommit={(name) => (name.trim() === '' ? [] : writeFlow('name', name.trim()))}
          />
          <p className={styles.subtitle}>{t('inspector.flow.id', { id: flow.id })}</p>
        </div>
      </header>
      <div className={styles.scroll}>
        <div className={styles.form}>
          <LongText
            label={t('inspector.flow.description')}
            help={t('inspector.flow.descriptionHelp')}
            field="description"
            flow={flow}
          />
          <OwnerField flow={flow} />
          <ShortText
            label={t('inspector.flow.domain')}
            help={t('inspector.flow.domainHelp')}
            field="domain"
            flow={flow}
          />
          <CorrelationField flow={flow} />
          <OnFailureField flow={flow} />
          <ClassificationFields flow={flow} />
          <div className={styles.group}>
            <Suspense fallback={null}>
              <DecisionForm flow={flow} />
            </Suspense>
          </div>
          <ChoiceField
            label={t('inspector.flow.lifecycle')}
            value={flow.lifecycle}
            options={['active', 'deprecated', 'retired']}
            words="inspector.flow.lifecycles"
            onChoose={(value) => void writeFlow('lifecycle', value)}
          />
          <LongText
            label={t('inspector.flow.runbook')}
            help={t('inspector.flow.runbookHelp')}
            field="runbook"
            flow={flow}
          />
        </div>
      </div>
    </div>
  );
}

type TextProps = {
  readonly label: string;
  readonly help?: string;
  readonly field: 'description' | 'runbook' | 'domain' | 'owner';
  readonly flow: Flow;
};

function LongText({ label, help, field, flow }: TextProps) {
  const commit = (text: string) => writeFlow(field, text.trim() === '' ? undefined : text);
  const draft = useDraft({ value: flow[field] ?? '', commit });
  return (
    <Field label={label} help={help} error={draft.refusal.join(' ')}>
      <TextArea rows={2} value={draft.text} onValueChange={draft.change} onBlur={draft.flush} />
    </Field>
  );
}

function ShortText({ label, help, field, flow }: TextProps) {
  return (
    <Field label={label} help={help}>
      <DraftInput
        value={flow[field] ?? ''}
        onCommit={(text) => writeFlow(field, text.trim() === '' ? undefined : text.trim())}
      />
    </Field>
  );
}

function OwnerField({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { data: facts } = useFacts();
  return (
    <Field label={t('inspector.flow.owner')} help={t('inspector.flow.ownerHelp')}>
      <Combobox
        freeText
        value={flow.owner ?? ''}
        options={(facts?.approvalGroups ?? []).map((value) => ({ value }))}
        emptyText={t('inspector.group.free')}
        onValueChange={(text) => void writeFlow('owner', text.trim() === '' ? undefined : text.trim())}
      />
    </Field>
  );
}

/** The expression people's name for a run comes from, tried on what the trigger hands on. */
function CorrelationField({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const trigger = flow.nodes.find((node) => manifestOf(node)?.kind === 'trigger')?.id;
  const tools = useStepTools(trigger);
  return (
    <ExpressionToolsContext value={tools}>
      <Field label={t('inspector.flow.correlation')} help={t('inspector.flow.correlationHelp')}>
        <ExpressionEditor
          label={t('inspector.flow.correlation')}
          value={flow.correlation ?? ''}
          placeholder="number"
          onCommit={(text) => writeFlow('correlation', text.trim() === '' ? undefined : text.trim())}
        />
      </Field>
    </ExpressionToolsContext>
  );
}

function OnFailureField({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { data: facts } = useFacts();
  const none = ' ';
  const others = (facts?.flows ?? []).filter(({ id }) => id !== flow.id);
  const isUnknown = flow.onFailure !== undefined && !others.some(({ id }) => id === flow.onFailure);
  return (
    <Field label={t('inspector.flow.onFailure')} help={t('inspector.flow.onFailureHelp')}>
      <Select
        value={flow.onFailure ?? none}
        onValueChange={(id) => void writeFlow('onFailure', id === none ? undefined : id)}
        options={[
          { value: none, label: t('inspector.flow.onFailureNone') },
          ...others.map(({ id }) => ({ value: id, label: id })),
          ...(isUnknown && flow.onFailure !== undefined ? [{ value: flow.onFailure, label: flow.onFailure }] : []),
        ]}
      />
    </Field>
  );
}

const dataClasses = ['public', 'internal', 'personal', 'financial', 'regulated'] as const;

function ClassificationFields({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { classification = {} } = flow;
  const set = (change: { readonly [Key in keyof Classification]?: Classification[Key] | undefined }): void => {
    const next = Object.entries({ ...classification, ...change }).filter(
      ([, value]) => value !== undefined && (!Array.isArray(value) || value.length > 0),
    );
    // Texts and lists of texts, none of them undefined any more.
    writeFlow('classification', next.length === 0 ? undefined : (Object.fromEntries(next) as Json));
  };
  const data = new Set<string>(classification.data);
  return (
    <section className={styles.group} aria-label={t('inspector.flow.classification')}>
      <h4 className={styles.heading}>{t('inspector.flow.classification')}</h4>
      <ChoiceField
        label={t('inspector.flow.criticality')}
        value={classification.criticality}
        options={['low', 'medium', 'high']}
        words="inspector.flow.criticalities"
        onChoose={(criticality) => set({ criticality })}
      />
      <ChoiceField
        label={t('inspector.flow.mode')}
        value={classification.mode}
        options={['realtime', 'event', 'batch']}
        words="inspector.flow.modes"
        onChoose={(mode) => set({ mode })}
      />
      <Field kind="group" label={t('inspector.flow.data')}>
        <div className={styles.choices}>
          {dataClasses.map((one) => (
            <Checkbox
              key={one}
              label={t(`inspector.flow.dataClass.${one}`)}
              checked={data.has(one)}
              onCheckedChange={(isOn) =>
                set({ data: dataClasses.filter((other) => (other === one ? isOn : data.has(other))) })
              }
            />
          ))}
        </div>
      </Field>
    </section>
  );
}
