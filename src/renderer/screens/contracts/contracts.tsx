import { FileJson2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '#flow/json.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { useFacts } from '../../data/queries.ts';
import { Refused } from '../../frame/refused.tsx';
import { printRoute } from '../../routes.ts';
import { ContractView } from './contract-view.tsx';
import styles from './contracts.module.css';

/** The agreed shapes of the workspace: what fields they have, how sensitive those are, and who uses them. */
export function Contracts({ contract }: { readonly contract: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useFacts();
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const names = Object.keys(data.contracts).sort();
  const [first] = names;
  if (first === undefined) {
    return (
      <div className={styles.screen}>
        <PanelHeader level={1} size="page" title={t('contracts.title')} />
        <EmptyState icon={FileJson2} sentence={t('contracts.empty')} example={<code>{t('contracts.example')}</code>} />
      </div>
    );
  }
  const shown = contract ?? first;
  const facts = data.contracts[shown];
  return (
    <div className={styles.screen}>
      <nav className={styles.list} aria-label={t('contracts.title')} data-region="contracts">
        <h1>{t('contracts.title')}</h1>
        <ul>
          {names.map((name) => (
            <li key={name}>
              <a
                href={printRoute({ screen: 'contracts', contract: name })}
                aria-current={name === shown ? 'page' : undefined}
              >
                <b>{name}</b>
                <small>{titleOf(data.contracts[name]?.schema)}</small>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {facts === undefined ? (
        <EmptyState icon={FileJson2} sentence={t('contracts.unknown', { name: shown })} />
      ) : (
        <ContractView key={shown} name={shown} path={facts.path} schema={facts.schema} />
      )}
    </div>
  );
}

function titleOf(schema: JsonObject | undefined): string {
  return typeof schema?.title === 'string' ? schema.title : '';
}
