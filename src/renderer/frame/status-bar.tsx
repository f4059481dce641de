import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '#ui/relative-time.tsx';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { useLink } from '../data/link.ts';
import { useWorkspace } from '../data/queries.ts';
import { countOpen, useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { nodesOf } from '../document/find-node.ts';
import { useSaving } from '../document/saving.ts';
import { useRoute } from '../routes.ts';
import styles from './status-bar.module.css';

/** The bottom line: link to the runtime, environment and git; in the designer the flow's size, problems and saving. */
export function StatusBar() {
  const { t } = useTranslation();
  const isUp = useLink((link) => link.isUp);
  const { data } = useWorkspace();
  const route = useRoute();
  const git = data?.git;
  return (
    <footer className={styles.bar} data-region="status">
      <span className={isUp ? styles.up : styles.down}>{isUp ? t('frame.linked') : t('frame.noLink')}</span>
      {data !== undefined && <span>{environmentOf(data.environment, t)}</span>}
      {data !== undefined && (
        <span className={styles.optional}>
          {git ? [git.branch, git.commit?.slice(0, 7)].filter(Boolean).join(' @ ') : t('frame.noGit')}
          {git && git.changed.length > 0 ? ` · ${t('frame.changed', { count: git.changed.length })}` : ''}
        </span>
      )}
      <span className={styles.space} />
      {route.screen === 'designer' && <FlowStatus />}
    </footer>
  );
}

/** An environment with what it is for, unless its name says that already. */
export function environmentOf(
  { name, purpose }: { readonly name: string; readonly purpose: string },
  t: TFunction,
): string {
  return name === purpose ? name : t('frame.environment', { name, purpose });
}

function FlowStatus() {
  const { t } = useTranslation();
  const steps = useDocument(({ flow }) => (flow === undefined ? undefined : nodesOf(flow).size));
  const errors = useChecking((state) => countOpen(state, 'error'));
  const warnings = useChecking((state) => countOpen(state, 'warning'));
  const checkedAt = useChecking((state) => state.checkedAt);
  if (steps === undefined) return null;
  const problems = [
    ...(errors > 0 ? [t('designer.errors', { count: errors })] : []),
    ...(warnings > 0 ? [t('designer.warnings', { count: warnings })] : []),
  ];
  return (
    <>
      <span className={styles.optional}>{t('frame.steps', { count: steps })}</span>
      <button type="button" className={styles.problems} onClick={() => useBottomTab.setState({ tab: 'problems' })}>
        {problems.length === 0 ? t('frame.noProblems') : problems.join(' · ')}
      </button>
      {checkedAt !== undefined && (
        <span className={styles.optional}>
          {t('frame.checked')} <RelativeTime at={checkedAt} />
        </span>
      )}
      <SaveStatus />
    </>
  );
}

/** Whether everything is on disk. Read aloud only when it goes wrong, or when it is right again after that. */
function SaveStatus() {
  const { t } = useTranslation();
  const kind = useSaving((state) => state.save.kind);
  const [said, setSaid] = useState<string>('');
  const isWrong = kind === 'conflict' || kind === 'failed';
  const next = isWrong ? kind : said !== '' && kind === 'saved' ? 'saved' : said;
  if (next !== said) setSaid(next);
  return (
    <>
      <span className={isWrong ? styles.wrong : styles.save}>{t(`designer.save.${kind}`)}</span>
      <span role="status" className="ps-visually-hidden">
        {said === '' ? '' : t(`designer.save.${said}`)}
      </span>
    </>
  );
}
