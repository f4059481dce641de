import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { CopyButton } from '#ui/copy-button.tsx';
import { announceNow } from '#ui/live-region.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { printSample } from '../data/samples.ts';
import { useDocument } from '../document/document.ts';
import { saveNow } from '../document/save.ts';
import type { ChosenInput } from '../test-run/choose-input.ts';
import { chooseInput } from '../test-run/test-run.ts';
import { type Heard, type HeardCall, listenToHook } from './listen-to-hook.ts';
import { SaveSampleDialog } from './save-sample-dialog.tsx';
import styles from './step-data.module.css';

type Listening = {
  readonly door: Extract<Heard, { readonly kind: 'listening' }> | undefined;
  readonly call: HeardCall | undefined;
  readonly over: 'ended' | 'lost' | undefined;
  readonly refusal: string | undefined;
};

const begun: Listening = { door: undefined, call: undefined, over: undefined, refusal: undefined };

/** Waits for the next call to the flow's webhook, shows it, and offers its body for tests. */
export function ListenPanel({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [turn, setTurn] = useState(0);
  const listening = useListening(turn);
  const { door, call, over, refusal } = listening;
  return (
    <section className={styles.listen} aria-label={t('testing.listen.title')}>
      <div className={styles.call}>
        {refusal !== undefined && <Banner tone="danger" title={refusal} />}
        {over !== undefined && <Banner tone="warn" title={t(`testing.listen.${over}`)} />}
        {door !== undefined && over === undefined && call === undefined && <Waiting door={door} />}
        {call !== undefined && <Call call={call} onUsed={onClose} />}
        <div className={styles.actions}>
          {(call !== undefined || over !== undefined || refusal !== undefined) && (
            <Button onClick={() => setTurn(turn + 1)}>{t('testing.listen.again')}</Button>
          )}
          <Button onClick={onClose}>{t('testing.listen.stop')}</Button>
        </div>
      </div>
    </section>
  );
}

/** Listens as long as the panel is there; the draft is saved first, because the door is made from the file. */
function useListening(turn: number): Listening {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow?.id);
  const [listening, setListening] = useState<Listening>(begun);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn listens anew
  useEffect(() => {
    if (flow === undefined) return undefined;
    setListening(begun);
    const ending = new AbortController();
    const tell = (heard: Heard): void => {
      if (heard.kind === 'call') announceNow(t('testing.said.heard'));
      setListening((before) => take(before, heard));
    };
    const listen = async (): Promise<void> => {
      try {
        await saveNow();
        const refusal = await listenToHook(flow, tell, ending.signal);
        setListening((before) => ({
          ...before,
          refusal,
          over: before.over ?? (refusal === undefined ? 'lost' : undefined),
        }));
      } catch {
        // Aborted by leaving, or the runtime is gone; both end the listening.
        if (!ending.signal.aborted) setListening((before) => ({ ...before, over: 'lost' }));
      }
    };
    void listen();
    return () => ending.abort();
  }, [flow, turn, t]);
  return listening;
}

function take(before: Listening, heard: Heard): Listening {
  switch (heard.kind) {
    case 'listening':
      return { ...before, door: heard };
    case 'call':
      return { ...before, call: heard };
    case 'ended':
      return { ...before, over: 'ended' };
    case 'refused':
      return { ...before, refusal: heard.sentence };
  }
}

function Waiting({ door }: { readonly door: Extract<Heard, { readonly kind: 'listening' }> }) {
  const { t, i18n } = useTranslation();
  const url = `${window.location.origin}${door.path}`;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short', hourCycle: 'h23' }).format(
    Date.parse(door.until),
  );
  return (
    <>
      <p className={styles.actions} role="status">
        <Spinner size={15} /> {t('testing.listen.waiting', { method: door.method, url })}
        <CopyButton text={url} label={t('testing.listen.copyUrl')} copiedLabel={t('testing.tree.copied')} />
      </p>
      <p className={styles.muted}>
        {`${t(door.isLive ? 'testing.listen.live' : 'testing.listen.draft')} ${t('testing.listen.until', { time })}`}
      </p>
    </>
  );
}

function Call({ call, onUsed }: { readonly call: HeardCall; readonly onUsed: () => void }) {
  const { t, i18n } = useTranslation();
  const [isSaving, setIsSaving] = useState(false);
  const isRefused = call.verdict === 'refused';
  const when = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium', hourCycle: 'h23' }).format(
    Date.parse(call.at),
  );
  const hasBody = call.body !== undefined;
  const input: ChosenInput = {
    source: 'call',
    label: t('testing.input.call', { when }),
    text: printSample(call.body),
  };
  const use = (): void => {
    chooseInput(input);
    onUsed();
  };
  const { status, reason, run } = call;
  return (
    <>
      <p className={styles.actions} role="status">
        <StatusIcon tone={isRefused ? 'danger' : 'ok'} />
        {t(`testing.listen.${call.verdict}`, { status, reason, run })}
        {call.code !== null && <code>{call.code}</code>}
      </p>
      {isRefused && hasBody && <p className={styles.muted}>{t('testing.listen.unsafe')}</p>}
      {hasBody ? (
        <CodeText
          text={printSample(call.body)}
          label={t('testing.listen.body')}
          maxHeight={220}
          copyLabel={t('testing.copyAll')}
          copiedLabel={t('testing.tree.copied')}
        />
      ) : (
        <p className={styles.muted}>{t('testing.listen.noBody')}</p>
      )}
      <details>
        <summary>{t('testing.listen.headers')}</summary>
        <CodeText text={printHeaders(call.headers)} label={t('testing.listen.headers')} maxHeight={160} />
      </details>
      {hasBody && (
        <div className={styles.actions}>
          <Button onClick={use}>{t('testing.listen.use')}</Button>
          <Button onClick={() => setIsSaving(true)}>{t('testing.listen.keep')}</Button>
        </div>
      )}
      {isSaving && <SaveSampleDialog input={input} isReal onClose={() => setIsSaving(false)} />}
    </>
  );
}

function printHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
