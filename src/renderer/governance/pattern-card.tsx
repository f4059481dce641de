import { CircleCheck, CircleDashed } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '#flow/check/finding.ts';
import { Button } from '#ui/button.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { GovernanceFacts } from '../data/governance.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { reveal, select } from '../document/view.ts';
import { toastProblem } from '../frame/toast-problem.ts';
import { fieldPathOf } from '../problems/field-path.ts';
import { tones } from '../problems/tones.ts';
import { printRoute } from '../routes.ts';
import { stopFollowing } from './follow.ts';
import styles from './governance.module.css';
import { daysLeft, isBaseline, isWaivable, ruleIndex, type Standing } from './rule-index.ts';
import { lightWay } from './way.ts';

type Props = {
  readonly standing: Standing;
  readonly facts: GovernanceFacts;
  readonly onFix: (finding: Finding) => void;
  readonly onWaiver: (finding: Finding) => void;
  readonly onChange: () => void;
};

/** How the open flow stands against one pattern. */
export function PatternCard({ standing, facts, onFix, onWaiver, onChange }: Props) {
  const { t } = useTranslation();
  const { reference, name, roles, missing, waived } = standing;
  const title = name ?? reference;
  const index = ruleIndex(facts.templates);
  return (
    <section className={styles.card} aria-label={title}>
      <CardHead standing={standing} title={title} onChange={onChange} />
      {name === undefined && <p className={styles.quiet}>{t('governance.unknown', { reference })}</p>}
      <div className={styles.cardBody} data-roles={roles.length > 0 || undefined}>
        {roles.length > 0 && <Roles roles={roles} />}
        <div className={styles.obligations}>
          <h4>{t('governance.obligations')}</h4>
          {missing.length === 0 && (
            <p className={styles.fine}>
              <StatusIcon tone="ok" />{' '}
              {waived.length > 0 ? t('governance.othersKept') : t('governance.allKept', { count: standing.rules })}
            </p>
          )}
          <ul aria-label={t('governance.obligations')}>
            {missing.map((finding) => (
              <Obligation
                key={`${finding.rule} ${finding.node ?? ''} ${finding.path ?? ''} ${finding.message}`}
                finding={finding}
                isWaivable={isWaivable(finding, index)}
                onFix={onFix}
                onWaiver={onWaiver}
              />
            ))}
          </ul>
          {waived.length > 0 && <Waivers waived={waived} today={facts.today} />}
        </div>
      </div>
    </section>
  );
}

type HeadProps = { readonly standing: Standing; readonly title: string; readonly onChange: () => void };

function CardHead({ standing, title, onChange }: HeadProps) {
  const { t } = useTranslation();
  const { reference, name, parameters, missing, waived } = standing;
  const errors = missing.filter(({ severity }) => severity === 'error').length;
  const warnings = missing.filter(({ severity }) => severity === 'warning').length;
  const isEvery = isBaseline(reference);
  const said = Object.entries(parameters);
  return (
    <header className={styles.cardHead}>
      <div className={styles.cardWords}>
        <h3>
          <a href={printRoute({ screen: 'templates', template: reference.split('@')[0] ?? reference })}>{title}</a>
        </h3>
        <p>
          <code>{reference}</code>
          {isEvery && <span>{t('governance.everyFlow')}</span>}
          {said.map(([key, value]) => (
            <code key={key}>{`${key}: ${JSON.stringify(value)}`}</code>
          ))}
        </p>
      </div>
      {errors > 0 ? (
        <StatusChip tone="danger" size="sm">
          {t('governance.errors', { count: errors })}
        </StatusChip>
      ) : (
        waived.length === 0 &&
        name !== undefined && (
          <StatusChip tone="ok" size="sm">
            {t('governance.kept')}
          </StatusChip>
        )
      )}
      {warnings > 0 && (
        <StatusChip tone="warn" size="sm">
          {t('governance.warnings', { count: warnings })}
        </StatusChip>
      )}
      {waived.length > 0 && (
        <StatusChip tone="wait" size="sm">
          {t('governance.waived', { count: waived.length })}
        </StatusChip>
      )}
      {!isEvery && (
        <span className={styles.cardActs}>
          {name !== undefined && said.length > 0 && (
            <Button variant="ghost" onClick={onChange}>
              {t('governance.follow.change')}
            </Button>
          )}
          <Button variant="ghost" onClick={() => toastProblem(stopFollowing(reference))}>
            {t('governance.follow.stop')}
          </Button>
        </span>
      )}
    </header>
  );
}

function Roles({ roles }: { readonly roles: Standing['roles'] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.roles}>
      <h4>{t('governance.roles')}</h4>
      <ul aria-label={t('governance.roles')}>
        {roles.map(({ id, title, required, nodes }) => (
          <li key={id}>
            {nodes.length > 0 ? (
              <CircleCheck size={15} className={styles.played} aria-hidden />
            ) : (
              <CircleDashed size={15} className={required ? styles.lacking : styles.open} aria-hidden />
            )}
            <span className={styles.role}>
              <span>{title}</span>
              {nodes.length === 0 ? (
                <small>{t(required ? 'governance.roleMissing' : 'governance.roleOptional')}</small>
              ) : (
                <button type="button" className={styles.steps} onClick={() => select(nodes)}>
                  <StepNames ids={nodes} />
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function StepNames({ ids }: { readonly ids: readonly string[] }) {
  return useDocument(({ flow }) => ids.map((id) => findNode(flow, id)?.name ?? id).join(', '));
}

type ObligationProps = {
  readonly finding: Finding;
  readonly isWaivable: boolean;
  readonly onFix: (finding: Finding) => void;
  readonly onWaiver: (finding: Finding) => void;
};

const Obligation = memo(function Obligation({ finding, isWaivable: canWaive, onFix, onWaiver }: ObligationProps) {
  const { t } = useTranslation();
  const open = (): void => {
    if (finding.node !== undefined) reveal(finding.node, fieldPathOf(finding));
    lightWay(finding);
  };
  return (
    <li className={styles.obligation}>
      <StatusIcon tone={tones[finding.severity]} label={t(`problems.severity.${finding.severity}`)} />
      <button type="button" className={styles.sentence} onClick={open}>
        {finding.message}
      </button>
      <code>{finding.rule}</code>
      <span className={styles.acts}>
        {finding.fix !== undefined && (
          <Button onClick={() => onFix(finding)} title={finding.fix.title}>
            {t('problems.fix')}
          </Button>
        )}
        {canWaive && (
          <Button variant="ghost" onClick={() => onWaiver(finding)}>
            {t('governance.waiver.open')}
          </Button>
        )}
      </span>
    </li>
  );
});

function Waivers({ waived, today }: { readonly waived: readonly Finding[]; readonly today: string }) {
  const { t } = useTranslation();
  return (
    <>
      <h4>{t('governance.waivers')}</h4>
      <ul aria-label={t('governance.waivers')}>
        {waived.map(({ rule, node, message, waiver }) => (
          <li key={`${rule} ${node ?? ''} ${message}`} className={styles.waiver}>
            <StatusIcon tone="wait" />
            <span>
              <span>{message}</span>
              {waiver !== undefined && (
                <small>
                  {t('governance.waiver.told', {
                    reason: waiver.reason,
                    approver: waiver.approver,
                    days: t('governance.daysLeft', { count: daysLeft(waiver.expires, today) }),
                  })}
                </small>
              )}
            </span>
            <code>{rule}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
