import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { closeSetAside, replaySetAside, type SetAsideItem } from '../../data/work.ts';
import { printRoute } from '../../routes.ts';
import { doEach, type EachProgress, type EachResult } from './do-each.ts';
import styles from './set-aside.module.css';

/** More than this many are done only after the count was typed. */
const typeAbove = 20;

/** What is done to several events at once. */
export type BulkOrder = { readonly kind: 'replay' | 'close'; readonly items: readonly SetAsideItem[] };

/** Props of BulkDialog. */
export type BulkDialogProps = {
  readonly order: BulkOrder | undefined;
  /** Called when it is left; `isDone` when something was tried. */
  readonly onClose: (isDone: boolean) => void;
};

/** Says what will happen to how many, asks why, does it and tells what became of each. */
export function BulkDialog({ order, onClose }: BulkDialogProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(order);
  const [progress, setProgress] = useState<EachProgress<string | null>>();
  const [isRunning, setIsRunning] = useState(false);
  const stopped = useRef(false);
  if (order !== undefined && order !== shown) {
    setShown(order);
    setProgress(undefined);
  }
  if (shown === undefined) return null;
  const { kind, items } = shown;
  const start = async ({ reason, isAgain }: Given): Promise<void> => {
    stopped.current = false;
    setIsRunning(true);
    setProgress({ all: items.length, results: [] });
    const act = async (id: string): Promise<string | null> => {
      if (kind === 'replay') return await replaySetAside(id, { reason, ...(isAgain ? { again: true } : {}) });
      await closeSetAside(id, reason);
      return null;
    };
    await doEach(
      items.map(({ id }) => id),
      act,
      { onProgress: setProgress, shouldStop: () => stopped.current },
    );
    setIsRunning(false);
  };
  return (
    <Dialog
      open={order !== undefined}
      onOpenChange={(isOpen) => !isOpen && !isRunning && onClose(progress !== undefined)}
      title={t(`setAside.bulk.${kind}.title`, { count: items.length })}
      closeLabel={t('frame.close')}
    >
      {progress === undefined ? (
        <BulkForm order={shown} onStart={(given) => void start(given)} onClose={() => onClose(false)} />
      ) : (
        <BulkResults
          items={items}
          progress={progress}
          isRunning={isRunning}
          onStop={() => {
            stopped.current = true;
          }}
          onClose={() => onClose(true)}
        />
      )}
    </Dialog>
  );
}

type Given = { readonly reason: string; readonly isAgain: boolean };

type BulkFormProps = {
  readonly order: BulkOrder;
  readonly onStart: (given: Given) => void;
  readonly onClose: () => void;
};

function BulkForm({ order, onStart, onClose }: BulkFormProps) {
  const { t } = useTranslation();
  const { kind, items } = order;
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isAgain, setIsAgain] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const needsCount = items.length > typeAbove;
  const lacksCount = needsCount && typed.trim() !== String(items.length);
  const lacksReason = reason.trim() === '';
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setIsAsked(true);
        if (!lacksCount && !lacksReason) onStart({ reason: reason.trim(), isAgain });
      }}
    >
      <ul className={styles.dry}>
        <li>{t(`setAside.bulk.${kind}.count`, { count: items.length })}</li>
        <li>{t(`setAside.bulk.${kind}.effect`)}</li>
        {kind === 'replay' ? <li>{t('setAside.bulk.replay.rate')}</li> : null}
      </ul>
      <Field
        label={t('runs.act.reason')}
        help={t('runs.act.reasonHelp')}
        required
        error={isAsked && lacksReason ? t('runs.act.noReason') : undefined}
      >
        <TextArea rows={2} value={reason} onValueChange={setReason} maxLength={2_000} />
      </Field>
      {kind === 'replay' ? (
        <Checkbox
          checked={isAgain}
          onCheckedChange={setIsAgain}
          label={t('runs.act.again')}
          description={t('runs.act.againHelp')}
        />
      ) : null}
      {needsCount ? (
        <Field
          label={t('setAside.bulk.type', { count: items.length })}
          required
          error={isAsked && lacksCount ? t('setAside.bulk.typeWrong', { count: items.length }) : undefined}
        >
          <Input value={typed} onValueChange={setTyped} inputMode="numeric" />
        </Field>
      ) : null}
      <div className={styles.buttons}>
        <Button size="lg" onClick={onClose}>
          {t('runs.act.back')}
        </Button>
        <Button type="submit" size="lg" variant={kind === 'close' ? 'danger' : 'primary'}>
          {t(`setAside.bulk.${kind}.verb`, { count: items.length })}
        </Button>
      </div>
    </form>
  );
}

type ResultsProps = {
  readonly items: readonly SetAsideItem[];
  readonly progress: EachProgress<string | null>;
  readonly isRunning: boolean;
  readonly onStop: () => void;
  readonly onClose: () => void;
};

function BulkResults({ items, progress, isRunning, onStop, onClose }: ResultsProps) {
  const { t } = useTranslation();
  const { all, results } = progress;
  const refused = results.filter(({ ok }) => !ok).length;
  const names = new Map(items.map((item) => [item.id, item.key ?? item.id]));
  // What did not work is what a person has to look at.
  const sorted = [...results].sort((one, other) => Number(one.ok) - Number(other.ok));
  return (
    <div className={styles.form}>
      <ProgressBar active={isRunning} value={results.length / all} label={t('setAside.bulk.progress')} />
      <p role="status" className={styles.sum}>
        {t('setAside.bulk.sum', { done: results.length - refused, all })}
        {refused === 0 ? '' : ` ${t('setAside.bulk.refused', { count: refused })}`}
        {!isRunning && results.length < all ? ` ${t('setAside.bulk.left', { count: all - results.length })}` : ''}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard */}
      <section className={styles.results} aria-label={t('setAside.bulk.results')} tabIndex={0}>
        <ul>
          {sorted.map((result) => (
            <ResultLine key={result.id} name={names.get(result.id) ?? result.id} result={result} />
          ))}
        </ul>
      </section>
      <div className={styles.buttons}>
        {isRunning ? (
          <Button size="lg" onClick={onStop}>
            {t('setAside.bulk.stop')}
          </Button>
        ) : (
          <Button size="lg" variant="primary" onClick={onClose}>
            {t('setAside.bulk.finish')}
          </Button>
        )}
      </div>
    </div>
  );
}

function ResultLine({ name, result }: { readonly name: string; readonly result: EachResult<string | null> }) {
  const { t } = useTranslation();
  return (
    <li className={styles.result}>
      <StatusIcon tone={result.ok ? 'ok' : 'danger'} label={t(result.ok ? 'setAside.bulk.ok' : 'setAside.bulk.not')} />
      <span className={styles.resultName}>{name}</span>
      {result.ok && result.value !== null ? (
        <a href={printRoute({ screen: 'runs', run: result.value })}>{t('setAside.bulk.newRun')}</a>
      ) : null}
      {result.ok ? null : <span>{result.sentence}</span>}
    </li>
  );
}
