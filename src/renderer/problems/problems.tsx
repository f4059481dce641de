import { lazy, memo, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '#flow/check/finding.ts';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { useGovernance } from '../data/governance.ts';
import { useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { reveal } from '../document/view.ts';
import { ruleIndex } from '../governance/rule-index.ts';
import { lightWay } from '../governance/way.ts';
import { useCommand } from '../keys/commands.ts';
import { fieldPathOf } from './field-path.ts';
import { FixDialog } from './fix-dialog.tsx';
import styles from './problems.module.css';
import { tones } from './tones.ts';
import { Why } from './why.tsx';

const WaiverDialog = lazy(async () => ({ default: (await import('../governance/waiver-dialog.tsx')).WaiverDialog }));

/** What the checker says of the flow: the sentence, the step, the way there and, where there is one, the mend. */
export function Problems() {
  const { t } = useTranslation();
  const findings = useChecking((state) => state.findings);
  const isChecked = useChecking((state) => state.checkedAt !== undefined);
  const [current, setCurrent] = useState(-1);
  const [fixing, setFixing] = useState<Finding>();
  const [waiving, setWaiving] = useState<Finding>();
  const { data: facts } = useGovernance();
  const goTo = (index: number): void => {
    const finding = findings[index];
    if (finding === undefined) return;
    setCurrent(index);
    useBottomTab.setState({ tab: 'problems' });
    show(finding);
  };
  const walk = (step: 1 | -1): void =>
    goTo((Math.max(current, step > 0 ? -1 : 0) + step + findings.length) % findings.length);
  useCommand('problem.next', () => walk(1), findings.length > 0);
  useCommand('problem.previous', () => walk(-1), findings.length > 0);
  if (findings.length === 0) {
    return isChecked ? <EmptyState layout="row" sentence={t('problems.none')} /> : null;
  }
  return (
    <>
      <ul className={styles.list} aria-label={t('problems.label')}>
        {findings.map((finding, index) => (
          <ProblemRow
            key={`${finding.rule} ${finding.path ?? finding.node ?? ''} ${finding.message}`}
            finding={finding}
            isCurrent={index === current}
            onOpen={() => goTo(index)}
            onFix={() => setFixing(finding)}
            onWaiver={() => setWaiving(finding)}
          />
        ))}
      </ul>
      {waiving !== undefined && facts !== undefined && (
        <Suspense fallback={null}>
          <WaiverDialog finding={waiving} today={facts.today} onClose={() => setWaiving(undefined)} />
        </Suspense>
      )}
      {fixing !== undefined && <FixDialog finding={fixing} onClose={() => setFixing(undefined)} />}
    </>
  );
}

type RowProps = {
  readonly finding: Finding;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
  readonly onFix: () => void;
  readonly onWaiver: () => void;
};

const ProblemRow = memo(function ProblemRow({ finding, isCurrent, onOpen, onFix, onWaiver }: RowProps) {
  const { t } = useTranslation();
  const id = useId();
  const [isWhy, setIsWhy] = useState(false);
  const { data: facts } = useGovernance();
  const hasWhy = facts !== undefined && (finding.paths !== undefined || ruleIndex(facts.templates).has(finding.rule));
  const name = useDocument((state) => findNode(state.flow, finding.node)?.name ?? finding.node);
  return (
    <li className={styles.row} aria-current={isCurrent ? 'true' : undefined}>
      <StatusIcon
        tone={finding.waiver === undefined ? tones[finding.severity] : 'idle'}
        label={t(`problems.severity.${finding.severity}`)}
      />
      <button type="button" className={styles.open} onClick={onOpen}>
        <span className={styles.sentence}>{finding.message}</span>
        {name !== undefined && <span className={styles.step}>{name}</span>}
      </button>
      <code className={styles.code}>{finding.rule}</code>
      <span className={styles.acts}>
        {finding.waiver !== undefined && (
          <StatusChip tone="wait" size="sm">
            {t('problems.waivedUntil', { day: finding.waiver.expires })}
          </StatusChip>
        )}
        {hasWhy && (
          <Button
            variant="ghost"
            aria-expanded={isWhy}
            aria-controls={isWhy ? id : undefined}
            onClick={() => setIsWhy(!isWhy)}
          >
            {t('problems.why')}
          </Button>
        )}
        {finding.fix !== undefined && <Button onClick={onFix}>{t('problems.fix')}</Button>}
      </span>
      {isWhy && facts !== undefined && <Why id={id} finding={finding} facts={facts} onWaiver={onWaiver} />}
    </li>
  );
});

function show(finding: Finding): void {
  if (finding.node !== undefined) reveal(finding.node, fieldPathOf(finding));
  lightWay(finding);
}
