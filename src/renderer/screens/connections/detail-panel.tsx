import { PlugZap, Trash2, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment } from '#flow/workspace/environment.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { type KeyValue, KeyValueTable } from '#ui/key-value-table.tsx';
import { Panel, PanelHeader, SectionHeading } from '#ui/panel.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { testConnection, useConnectionTests } from '../../data/connections.ts';
import { toastProblem } from '../../frame/toast-problem.ts';
import { go, printRoute } from '../../routes.ts';
import { KindTile, SecretChip } from './columns.tsx';
import { RefusalNote } from './connect/refusal-note.tsx';
import type { ConnectionRow } from './connection-row.ts';
import styles from './connections.module.css';
import { DeleteDialog } from './delete-dialog.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';

/** Props of DetailPanel. */
export type DetailPanelProps = { readonly row: ConnectionRow; readonly environment: Environment };

/** One connection: how it did, where it leads, what it may do, who uses it. */
export function DetailPanel({ row, environment }: DetailPanelProps): ReactElement {
  const { t } = useTranslation();
  const isTesting = useConnectionTests((state) => state.running.includes(row.id));
  const [dialog, setDialog] = useState<'replace' | 'delete'>();
  const close = (): void => setDialog(undefined);
  const test = (): void => {
    void testConnection(row.id).catch((error: unknown) =>
      toastProblem([error instanceof Error ? error.message : String(error)]),
    );
  };
  return (
    <Panel
      className={styles.detail}
      label={t('connections.detail.label', { name: row.name })}
      padded
      header={
        <PanelHeader
          start={<KindTile kind={row.kind} />}
          title={row.name}
          subtitle={`${row.kindTitle} · ${row.id}`}
          actions={
            <div className={styles.actions}>
              <Button icon={PlugZap} busy={isTesting} onClick={test}>
                {t('connections.detail.test')}
              </Button>
              <IconButton icon={Trash2} label={t('connections.detail.delete')} onClick={() => setDialog('delete')} />
              <IconButton
                icon={X}
                label={t('connections.detail.close')}
                onClick={() => go({ screen: 'connections' })}
              />
            </div>
          }
        />
      }
    >
      <div className={styles.sections}>
        <TestReport row={row} environment={environment} onAgain={test} />
        <section>
          <SectionHeading>{t('connections.detail.facts')}</SectionHeading>
          <FactTable row={row} environment={environment} onReplace={() => setDialog('replace')} />
        </section>
        <section>
          <SectionHeading>{t('connections.detail.operations')}</SectionHeading>
          <Operations row={row} />
        </section>
        <section>
          <SectionHeading>{t('connections.detail.uses')}</SectionHeading>
          <Uses row={row} />
        </section>
      </div>
      {dialog === 'replace' && row.secret !== undefined && (
        <ReplaceDialog secret={row.secret} connection={row.id} onClose={close} />
      )}
      {dialog === 'delete' && <DeleteDialog row={row} onClose={close} />}
    </Panel>
  );
}

type ReportProps = DetailPanelProps & { readonly onAgain: () => void };

