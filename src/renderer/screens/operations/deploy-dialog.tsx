import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, FileUp, Package } from 'lucide-react';
import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { showToast } from '#ui/toaster.tsx';
import {
  type BundleVerdict,
  handOver,
  type KeptRelease,
  type LinkedServer,
  makeLive,
  useReleases,
} from '../../data/linked.ts';
import { BundleNews } from './bundle-news.tsx';
import styles from './operations.module.css';

/** Largest bundle that is sent from a file, in bytes; larger ones go with `penstock deploy`. */
const mostFileBytes = 12 * 1024 * 1024;

/** Props of DeployDialog. */
export type DeployDialogProps = { readonly server: LinkedServer; readonly onClose: () => void };

/** Chooses a bundle, shows what the server says of it, and makes it live by one yes. */
export function DeployDialog({ server, onClose }: DeployDialogProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [verdict, setVerdict] = useState<BundleVerdict>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<string>();
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setError(undefined);
    try {
      await work();
    } catch (refused) {
      setError(refused instanceof Error ? refused.message : String(refused));
    } finally {
      setBusy(undefined);
    }
  };
  const hand = (name: string, what: () => Promise<Parameters<typeof handOver>[1]>): void =>
    void attempt(name, async () => setVerdict(await handOver(server.id, await what())));
  const confirm = (found: BundleVerdict): void =>
    void attempt('live', async () => {
      const acceptReach = found.newReach.length > 0;
      await makeLive(server.id, { digest: found.digest, acceptReach }, queries);
      showToast({ tone: 'ok', title: t('operations.deploy.done', { server: server.name }) });
      onClose();
    });
  const hasNews = (verdict?.newReach.length ?? 0) > 0;
  return (
    <Dialog
      open
      size="md"
      onOpenChange={onClose}
      title={t('operations.deploy.title', { server: server.name })}
      description={t(verdict === undefined ? 'operations.deploy.choose' : 'operations.deploy.judged')}
      closeLabel={t('frame.close')}
      footer={
        verdict === undefined ? (
          <Button size="lg" onClick={onClose}>
            {t('operations.cancel')}
          </Button>
        ) : (
          <>
            <Button size="lg" icon={ArrowLeft} onClick={() => setVerdict(undefined)}>
              {t('operations.deploy.back')}
            </Button>
            {/* Where the choice stood is gone; what is next has the focus. */}
            <Button ref={focusOnce} size="lg" variant="primary" busy={busy === 'live'} onClick={() => confirm(verdict)}>
              {t(hasNews ? 'operations.deploy.acceptAndMakeLive' : 'operations.deploy.makeLive')}
            </Button>
          </>
        )
      }
    >
      <div className={styles.form} aria-live="polite">
        {error !== undefined && <Banner tone="danger" title={error} />}
        {verdict === undefined ? (
          <Choice busy={busy} onHand={hand} onRefuse={setError} />
        ) : (
          <BundleNews verdict={verdict} />
        )}
      </div>
    </Dialog>
  );
}

/** Focuses an element when it appears. */
function focusOnce(element: HTMLButtonElement | null): void {
  if (element !== null && !element.dataset.met) {
    element.dataset.met = 'true';
    element.focus();
  }
}

type ChoiceProps = {
  readonly busy: string | undefined;
  readonly onHand: (name: string, what: () => Promise<Parameters<typeof handOver>[1]>) => void;
  readonly onRefuse: (sentence: string) => void;
};

function Choice({ busy, onHand, onRefuse }: ChoiceProps): ReactElement {
  const { t } = useTranslation();
  const releases = useReleases();
  const input = useRef<HTMLInputElement>(null);
  const readFile = (file: File | undefined): void => {
    if (file === undefined) return;
    if (file.size > mostFileBytes) onRefuse(t('operations.deploy.tooLarge', { name: file.name }));
    else onHand('file', async () => ({ bundle: toBase64(new Uint8Array(await file.arrayBuffer())) }));
  };
  return (
    <>
      {releases.data === undefined && <SkeletonRows label={t('operations.loading')} rowHeight={56} rows={2} />}
      {releases.data?.length === 0 && <EmptyState sentence={t('operations.deploy.noReleases')} layout="row" />}
      <ul className={styles.releases}>
        {releases.data?.map((release) => (
          <li key={release.file}>
            <ReleaseButton
              release={release}
              busy={busy === release.file}
              onPick={() => onHand(release.file, async () => ({ release: release.file }))}
            />
          </li>
        ))}
      </ul>
      <div>
        <input
          ref={input}
          type="file"
          accept=".pstk"
          hidden
          onChange={(event) => {
            readFile(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Button icon={FileUp} busy={busy === 'file'} onClick={() => input.current?.click()}>
          {t('operations.deploy.file')}
        </Button>
      </div>
    </>
  );
}

type ReleaseProps = { readonly release: KeptRelease; readonly busy: boolean; readonly onPick: () => void };

function ReleaseButton({ release, busy, onPick }: ReleaseProps): ReactElement {
  const { t } = useTranslation();
  const { flows, approvers, at } = release;
  return (
    <button type="button" className={styles.release} aria-busy={busy} onClick={busy ? undefined : onPick}>
      <Package size={18} aria-hidden />
      <span className={styles.two}>
        <b>{flows.map(({ flow, version }) => `${flow} ${version}`).join(', ')}</b>
        <span className={styles.quiet}>
          <RelativeTime at={at} />
          {' · '}
          {approvers.length === 0
            ? t('operations.deploy.notApproved')
            : t('operations.deploy.approvedBy', { who: approvers.join(', ') })}
        </span>
      </span>
      <span className={styles.spring} />
      <span className={styles.quiet}>{t(busy ? 'operations.deploy.judging' : 'operations.deploy.pick')}</span>
    </button>
  );
}

/** Bytes as base64, in pieces: a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 32_768) parts.push(String.fromCharCode(...bytes.subarray(at, at + 32_768)));
  return btoa(parts.join(''));
}
