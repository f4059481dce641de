import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Combobox } from '#ui/combobox.tsx';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { runtime } from '../data/client.ts';
import { type TemplateRow, useTemplates } from '../data/governance.ts';
import { answerOf, useFacts } from '../data/queries.ts';
import styles from './governance.module.css';
import { isStartable } from './rule-index.ts';

/** The patterns a flow can begin with, which one is chosen, and who owns the flow. */
export type Patterns = {
  readonly choices: readonly TemplateRow[];
  readonly shown: TemplateRow | undefined;
  readonly owner: string;
  readonly groups: readonly string[];
  /** What the flow begins with; undefined while something is lacking. */
  readonly start: { readonly reference: string; readonly owner: string } | undefined;
  readonly choose: (reference: string) => void;
  readonly setOwner: (owner: string) => void;
};

/** Most flows begin with an event of another system. */
function isUsual({ value }: TemplateRow): boolean {
  return value.id === 'webhook-ingestion';
}

/** Keeps which pattern is chosen; `start` may name the first one. */
export function usePatterns(start: string | { readonly pattern: string }): Patterns {
  const { data } = useTemplates();
  const { data: facts } = useFacts();
  const [reference, choose] = useState(typeof start === 'string' ? undefined : start.pattern);
  const [ownOwner, setOwner] = useState<string>();
  const { data: me } = useQuery({
    queryKey: ['session'],
    queryFn: async () => answerOf(await runtime.send('session.get', {})),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const choices = (data?.templates ?? []).filter((one) => one.skeleton !== null && isStartable(one));
  const shown = choices.find((one) => one.reference === reference) ?? choices.find(isUsual) ?? choices[0];
  const groups = facts?.approvalGroups ?? [];
  const mine = me === undefined || me.groups === 'all' ? undefined : me.groups[0];
  const owner = ownOwner ?? mine ?? groups[0] ?? me?.name ?? '';
  const isReady = shown !== undefined && owner.trim() !== '';
  return {
    choices,
    shown,
    owner,
    groups,
    start: isReady ? { reference: shown.reference, owner: owner.trim() } : undefined,
    choose,
    setOwner,
  };
}

/** Chooses the pattern a flow begins with, and who answers for the flow. */
export function PatternFields({ patterns }: { readonly patterns: Patterns }) {
  const { t } = useTranslation();
  const { choices, shown, owner, groups, choose, setOwner } = patterns;
  return (
    <div className={styles.start}>
      <Field label={t('governance.pattern')} help={shown?.value.summary}>
        <Select
          value={shown?.reference ?? ''}
          onValueChange={choose}
          options={choices.map((one) => ({ value: one.reference, label: one.value.name }))}
        />
      </Field>
      <Field label={t('governance.start.owner')} help={t('governance.start.ownerHelp')} required>
        <Combobox
          freeText
          value={owner}
          onValueChange={setOwner}
          options={groups.map((value) => ({ value }))}
          emptyText={t('inspector.group.free')}
        />
      </Field>
    </div>
  );
}
