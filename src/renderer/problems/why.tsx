import { useTranslation } from 'react-i18next';
import type { Finding } from '#flow/check/finding.ts';
import { Button } from '#ui/button.tsx';
import { useOverlay } from '../canvas/overlay.ts';
import type { GovernanceFacts } from '../data/governance.ts';
import { isWaivable, ruleIndex, whyOf } from '../governance/rule-index.ts';
import { lightWay } from '../governance/way.ts';
import { printRoute } from '../routes.ts';
import styles from './problems.module.css';

type Props = {
  readonly id: string;
  readonly finding: Finding;
  readonly facts: GovernanceFacts;
  readonly onWaiver: () => void;
};

/** Why a rule is there, whose it is, the way it speaks of, and the way to a waiver. */
export function Why({ id, finding, facts, onWaiver }: Props) {
  const { t } = useTranslation();
  const index = ruleIndex(facts.templates);
  const isLit = useOverlay((state) => state.way !== undefined);
  const template = index.get(finding.rule)?.template;
  const { waiver } = finding;
  return (
    <div id={id} className={styles.why}>
      {whyOf(finding, index).map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      {waiver !== undefined && <p>{t('problems.waived', waiver)}</p>}
      <div className={styles.whyActs}>
        {template !== undefined && (
          <a href={printRoute({ screen: 'templates', template: template.id })}>
            {t('problems.ruleOf', { name: template.name })}
          </a>
        )}
        {finding.paths !== undefined && (
          <Button aria-pressed={isLit} onClick={() => lightWay(isLit ? undefined : finding)}>
            {t('problems.way')}
          </Button>
        )}
        {isWaivable(finding, index) && <Button onClick={onWaiver}>{t('governance.waiver.open')}</Button>}
      </div>
    </div>
  );
}
