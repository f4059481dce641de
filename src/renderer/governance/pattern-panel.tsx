import { Plus, Shapes } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '#flow/check/finding.ts';
import type { JsonObject } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { type GovernanceFacts, useGovernance } from '../data/governance.ts';
import { useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { Refused } from '../frame/refused.tsx';
import { FixDialog } from '../problems/fix-dialog.tsx';
import { FollowDialog } from './follow-dialog.tsx';
import styles from './governance.module.css';
import { PatternCard } from './pattern-card.tsx';
import { isBaseline, isStartable, type Standing, standAgainst } from './rule-index.ts';
import { WaiverDialog } from './waiver-dialog.tsx';

/** What a person is being asked about. */
type Asking =
  | { readonly kind: 'fix' | 'waiver'; readonly finding: Finding }
  | { readonly kind: 'follow'; readonly reference: string | undefined };

/** What the open flow follows: which steps play which part, what is missing, and what an architect let pass. */
export function PatternPanel() {
  const { data, error, refetch } = useGovernance();
  const isOpen = useDocument((state) => state.status === 'open');
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined || !isOpen) return null;
  return <Cards facts={data} />;
}

function Cards({ facts }: { readonly facts: GovernanceFacts }) {
  const { t } = useTranslation();
  const following = useChecking((state) => state.following);
  const findings = useChecking((state) => state.findings);
  const standing = useMemo(
    () => standAgainst(following, findings, facts.templates),
    [following, findings, facts.templates],
  );
  const [asking, setAsking] = useState<Asking>();
  const close = (): void => setAsking(undefined);
  const followed = standing.filter(({ reference }) => !isBaseline(reference));
  const follow = (
    <Button icon={Plus} onClick={() => setAsking({ kind: 'follow', reference: undefined })}>
      {t('governance.follow.open')}
    </Button>
  );
  return (
    <div className={styles.panel}>
      {followed.length === 0 ? (
        <EmptyState layout="row" icon={Shapes} sentence={t('governance.followsNone')} action={follow} />
      ) : (
        <div className={styles.panelHead}>
          <p>{t('governance.followsCount', { count: followed.length })}</p>
          {follow}
        </div>
      )}
      <ul className={styles.cards} aria-label={t('governance.cards')}>
        {standing.map((one) => (
          <li key={one.reference}>
            <PatternCard
              standing={one}
              facts={facts}
              onFix={(finding) => setAsking({ kind: 'fix', finding })}
              onWaiver={(finding) => setAsking({ kind: 'waiver', finding })}
              onChange={() => setAsking({ kind: 'follow', reference: one.reference })}
            />
          </li>
        ))}
      </ul>
      {asking?.kind === 'fix' && <FixDialog finding={asking.finding} onClose={close} />}
      {asking?.kind === 'waiver' && <WaiverDialog finding={asking.finding} today={facts.today} onClose={close} />}
      {asking?.kind === 'follow' && (
        <FollowDialog choices={choicesOf(asking.reference, facts, standing)} first={asking.reference} onClose={close} />
      )}
    </div>
  );
}

/** What can be followed: approved and published patterns the flow does not follow yet, or the one whose values are changed. */
function choicesOf(reference: string | undefined, { templates }: GovernanceFacts, standing: readonly Standing[]) {
  const known = new Map(standing.map((one) => [one.reference, one]));
  return templates
    .filter((one) =>
      reference === undefined ? !known.has(one.reference) && isStartable(one) : one.reference === reference,
    )
    .map((one) => {
      const chosen: JsonObject = known.get(one.reference)?.parameters ?? {};
      return { ...one, chosen };
    });
}
