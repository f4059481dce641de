import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '#flow/json.ts';
import { Chip } from '#ui/chip.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import type { Tone } from '#ui/tone.ts';
import { runtime } from '../../data/client.ts';
import { answerOf } from '../../data/queries.ts';
import { printRoute } from '../../routes.ts';
import { type ContractField, contractFields } from './contract-fields.ts';
import styles from './contracts.module.css';

const tabs = ['fields', 'uses', 'json'] as const;

type Props = { readonly name: string; readonly path: string; readonly schema: JsonObject };

/** One agreed shape. */
export function ContractView({ name, path, schema }: Props) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<(typeof tabs)[number]>('fields');
  const fields = useMemo(() => contractFields(schema), [schema]);
  const uses = useUses(name);
  return (
    <section className={styles.view} aria-label={name} data-region="contract">
      <PanelHeader size="page" title={name} subtitle={typeof schema.title === 'string' ? schema.title : path} />
      <Tabs
        className={styles.tabs ?? ''}
        value={tab}
        onValueChange={setTab}
        label={name}
        tabs={tabs.map((value) => ({
          value,
          label: t(`contracts.tab.${value}`),
          count: value === 'uses' ? uses?.length : value === 'fields' ? fields.length : undefined,
          countTone: 'idle' as const,
        }))}
      >
        <TabPanel value="fields">
          <FieldTable name={name} fields={fields} />
        </TabPanel>
        <TabPanel value="uses">{uses !== undefined && <Uses uses={uses} />}</TabPanel>
        <TabPanel value="json">
          <CodeText
            className={styles.code ?? ''}
            text={JSON.stringify(schema, null, 2)}
            label={path}
            copyLabel={t('contracts.copy')}
            copiedLabel={t('contracts.copied')}
            lineNumbers
            wrap
          />
        </TabPanel>
      </Tabs>
    </section>
  );
}

const classTones: Readonly<Record<string, Tone>> = { personal: 'warn', financial: 'info', regulated: 'danger' };

function FieldTable({ name, fields }: { readonly name: string; readonly fields: readonly ContractField[] }) {
  const { t } = useTranslation();
  if (fields.length === 0) return <EmptyState layout="row" sentence={t('contracts.noFields')} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable by keyboard
    <section className={styles.scroll} aria-label={t('contracts.fieldsOf', { name })} tabIndex={0}>
      <table className={styles.table}>
        <caption className="ps-visually-hidden">{t('contracts.fieldsOf', { name })}</caption>
        <thead>
          <tr>
            {(['name', 'type', 'required', 'class', 'description'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`contracts.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <FieldLine key={field.path} field={field} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FieldLine({ field }: { readonly field: ContractField }) {
  const { t } = useTranslation();
  const type = t(`contracts.type.${field.type}`);
  return (
    <tr>
      <th scope="row" style={{ paddingInlineStart: 16 + field.level * 20 }} title={field.path}>
        <code>{field.name}</code>
      </th>
      <td>
        {field.items === undefined
          ? type
          : t('contracts.listOf', { items: t(`contracts.type.${field.items}`).toLowerCase() })}
      </td>
      <td>{field.isRequired ? t('contracts.required') : t('contracts.optional')}</td>
      <td>
        {field.classes.map((one) => (
          <StatusChip key={one} tone={classTones[one] ?? 'idle'} icon={null} size="sm">
            {t(`contracts.class.${one}`)}
          </StatusChip>
        ))}
      </td>
      <td>
        {field.description}
        {field.limits.map(({ rule, value }) => (
          <Chip key={rule}>{t(`contracts.limit.${rule}`, { value })}</Chip>
        ))}
      </td>
    </tr>
  );
}

type Use = { readonly flow: string; readonly node: string | null; readonly line: number; readonly path: string };

/** Where the files of the workspace name a shape; undefined while that is looked up. */
function useUses(name: string): readonly Use[] | undefined {
  const { data } = useQuery({
    queryKey: ['workspace', 'uses', name],
    queryFn: async () => answerOf(await runtime.send('workspace.search', { query: { text: name, limit: 200 } })),
  });
  return useMemo(
    () =>
      data?.matches.flatMap(({ flow, node, line, path, excerpt }) =>
        // `order@1` also stands inside `shop-order@1` and `order@12`.
        flow !== null && path.endsWith('.flow.yaml') && new RegExp(`(^|[^\\w-])${name}($|[^\\d])`).test(excerpt)
          ? [{ flow, node, line, path }]
          : [],
      ),
    [data, name],
  );
}

function Uses({ uses }: { readonly uses: readonly Use[] }) {
  const { t } = useTranslation();
  if (uses.length === 0) return <EmptyState layout="row" sentence={t('contracts.unused')} />;
  return (
    <ul className={styles.uses}>
      {uses.map(({ flow, node, line, path }) => (
        <li key={`${path}:${line}`}>
          <a href={printRoute({ screen: 'designer', flow, ...(node === null ? {} : { node }) })}>
            <b>{flow}</b>
            {node !== null && <span>{t('contracts.step', { node })}</span>}
          </a>
          <small>{t('contracts.place', { path, line })}</small>
        </li>
      ))}
    </ul>
  );
}
