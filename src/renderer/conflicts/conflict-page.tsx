import { useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { joinClasses } from '#ui/join-classes.ts';
import { announce } from '#ui/live-region.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type Choice, type Conflict, type OpenedConflict, settleConflict, useConflict } from '../data/conflicts.ts';
import { Refused } from '../frame/refused.tsx';
import { toastProblem } from '../frame/toast-problem.ts';
import styles from './conflict-page.module.css';
import { ConflictRow } from './conflict-row.tsx';

type Props = {
  readonly path: string;
  /** Called once the file is written and settled. */
  readonly onSettled: () => void;
  /** False inside a window, which has the title already. */
  readonly hasTitle?: boolean;
};

/** What of one file was changed on both sides, place by place, and a person's word about each. */
export function ConflictPage({ path, onSettled, hasTitle = true }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useConflict(path);
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <div className={styles.loading} role="status" aria-label={t('conflicts.loading')}>
        <Spinner size={20} />
      </div>
    );
  }
  return <Deciding key={path} opened={data} onSettled={onSettled} hasTitle={hasTitle} onAgain={() => void refetch()} />;
}

type Choices = Readonly<Record<string, Choice>>;

// Who looks something up in another flow finds their choices again; they hold for what was shown then.
const begun = new Map<string, Choices>();

type DecidingProps = {
  readonly opened: OpenedConflict;
  readonly onSettled: () => void;
  readonly onAgain: () => void;
  readonly hasTitle: boolean;
};

function Deciding({ opened, onSettled, onAgain, hasTitle }: DecidingProps) {
  const { t } = useTranslation();
  const headline = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const { conflicts, choices, choose, chooseAll, bring } = useChoices(opened);
  const decided = conflicts.filter(({ id }) => choices[id] !== undefined).length;
  const name = opened.name ?? opened.path;
  const done = useSettling(opened, { onSettled, onAgain, bring });
  useFirstFocus(headline);
  const finish = (): void => {
    const missing = conflicts.find(({ id }) => choices[id] === undefined);
    if (missing === undefined) done.settle(choices);
    else {
      announce(t('conflicts.doneHint', { count: conflicts.length - decided }), 'conflicts');
      focusOn(list, missing.id);
    }
  };
  return (
    <div className={joinClasses(styles.page, !hasTitle && styles.inside)} data-region="canvas">
      <header className={styles.head}>
        <div className={styles.words}>
          {hasTitle && (
            <h1 ref={headline} tabIndex={-1}>
              {t('conflicts.title')}
            </h1>
          )}
          <p>{t(leadOf(opened), { name })}</p>
        </div>
        <Tools
          decided={decided}
          count={conflicts.length}
          sort={opened.sort}
          isBusy={done.isBusy}
          onAll={chooseAll}
          onDone={finish}
        />
      </header>
      {opened.isEdited && (
        <Banner tone="warn" title={t('conflicts.edited')}>
          {t('conflicts.editedMore')}
        </Banner>
      )}
      <ol ref={list} className={styles.list} aria-label={t('conflicts.list')}>
        {conflicts.map((conflict) => (
          <ConflictRow
            key={conflict.id}
            conflict={conflict}
            sort={opened.sort}
            choice={choices[conflict.id]}
            onChoose={choose}
          />
        ))}
      </ol>
    </div>
  );
}

function leadOf({ sort, conflicts }: OpenedConflict): string {
  if (conflicts.length === 0) return 'conflicts.leadNone';
  const leads = { elements: 'conflicts.lead', whole: 'conflicts.leadWhole', removed: 'conflicts.leadRemoved' } as const;
  return leads[sort];
}

type ToolsProps = {
  readonly decided: number;
  readonly count: number;
  readonly sort: OpenedConflict['sort'];
  readonly isBusy: boolean;
  readonly onAll: (choice: Choice) => void;
  readonly onDone: () => void;
};

function Tools({ decided, count, sort, isBusy, onAll, onDone }: ToolsProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={styles.tools}>
      {count > 0 && (
        <span id={id} className={styles.progress}>
          <progress max={count} value={decided} aria-labelledby={id} />
          {t('conflicts.progress', { decided, count })}
        </span>
      )}
      {sort === 'elements' && count > 1 && (
        <>
          <Button size="lg" onClick={() => onAll('ours')}>
            {t('conflicts.allOurs')}
          </Button>
          <Button size="lg" onClick={() => onAll('theirs')}>
            {t('conflicts.allTheirs')}
          </Button>
        </>
      )}
      <Button size="lg" variant="primary" icon={Check} busy={isBusy} onClick={onDone}>
        {t('conflicts.done')}
      </Button>
    </div>
  );
}

/** What was chosen so far; decisions that choices bring to light are added to those that were there. */
function useChoices(opened: OpenedConflict) {
  const { stamp } = opened;
  const [choices, setChoices] = useState<Choices>(() => begun.get(stamp) ?? {});
  const [brought, setBrought] = useState<{ readonly stamp: string; readonly conflicts: readonly Conflict[] }>();
  const known = new Set(opened.conflicts.map(({ id }) => id));
  const added = brought?.stamp === stamp ? brought.conflicts.filter(({ id }) => !known.has(id)) : [];
  const conflicts = [...opened.conflicts, ...added];
  useEffect(() => {
    begun.set(stamp, choices);
  }, [stamp, choices]);
  const choose = useCallback((id: string, choice: Choice): void => {
    setChoices((before) => ({ ...before, [id]: choice }));
  }, []);
  return {
    conflicts,
    choices,
    choose,
    chooseAll: (choice: Choice) => setChoices(Object.fromEntries(conflicts.map(({ id }) => [id, choice]))),
    bring: (more: readonly Conflict[]) => setBrought({ stamp, conflicts: [...added, ...more] }),
  };
}

type SettlingParts = {
  readonly onSettled: () => void;
  readonly onAgain: () => void;
  readonly bring: (more: readonly Conflict[]) => void;
};

function useSettling(opened: OpenedConflict, { onSettled, onAgain, bring }: SettlingParts) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const settle = async (choices: Choices): Promise<void> => {
    setIsBusy(true);
    try {
      const { settled, conflicts, left } = await settleConflict(opened.path, opened.stamp, choices);
      if (!settled) {
        bring(conflicts);
        announce(t('conflicts.toLight', { count: conflicts.length }), 'conflicts');
        return;
      }
      begun.delete(opened.stamp);
      const title = t('conflicts.settled', { name: opened.name ?? opened.path });
      const description = left > 0 ? t('conflicts.settledMore', { count: left }) : t('conflicts.settledSave');
      showToast({ tone: 'ok', title, description });
      onSettled();
      await queries.invalidateQueries({ queryKey: ['workspace'] });
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : '']);
      onAgain();
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, settle: (choices: Choices) => void settle(choices) };
}

/** Whoever came here by a link that is gone reads on from the headline. */
function useFirstFocus(headline: RefObject<HTMLHeadingElement | null>): void {
  useEffect(() => {
    if (document.activeElement === document.body) headline.current?.focus({ preventScroll: true });
  }, [headline]);
}

function focusOn(list: RefObject<HTMLOListElement | null>, id: string): void {
  const row = [...(list.current?.children ?? [])].find((one) => one.getAttribute('data-conflict') === id);
  row?.scrollIntoView({ block: 'nearest' });
  // The ring is shown although no key of the browser's own brought the focus here; browsers know it, the types do not.
  row?.querySelector<HTMLElement>('[role="radio"]')?.focus({ focusVisible: true } as FocusOptions);
}
