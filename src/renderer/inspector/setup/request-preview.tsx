import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useExpressionTools } from '#fields/expression/expression-tools.ts';
import { isJsonObject } from '#flow/json.ts';
import { printFlow } from '#flow/text/print.ts';
import { Banner } from '#ui/banner.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { KeyValueTable } from '#ui/key-value-table.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { runtime } from '../../data/client.ts';
import { answerOf } from '../../data/queries.ts';
import { catalogue } from '../../document/catalogue.ts';
import { useDocument } from '../../document/document.ts';
import { Refused } from '../../frame/refused.tsx';
import { asSent, membersAsSent } from '../as-sent.ts';
import styles from '../inspector.module.css';

type Request = {
  readonly connection: string;
  readonly method: string;
  readonly url: string | null;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly operation: string | null;
  readonly looksUp: boolean;
  readonly idempotencyKey: string | null;
};

/** What the step would send for the sample, request by request; nothing is sent, and secrets stand as their names. */
export function RequestPreview({ node, onClose }: { readonly node: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { input = null, bindings, isMadeUp } = useExpressionTools();
  const flow = useDocument((state) => state.flow);
  const steps = isJsonObject(bindings.steps) ? bindings.steps : {};
  const asked = useQuery({
    queryKey: ['request-preview', node, input, steps, flow === undefined ? '' : printFlow(flow, catalogue)],
    enabled: flow !== undefined,
    retry: false,
    gcTime: 0,
    queryFn: async () =>
      answerOf(
        await runtime.send('previews.request', {
          body: {
            flow: flow === undefined ? '' : printFlow(flow, catalogue),
            node,
            input: asSent(input),
            steps: membersAsSent(steps),
          },
        }),
      ),
  });
  const { data } = asked;
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={onClose}
      title={t('inspector.preview.title')}
      description={t(isMadeUp ? 'inspector.preview.madeUp' : 'inspector.preview.what')}
      closeLabel={t('frame.close')}
    >
      {asked.error !== null && <Refused error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isPending && asked.error === null && <SkeletonRows rows={5} label={t('inspector.preview.title')} />}
      {data?.unknown != null && (
        <Banner tone="warn" title={t('inspector.preview.unknown')} code={data.unknown.code}>
          {data.unknown.sentence}
        </Banner>
      )}
      {data?.requests.map((request, index) => (
        // Requests have no identity but their place in the order they are sent.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <OneRequest key={index} request={request} number={index + 1} total={data.requests.length} />
      ))}
      {data?.key != null && (
        <p className={styles.help}>
          {t(data.key.isOfRun ? 'inspector.preview.keyOfRun' : 'inspector.preview.key', { key: data.key.value })}
        </p>
      )}
      {data !== undefined && data.assumptions.length > 0 && (
        <ul className={styles.assumptions}>
          {data.assumptions.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

type OneProps = { readonly request: Request; readonly number: number; readonly total: number };

function OneRequest({ request, number, total }: OneProps) {
  const { t } = useTranslation();
  const { method, url, path, headers, body, operation, looksUp } = request;
  const title = operation ?? `${method} ${path}`;
  return (
    <section className={styles.request} aria-label={title}>
      <h3>
        {total > 1 && `${number}. `}
        <code>{method}</code> <span>{url ?? path}</span>
        {looksUp && (
          <StatusChip tone="info" size="sm">
            {t('inspector.preview.looksUp')}
          </StatusChip>
        )}
      </h3>
      {operation !== null && number === 1 && <p className={styles.help}>{operation}</p>}
      <KeyValueTable
        labelWidth={160}
        rows={Object.entries(headers).map(([name, value]) => ({ key: name, label: name, value, mono: true }))}
      />
      {body !== null && body !== undefined && (
        <CodeText
          label={t('inspector.preview.body')}
          text={typeof body === 'string' ? body : JSON.stringify(body, null, 2)}
          maxHeight={320}
        />
      )}
    </section>
  );
}
