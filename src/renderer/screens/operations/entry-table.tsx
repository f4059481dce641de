import { CircleAlert, CircleCheck, CircleMinus, Equal, EqualNot, Play } from 'lucide-react';
import { Fragment, memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Chip } from '#ui/chip.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { EnvironmentFacts, EnvironmentView } from '../../data/environments.ts';
import { EntryCell } from './entry-cell.tsx';
import type { EntryRow, RowGroup } from './entry-rows.ts';
import styles from './operations.module.css';

/** Props of EntryTable. */
export type EntryTableProps = {
  readonly view: EnvironmentView;
  readonly groups: readonly RowGroup[];
  readonly mayWrite: boolean;
  /** The environment whose activation is tried. */
  readonly tried: string | undefined;
  readonly onTry: (environment: string) => void;
};

/** Environments as columns, entries as rows; what differs says so in words. */
export function EntryTable({ view, groups, mayWrite, tried, onTry }: EntryTableProps): ReactElement {
  const { t } = useTranslation();
  const filled = groups.filter(({ rows }) => rows.length > 0);
  if (filled.length === 0) return <EmptyState sentence={t('operations.environments.equal')} />;
  return (
    // A region that scrolls is reached by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={styles.scroller} aria-label={t('operations.environments.label')} tabIndex={0}>
      <table className={styles.sides} style={{ minWidth: 340 + view.environments.length * 190 }}>
        <colgroup>
          <col className={styles.entryColumn} />
          <col className={styles.stateColumn} />
          {view.environments.map(({ name }) => (
            <col key={name} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className={styles.entryHead}>
              {t('operations.environments.entry')}
            </th>
            <th scope="col" className={styles.stateHead}>
              {t('operations.environments.difference')}
            </th>
            {view.environments.map((one) => (
              <th key={one.name} scope="col">
                <ColumnHead
                  environment={one}
                  isServed={one.name === view.served}
                  isTried={one.name === tried}
                  onTry={onTry}
                />
              </th>
            ))}
          </tr>
        </thead>
        {filled.map(({ id, rows }) => (
          <tbody key={id}>
            <tr>
              <th scope="colgroup" colSpan={view.environments.length + 2} className={styles.groupHead}>
                {t(`operations.environments.group.${id}`)}
              </th>
            </tr>
            {rows.map((row) => (
              <Line
                key={`${row.key} ${row.part ?? ''}`}
                row={row}
                environments={view.environments}
                view={view}
                mayWrite={mayWrite}
              />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

type HeadProps = {
  readonly environment: EnvironmentFacts;
  readonly isServed: boolean;
  readonly isTried: boolean;
  readonly onTry: (environment: string) => void;
};

function ColumnHead({ environment: { name, purpose }, isServed, isTried, onTry }: HeadProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.columnHead}>
      <span className={styles.columnName}>
        <b>{name}</b>
        {name !== purpose && <Chip>{t(`operations.purpose.${purpose}`)}</Chip>}
        {isServed && <Chip>{t('operations.environments.served')}</Chip>}
      </span>
      <Button
        icon={Play}
        aria-pressed={isTried}
        aria-label={t('operations.environments.tryIn', { name })}
        onClick={() => onTry(name)}
      >
        {t('operations.environments.try')}
      </Button>
    </div>
  );
}

type LineProps = {
  readonly row: EntryRow;
  readonly view: EnvironmentView;
  readonly environments: readonly EnvironmentFacts[];
  readonly mayWrite: boolean;
};

const Line = memo(function Line({ row, view, environments, mayWrite }: LineProps): ReactElement {
  const isBegin = row.hint !== '' && row.kind === 'connection';
  return (
    <Fragment>
      {isBegin && (
        <tr>
          <th scope="colgroup" colSpan={environments.length + 2} className={styles.connectionHead}>
            {row.hint} <code className={styles.quiet}>{row.key}</code>
          </th>
        </tr>
      )}
      <tr data-state={row.state}>
        <th scope="row" className={row.kind === 'connection' ? styles.inner : styles.entry}>
          <span className={row.kind === 'connection' ? undefined : styles.mono}>{row.label}</span>
          {row.kind === 'secret' && row.hint !== '' && <UsedBy who={row.hint} />}
        </th>
        <td>
          <State row={row} />
        </td>
        {environments.map((environment, at) => (
          <td key={environment.name}>
            {row.kind === 'secret' ? (
              <SecretState isHere={row.values[at] === true} />
            ) : (
              <EntryCell row={row} value={row.values[at]} environment={environment} view={view} mayWrite={mayWrite} />
            )}
          </td>
        ))}
      </tr>
    </Fragment>
  );
});

function UsedBy({ who }: { readonly who: string }): ReactElement {
  const { t } = useTranslation();
  return <span className={styles.usedBy}>{t('operations.environments.usedBy', { who })}</span>;
}

function State({ row: { state, lacking, kind } }: { readonly row: EntryRow }): ReactElement {
  const { t } = useTranslation();
  // Secrets of a studio are the same for all of its environments.
  if (kind === 'secret') return <span className={styles.quiet}>{t('operations.environments.ofStudio')}</span>;
  if (state === 'same') {
    return (
      <span className={styles.plainState}>
        <Equal size={14} aria-hidden /> {t('operations.environments.same')}
      </span>
    );
  }
  if (state === 'different') {
    return (
      <StatusChip tone="info" size="sm" icon={EqualNot}>
        {t('operations.environments.different')}
      </StatusChip>
    );
  }
  return (
    <>
      <StatusChip tone="warn" size="sm" icon={CircleMinus}>
        {t('operations.environments.lacking')}
      </StatusChip>
      <span className={styles.usedBy}>{t('operations.environments.lackingIn', { names: lacking.join(', ') })}</span>
    </>
  );
}

function SecretState({ isHere }: { readonly isHere: boolean }): ReactElement {
  const { t } = useTranslation();
  return isHere ? (
    <StatusChip tone="ok" size="sm" icon={CircleCheck}>
      {t('operations.environments.present')}
    </StatusChip>
  ) : (
    <StatusChip tone="danger" size="sm" icon={CircleAlert}>
      {t('operations.environments.missing')}
    </StatusChip>
  );
}
