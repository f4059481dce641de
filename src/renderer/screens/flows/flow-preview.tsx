import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFlow } from '#flow/explain/explain-flow.ts';
import { openFlow } from '#flow/text/parse.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { KeyValueTable } from '#ui/key-value-table.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { readFile } from '../../data/files.ts';
import { catalogue } from '../../document/catalogue.ts';
import { Sentences } from '../../explain/sentences.tsx';
import { go } from '../../routes.ts';
import { type FlowRow, stateOf } from './flow-rows.ts';
import styles from './flows.module.css';
import { triggerWords } from './trigger-words.ts';

type Props = { readonly row: FlowRow; readonly onClose: () => void };

/** What a flow is and does, beside the list: its facts, and the explanation of every step. */
export function FlowPreview({ row, onClose }: Props) {
  const { t } = useTranslation();
  const { data: file } = useQuery({
    queryKey: ['workspace', 'file', row.path, row.etag],
    queryFn: () => readFile(row.path),
    placeholderData: (before) => before,
  });
  const { flow, problems } = useMemo(
    () => (file === undefined ? { flow: undefined, problems: [] } : openFlow(file.text, catalogue)),
    [file],
  );
  const told = useMemo(() => (flow === undefined ? [] : explainFlow(flow, catalogue)), [flow]);
  return (
    <section className={styles.preview} aria-label={t('flows.preview', { name: row.name })} data-region="preview">
      <PanelHeader
        title={row.name}
        subtitle={row.path}
        actions={
          <>
            <Button onClick={() => go({ screen: 'designer', flow: row.id })}>{t('flows.menu.open')}</Button>
            <IconButton label={t('flows.closePreview')} icon={X} onClick={onClose} />
          </>
        }
      />
      <div className={styles.previewBody}>
        {row.refusal !== null && <Banner tone="warn" title={row.refusal} />}
        {flow?.description !== undefined && <p>{flow.description}</p>}
        <KeyValueTable look="plain" labelWidth={112} rows={factsOf(row, t)} />
        {problems.length > 0 && flow === undefined && (
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.line}:${problem.column}:${problem.code}`}>{problem.message}</li>
            ))}
          </ul>
        )}
        {told.length > 0 && <h3>{t('explain.panel.title')}</h3>}
        <Sentences told={told} onOpen={(node) => go({ screen: 'designer', flow: row.id, node })} />
      </div>
    </section>
  );
}

function factsOf(row: FlowRow, t: TFunction) {
  const texts: readonly (readonly [string, string | null])[] = [
    ['state', t(`flows.state.${stateOf(row)}`)],
    ['version', row.version],
    ['owner', row.owner],
    ['area', row.domain],
    ['trigger', row.triggers.map(triggerWords).join(', ')],
    ['mode', row.mode === null ? null : t(`flows.mode.${row.mode}`)],
    ['criticality', row.criticality === null ? null : t(`flows.criticality.${row.criticality}`)],
    ['steps', String(row.steps)],
  ];
  return [
    ...texts.flatMap(([key, value]) =>
      value === null || value === '' ? [] : [{ key, label: t(`flows.column.${key}`), value }],
    ),
    { key: 'changed', label: t('flows.column.changed'), value: <RelativeTime at={row.changedAt} /> },
  ];
}
