import { FileJson2, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { useContracts } from '../../data/contracts.ts';
import { Refused } from '../../frame/refused.tsx';
import { printRoute } from '../../routes.ts';
import { isChanged, useContractDrafts } from './contract-drafts.ts';
import { ContractView } from './contract-view.tsx';
import styles from './contracts.module.css';
import { NewContractDialog } from './new-contract-dialog.tsx';

/** The agreed shapes of the workspace: edited as a table or as text, judged against every flow while they change. */
export function Contracts({ contract }: { readonly contract: string | undefined }) {
  const { t } = useTranslation();
  const [isNew, setIsNew] = useState(false);
  const { data, error, refetch } = useContracts();
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const shown = contract ?? data[0]?.name;
  const row = data.find(({ name }) => name === shown);
  const dialog = isNew && (
    <NewContractDialog taken={new Set(data.map(({ name }) => name))} onClose={() => setIsNew(false)} />
  );
  if (data.length === 0) {
    return (
      <div className={styles.empty}>
        <h1>{t('contracts.title')}</h1>
        <EmptyState
          icon={FileJson2}
          sentence={t('contracts.empty')}
          action={
            <Button variant="primary" size="lg" onClick={() => setIsNew(true)}>
              {t('contracts.new.open')}
            </Button>
          }
        />
        {dialog}
      </div>
    );
  }
  return (
    <div className={styles.screen}>
      <nav className={styles.list} aria-label={t('contracts.title')} data-region="contracts">
        <header>
          <h1>{t('contracts.title')}</h1>
          <IconButton label={t('contracts.new.open')} icon={Plus} onClick={() => setIsNew(true)} />
        </header>
        <ul>
          {data.map((one) => (
            <ListEntry key={one.name} row={one} isShown={one.name === shown} />
          ))}
        </ul>
      </nav>
      {row === undefined ? (
        <EmptyState icon={FileJson2} sentence={t('contracts.unknown', { name: shown })} />
      ) : (
        <ContractView key={row.name} name={row.name} path={row.path} />
      )}
      {dialog}
    </div>
  );
}

type EntryProps = {
  readonly row: {
    readonly name: string;
    readonly title: string;
    readonly flows: number;
    readonly problem: string | null;
  };
  readonly isShown: boolean;
};

function ListEntry({ row, isShown }: EntryProps) {
  const { t } = useTranslation();
  const isUnsaved = useContractDrafts(({ byName }) => isChanged(byName[row.name]));
  return (
    <li>
      <a href={printRoute({ screen: 'contracts', contract: row.name })} aria-current={isShown ? 'page' : undefined}>
        <span className={styles.entryName}>
          <b>{row.name}</b>
          {isUnsaved && <small className={styles.unsaved}>{t('contracts.unsaved')}</small>}
        </span>
        {row.problem !== null && <small className={styles.unsaved}>{t('contracts.unreadable')}</small>}
        {row.title !== '' && <small>{row.title}</small>}
        <small>{t('contracts.usedBy', { count: row.flows })}</small>
      </a>
    </li>
  );
}
