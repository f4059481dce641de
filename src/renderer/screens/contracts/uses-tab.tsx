import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Select } from '#ui/select.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { Tone } from '#ui/tone.ts';
import { useContractUses } from '../../data/contracts.ts';
import { Refused } from '../../frame/refused.tsx';
import { printRoute } from '../../routes.ts';
import type { ContractField } from './contract-fields.ts';
import styles from './contracts.module.css';

type Use = NonNullable<ReturnType<typeof useContractUses>['data']>['uses'][number];

const tones: Readonly<Record<Use['kind'], Tone>> = {
  produces: 'ok',
  consumes: 'wait',
  reads: 'info',
  measures: 'warn',
};

/** Which steps of which flows make a shape, take it in, read it or count by it; all of it, or one field. */
export function UsesTab({ name, fields }: { readonly name: string; readonly fields: readonly ContractField[] }) {
  const { t } = useTranslation();
  const [field, setField] = useState('');
  const { data, error, refetch } = useContractUses(name, field === '' ? undefined : field);
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  const flows = [...new Set(data?.uses.map(({ flow }) => flow))];
  return (
    <div className={styles.uses}>
      <div className={styles.filter}>
        <Select
          label={t('contracts.uses.field')}
          value={field}
          onValueChange={setField}
          options={[
            { value: '', label: t('contracts.uses.anyField') },
            ...fields.map(({ path }) => ({ value: path, label: path })),
          ]}
        />
        {data !== undefined && <span>{t('contracts.uses.found', { count: data.uses.length })}</span>}
      </div>
      {data !== undefined && data.unread.length > 0 && (
        <Banner tone="warn" title={t('contracts.uses.unread', { count: data.unread.length })}>
          {data.unread.join(', ')}
        </Banner>
      )}
      {data !== undefined && flows.length === 0 && (
        <EmptyState
          layout="row"
          sentence={field === '' ? t('contracts.unused') : t('contracts.uses.fieldUnused', { field })}
        />
      )}
      {flows.map((flow) => (
        <FlowUses key={flow} uses={data?.uses.filter((use) => use.flow === flow) ?? []} />
      ))}
    </div>
  );
}

function FlowUses({ uses }: { readonly uses: readonly Use[] }) {
  const { t } = useTranslation();
  const [first] = uses;
  if (first === undefined) return null;
  return (
    <section className={styles.flow} aria-label={first.flowName}>
      <h3>
        <a href={printRoute({ screen: 'designer', flow: first.flow })}>{first.flowName}</a>
      </h3>
      <ul>
        {uses.map((use) => (
          <li key={`${use.node} ${use.place} ${use.kind} ${use.field}`}>
            <StatusChip tone={tones[use.kind]} icon={null} size="sm">
              {t(`contracts.uses.kind.${use.kind}`)}
            </StatusChip>
            <span>
              {use.field === null ? null : use.field === '' ? t('contracts.uses.whole') : <code>{use.field}</code>}
            </span>
            <StepLink use={use} />
            <small>
              {placeWords(use)}
              {!use.certain && ` · ${t('contracts.uses.unsure')}`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );

  function placeWords({ place }: Use): string {
    if (place === 'correlation') return t('contracts.uses.correlation');
    if (place === 'config.contract' || place === 'config.output') return t('contracts.uses.named');
    return place.replace(/^config\./, '');
  }
}

function StepLink({ use: { flow, node, nodeName } }: { readonly use: Use }) {
  const { t } = useTranslation();
  if (node === null) return <a href={printRoute({ screen: 'designer', flow })}>{t('contracts.uses.head')}</a>;
  return <a href={printRoute({ screen: 'designer', flow, node })}>{nodeName ?? node}</a>;
}