function TestReport({ row, environment, onAgain }: ReportProps): ReactElement | null {
  const { t } = useTranslation();
  const test = useConnectionTests((state) => state.byConnection[row.id]);
  if (test === undefined) return null;
  const { ok, sentence, code, ask, notes, keyExpiresAt, at } = test;
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
  return (
    <Banner
      tone={ok ? 'ok' : 'danger'}
      title={t(ok ? 'connections.testOk' : 'connections.testFailed')}
      {...(code === null ? {} : { code })}
    >
      <RefusalNote
        message={sentence}
        code={code ?? undefined}
        address={row.url ?? ''}
        environment={environment}
        onOpened={onAgain}
      />
      {ask.length > 0 && (
        <div>
          <strong>{t('connections.detail.askFor')}</strong>
          <ul className={styles.asks}>
            {ask.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      {notes.map((note) => (
        <div key={note}>{note}</div>
      ))}
      {keyExpiresAt !== null && (
        <div>{t('connections.detail.keyExpires', { when: day.format(Date.parse(keyExpiresAt)) })}</div>
      )}
      <div className={styles.small}>
        {t('connections.detail.took')} <RelativeTime at={at} />
      </div>
    </Banner>
  );
}

type FactProps = DetailPanelProps & { readonly onReplace: () => void };

function FactTable({ row, environment, onReplace }: FactProps): ReactElement {
  const { t } = useTranslation();
  const { url, database, account, scheme, secret, connection } = row;
  const { concurrency, ratePerSecond } = connection.limits;
  const fact = (key: string, label: string, value: KeyValue['value'], more: Partial<KeyValue> = {}): KeyValue => ({
    key,
    label,
    value,
    ...more,
  });
  const holds = connection.holds?.map((one) => t(`connections.dataClass.${one}`)).join(', ');
  const limits = [
    t('connections.detail.concurrency', { count: concurrency }),
    ...(ratePerSecond === undefined ? [] : [t('connections.detail.rate', { rate: ratePerSecond })]),
  ];
  const rows: readonly KeyValue[] = [
    url === undefined
      ? fact(
          'url',
          t('connections.detail.address'),
          t('connections.detail.unbound', { environment: environment.name }),
          { tone: 'danger' },
        )
      : fact('url', t('connections.detail.address'), url, { mono: true }),
    ...(database === undefined ? [] : [fact('database', t('connections.detail.database'), database, { mono: true })]),
    ...(account === undefined ? [] : [fact('account', t('connections.detail.account'), account)]),
    fact('proof', t('connections.detail.proof'), t(`connections.scheme.${scheme}`)),
    ...(secret === undefined
      ? []
      : [
          fact(
            'secret',
            t('connections.detail.secret'),
            <span className={styles.chips}>
              <code>{secret}</code> <SecretChip row={row} />
            </span>,
            {
              end: (
                <Button variant="link" onClick={onReplace}>
                  {t('connections.detail.replace')}
                </Button>
              ),
            },
          ),
        ]),
    fact('holds', t('connections.detail.holds'), holds ?? t('connections.detail.holdsUnsaid')),
    fact('limits', t('connections.detail.limits'), limits.join(', ')),
    fact('file', t('connections.detail.file'), `connections/${row.id}.yaml`, { mono: true }),
  ];
  return <KeyValueTable rows={rows} labelWidth={96} />;
}

function Operations({ row }: { readonly row: ConnectionRow }): ReactElement {
  const { t } = useTranslation();
  const { allowed, used, excess } = row;
  const beyond = allowed === undefined ? [] : used.filter((one) => !allowed.includes(one));
  return (
    <>
      {allowed === undefined && <p className={styles.quiet}>{t('connections.detail.all')}</p>}
      <ul className={styles.operations}>
        {(allowed ?? used).map((one) => (
          <li key={one}>
            <code>{one}</code>
            {!excess.includes(one) ? (
              <StatusChip tone="ok" size="sm">
                {t('connections.detail.used')}
              </StatusChip>
            ) : (
              <StatusChip tone="warn" size="sm">
                {t('connections.detail.notUsed')}
              </StatusChip>
            )}
          </li>
        ))}
        {beyond.map((one) => (
          <li key={one}>
            <code>{one}</code>
            <StatusChip tone="danger" size="sm">
              {t('connections.detail.notAllowed')}
            </StatusChip>
          </li>
        ))}
      </ul>
    </>
  );
}

function Uses({ row }: { readonly row: ConnectionRow }): ReactElement {
  const { t } = useTranslation();
  if (row.flows.length === 0) return <p className={styles.quiet}>{t('connections.detail.usesNothing')}</p>;
  return (
    <ul className={styles.flows}>
      {row.flows.map(({ id, name, steps }) => (
        <li key={id}>
          <a href={printRoute({ screen: 'designer', flow: id })}>{name}</a>
          <ul>
            {steps.map(({ node, name: step, what }) => (
              <li key={node}>
                <a href={printRoute({ screen: 'designer', flow: id, node })}>{step}</a>{' '}
                {what !== null && <code className={styles.quiet}>{what}</code>}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
