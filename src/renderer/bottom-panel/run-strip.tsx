import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { Tone } from '#ui/tone.ts';
import type { TriedFlow } from '../data/tries.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { KeepTryButton } from '../flow-tests/keep-as-test.tsx';
import { businessKeyIn } from '../test-run/choose-input.ts';
import { abandonTest, hideTry, type ShownTry, useTestRun } from '../test-run/test-run.ts';
import styles from './run-strip.module.css';

/** How a run of each state looks. */
export const stateTones: Readonly<Record<TriedFlow['state'], Tone>> = {
  accepted: 'info',
  running: 'info',
  waiting: 'wait',
  closing: 'info',
  succeeded: 'ok',
  failed: 'danger',
  cancelled: 'idle',
  superseded: 'idle',
  refused: 'danger',
};

/** At the right of the tabs: the test that is shown on the canvas, or the one under way. */
export function RunStrip() {
  const { t } = useTranslation();
  const running = useTestRun((state) => state.running);
  const shown = useTestRun((state) => state.shown);
  if (running !== undefined) return <Running since={running.since} />;
  if (shown === undefined) return null;
  return (
    <section className={styles.strip} aria-label={t('testing.strip.label')}>
      <StatusIcon tone={stateTones[shown.tried.state]} label={t(`testing.state.${shown.tried.state}`)} size={15} />
      <Words shown={shown} />
      {shown.test === undefined && <KeepTryButton shown={shown} />}
      <IconButton label={t('testing.strip.hide')} icon={X} size="sm" onClick={hideTry} />
    </section>
  );
}

function Running({ since }: { readonly since: number }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - since) / 1_000));
  return (
    <div className={styles.strip}>
      <Spinner size={14} />
      <span className={styles.words}>{t('testing.strip.running', { seconds })}</span>
      {seconds >= 5 && <Button onClick={abandonTest}>{t('testing.strip.stopWaiting')}</Button>}
    </div>
  );
}

function Words({ shown }: { readonly shown: ShownTry }) {
  const { t, i18n } = useTranslation();
  const { tried, flow, input } = shown;
  const isStale = useDocument((state) => state.flow !== flow);
  const seconds = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(tried.durationMs / 1_000);
  const key = shown.test === undefined ? (businessKeyIn(flow, tried.input) ?? input.label) : undefined;
  const parts = [
    titleOf(shown, t, i18n.language),
    ...(key === undefined ? [] : [key]),
    ...(tried.state === 'waiting' && tried.waitingFor !== null
      ? [t('testing.strip.waitingFor', { what: tried.waitingFor })]
      : []),
    t('testing.strip.seconds', { seconds }),
    t(effectsText(tried), { environment: tried.environment.name }),
    ...(isStale ? [t('testing.strip.stale')] : []),
  ];
  const text = parts.join(' · ');
  return (
    <span className={styles.words} title={text}>
      {text}
    </span>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function titleOf({ at, scope, flow, test }: ShownTry, t: Translate, language: string): string {
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  if (test !== undefined) return t('testing.strip.flowTest', { name: test });
  if (scope === 'flow') return t('testing.strip.test', { time });
  const node = 'step' in scope ? scope.step : scope.from;
  const name = findNode(flow, node)?.name ?? node;
  return t('step' in scope ? 'testing.strip.step' : 'testing.strip.from', { time, name });
}

function effectsText(tried: TriedFlow): string {
  if (tried.simulatedEffects) return 'testing.effects.didSimulate';
  return Object.keys(tried.effects).length > 0 ? 'testing.effects.didHappen' : 'testing.effects.none';
}
