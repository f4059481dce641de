import { CircleDashed, Equal, EqualNot, Siren, TriangleAlert, Undo2 } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { IconType, Tone } from '#ui/tone.ts';
import type { LinkedServer, LiveFlow, LiveThere } from '../../data/linked.ts';
import styles from './live-flows.module.css';
import { RollBackDialog } from './roll-back-dialog.tsx';

/** Props of LiveFlows. */
export type LiveFlowsProps = {
  readonly server: LinkedServer;
  readonly live: LiveThere | undefined;
  readonly mayRollBack: boolean;
};

/** What is live at a server: each flow with its version, who stands behind it, and how it differs from here. */
export function LiveFlows({ server, live, mayRollBack }: LiveFlowsProps): ReactElement | null {
  const { t } = useTranslation();
  const [rolledBack, setRolledBack] = useState<LiveFlow>();
  if (live === undefined) {
    return server.state === 'connected' ? (
      <SkeletonRows label={t('operations.loading')} rowHeight={56} rows={3} />
    ) : null;
  }
  if (live.flows.length === 0) return <EmptyState sentence={t('operations.live.none')} />;
  return (
    <>
      {/* A region that scrolls is reached by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section className={styles.wide} aria-label={t('operations.live.label')} tabIndex={0}>
        <table className={styles.live}>
          <thead>
            <tr>
              {['flow', 'version', 'since', 'approved', 'here'].map((column) => (
                <th key={column} scope="col">
                  {t(`operations.live.column.${column}`)}
                </th>
              ))}
              {mayRollBack && (
                <th scope="col">
                  <span className="ps-visually-hidden">{t('operations.live.column.acts')}</span>
                </th>
              )}
            </tr>
          </thead>
          {live.flows.map((flow) => (
            <FlowRows key={flow.flow} flow={flow} onRollBack={mayRollBack ? () => setRolledBack(flow) : undefined} />
          ))}
        </table>
      </section>
      {rolledBack !== undefined && (
        <RollBackDialog server={server} flow={rolledBack} onClose={() => setRolledBack(undefined)} />
      )}
    </>
  );
}

type FlowRowsProps = { readonly flow: LiveFlow; readonly onRollBack: (() => void) | undefined };

function FlowRows({ flow, onRollBack }: FlowRowsProps): ReactElement {
  const { t } = useTranslation();
  const { emergency, drift } = flow;
  const columns = onRollBack === undefined ? 5 : 6;
  return (
    <tbody>
      <tr className={styles.begin}>
        <th scope="row">
          <Two first={flow.name ?? flow.flow} second={flow.owner ?? flow.flow} />
        </th>
        <td>
          <Two
            first={flow.version}
            second={flow.before === null ? '' : t('operations.live.before', { version: flow.before.version })}
          />
        </td>
        <td>
          <Two first={<RelativeTime at={flow.since} />} second={t('operations.live.by', { who: flow.by })} />
        </td>
        <td>
          {flow.approvers.length === 0 ? (
            <span className={styles.quiet}>{t('operations.live.nobody')}</span>
          ) : (
            flow.approvers.join(', ')
          )}
        </td>
        <td>
          <Here flow={flow} />
        </td>
        {onRollBack !== undefined && (
          <td className={styles.acts}>
            {flow.bundle !== null && (
              <Button
                icon={Undo2}
                aria-label={t('operations.live.rollBackFlow', { flow: flow.name ?? flow.flow })}
                onClick={onRollBack}
              >
                {t('operations.live.rollBack')}
              </Button>
            )}
          </td>
        )}
      </tr>
      {emergency !== null && (
        <tr className={styles.note}>
          <td colSpan={columns}>
            <StatusChip tone="danger" size="sm" icon={Siren}>
              {t('operations.live.emergency')}
            </StatusChip>{' '}
            {t('operations.live.emergencyWhat', { ...emergency, until: printMoment(emergency.until) })}
          </td>
        </tr>
      )}
      {drift.length > 0 && (
        <tr className={styles.note}>
          <td colSpan={columns}>
            <StatusChip tone="warn" size="sm" icon={TriangleAlert}>
              {t('operations.live.drift', { count: drift.length })}
            </StatusChip>{' '}
            {drift.join(' ')}
          </td>
        </tr>
      )}
    </tbody>
  );
}

const hereLooks: Readonly<Record<LiveFlow['here']['state'], { readonly tone: Tone; readonly icon: IconType }>> = {
  same: { tone: 'ok', icon: Equal },
  different: { tone: 'info', icon: EqualNot },
  absent: { tone: 'idle', icon: CircleDashed },
  unsound: { tone: 'warn', icon: TriangleAlert },
};

function Here({ flow: { here } }: { readonly flow: LiveFlow }): ReactElement {
  const { t } = useTranslation();
  const { tone, icon } = hereLooks[here.state];
  return (
    <span title={here.sentence}>
      <StatusChip tone={tone} size="sm" icon={icon}>
        {t(`operations.live.here.${here.state}`)}
      </StatusChip>
      <span className="ps-visually-hidden">{here.sentence}</span>
    </span>
  );
}

function Two({ first, second }: { readonly first: ReactNode; readonly second: string }): ReactElement {
  return (
    <span className={styles.two}>
      <span>{first}</span>
      {second !== '' && <span className={styles.quiet}>{second}</span>}
    </span>
  );
}

function printMoment(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(moment));
}
