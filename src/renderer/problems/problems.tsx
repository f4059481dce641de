import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding, Severity } from '#flow/check/finding.ts';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { Tone } from '#ui/tone.ts';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { reveal } from '../document/view.ts';
import { useCommand } from '../keys/commands.ts';
import { fieldPathOf } from './field-path.ts';
import { FixDialog } from './fix-dialog.tsx';
import styles from './problems.module.css';

const tones: Readonly<Record<Severity, Tone>> = { error: 'danger', warning: 'warn', info: 'info' };

/** What the checker says of the flow: the sentence, the step, the way there and, where there is one, the mend. */
export function Problems() {
  const { t } = useTranslation();
  const findings = useChecking((state) => state.findings);
  const isChecked = useChecking((state) => state.checkedAt !== undefined);
  const [current, setCurrent] = useState(-1);
  const [fixing, setFixing] = useState<Finding>();
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
          />
        ))}
      </ul>
      {fixing !== undefined && <FixDialog finding={fixing} onClose={() => setFixing(undefined)} />}
    </>
  );
}

type RowProps = {
  readonly finding: Finding;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
  readonly onFix: () => void;
};

const ProblemRow = memo(function ProblemRow({ finding, isCurrent, onOpen, onFix }: RowProps) {
  const { t } = useTranslation();
  const name = useDocument((state) => findNode(state.flow, finding.node)?.name ?? finding.node);
  return (
    <li className={styles.row} aria-current={isCurrent ? 'true' : undefined}>
      <StatusIcon tone={tones[finding.severity]} label={t(`problems.severity.${finding.severity}`)} />
      <button type="button" className={styles.open} onClick={onOpen}>
        <span className={styles.sentence}>{finding.message}</span>
        {name !== undefined && <span className={styles.step}>{name}</span>}
      </button>
      <code className={styles.code}>{finding.rule}</code>
      {finding.fix === undefined ? <span /> : <Button onClick={onFix}>{t('problems.fix')}</Button>}
    </li>
  );
});

function show(finding: Finding): void {
  if (finding.node !== undefined) reveal(finding.node, fieldPathOf(finding));
}
