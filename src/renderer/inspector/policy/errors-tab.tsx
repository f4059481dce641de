import { PackageX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { DurationInput } from '#fields/duration-input.tsx';
import { sayDuration } from '#fields/duration-words.ts';
import { ExpressionEditor } from '#fields/expression-editor.tsx';
import type { FlowNode, RetryPolicy } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { errorPort } from '#flow/text/ports.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { Switch } from '#ui/switch.tsx';
import { addStep } from '../../canvas/actions/add.ts';
import { connectSteps, whyNot } from '../../canvas/actions/connect.ts';
import { catalogue } from '../../document/catalogue.ts';
import { useDocument } from '../../document/document.ts';
import { findNode, nodesOf } from '../../document/find-node.ts';
import { select } from '../../document/view.ts';
import { runCommand } from '../../keys/commands.ts';
import styles from '../inspector.module.css';
import { writeJson } from '../setup/leaf-controls.tsx';
import { NodeField } from './node-field.tsx';
import { plannedTries } from './retry-delays.ts';
import { writeNode } from './write-node.ts';

type Props = { readonly node: FlowNode; readonly manifest: NodeManifest };

/** What happens when the step fails: tries, then the way the failure takes. */
export function ErrorsTab({ node, manifest }: Props) {
  const { t } = useTranslation();
  if (!manifest.fails) {
    return (
      <div className={styles.form}>
        <p>{t('inspector.errors.cannotFail')}</p>
      </div>
    );
  }
  const acts = manifest.kind === 'effect' && manifest.local !== true;
  return (
    <div className={styles.form}>
      <WhereItGoes node={node} />
      {acts && <RetryForm node={node} />}
      <ImportanceForm node={node} />
    </div>
  );
}

/** Says in words where a failure goes. */
function WhereItGoes({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const owner = flow?.owner;
  const targets = node.next?.ports.find(({ port }) => port === 'error')?.targets ?? [];
  const inside = flow === undefined ? [] : (nodesOf(flow).get(node.id)?.inside ?? []);
  const scope = findNode(flow, inside.at(-1));
  const nameOf = (id: string): string => findNode(flow, id)?.name ?? id;
  const sentence = (): string => {
    if (targets.length > 0) return t('inspector.errors.wired', { names: targets.map(nameOf).join(', ') });
    if (scope !== undefined) return t('inspector.errors.scope', { name: scope.name ?? scope.id });
    if (flow?.onFailure !== undefined) return t('inspector.errors.onFailure', { flow: flow.onFailure });
    return owner === undefined ? t('inspector.errors.usual') : t('inspector.errors.usualOwner', { owner });
  };
  return (
    <section className={styles.outcome} aria-label={t('inspector.errors.title')}>
      <h4>{t('inspector.errors.title')}</h4>
      <p>{sentence()}</p>
      {targets.length > 0 ? (
        <Button variant="link" onClick={() => select(targets.slice(0, 1))}>
          {t('inspector.errors.show')}
        </Button>
      ) : (
        <div className={styles.buttons}>
          <SetAsideButton node={node} />
          <Button variant="link" onClick={() => runCommand('canvas.connect')}>
            {t('inspector.errors.connect')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Lets failures be set aside: by the step that does it already, else by a new one. */
function SetAsideButton({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const known = flow?.nodes.find(
    (one) =>
      one.type.startsWith('dead-letter@') && whyNot({ from: node.id, port: errorPort, to: one.id }) === undefined,
  );
  const manifest = catalogue.all.find(({ type }) => type === 'dead-letter');
  if (manifest === undefined) return null;
  return known === undefined ? (
    <Button icon={PackageX} onClick={() => void addStep(manifest, { after: { node: node.id, port: errorPort } })}>
      {t('inspector.errors.setAside')}
    </Button>
  ) : (
    <Button icon={PackageX} onClick={() => void connectSteps({ from: node.id, port: errorPort, to: known.id })}>
      {t('inspector.errors.setAsideWith', { name: known.name ?? known.id })}
    </Button>
  );
}

const firstPolicy: RetryPolicy = { attempts: 5, first: '2s', factor: 2, max: '5m', jitter: 'full' };

/** How often and how fast a failed try is repeated. */
function RetryForm({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const { retry } = node;
  const set = (change: Readonly<Record<string, Json | undefined>>): readonly string[] => {
    const next = Object.entries({ ...retry, ...change }).filter(([, value]) => value !== undefined);
    // The entries of undefined were just taken out.
    return writeNode(node.id, 'retry', Object.fromEntries(next) as Json);
  };
  const number = (key: 'attempts' | 'factor') => (text: string) => {
    if (text.trim() === '' && key === 'factor') return set({ factor: undefined });
    const value = Number(text.replace(',', '.'));
    return Number.isFinite(value) && text.trim() !== ''
      ? set({ [key]: value })
      : [t('inspector.noNumber', { typed: text })];
  };
  return (
    <NodeField node={node} path="retry">
      <section className={styles.group} aria-label={t('inspector.retry.title')}>
        <Switch
          label={t('inspector.retry.title')}
          description={t('inspector.retry.help')}
          checked={retry !== undefined}
          onCheckedChange={(isOn) => void writeNode(node.id, 'retry', isOn ? { ...firstPolicy } : undefined)}
        />
        {retry !== undefined && (
          <>
            <div className={styles.columns}>
              <Field label={t('inspector.retry.attempts')}>
                <DraftInput inputMode="numeric" value={String(retry.attempts)} onCommit={number('attempts')} />
              </Field>
              <Field label={t('inspector.retry.factor')}>
                <DraftInput
                  inputMode="decimal"
                  placeholder="2"
                  value={retry.factor === undefined ? '' : String(retry.factor)}
                  onCommit={number('factor')}
                />
              </Field>
            </div>
            <Field label={t('inspector.retry.first')}>
              <DurationInput
                placeholder="1s"
                value={retry.first ?? ''}
                onCommit={(text) => set({ first: text === '' ? undefined : text })}
              />
            </Field>
            <Field label={t('inspector.retry.max')}>
              <DurationInput
                placeholder="5m"
                value={retry.max ?? ''}
                onCommit={(text) => set({ max: text === '' ? undefined : text })}
              />
            </Field>
            <Field label={t('inspector.retry.giveUp')}>
              <DurationInput
                placeholder={t('inspector.retry.never')}
                value={retry.giveUpAfter ?? ''}
                onCommit={(text) => set({ giveUpAfter: text === '' ? undefined : text })}
              />
            </Field>
            <Switch
              label={t('inspector.retry.spread')}
              description={t('inspector.retry.spreadHelp')}
              checked={retry.jitter !== 'none'}
              onCheckedChange={(isOn) => void set({ jitter: isOn ? 'full' : 'none' })}
            />
            <RetryTimeline policy={retry} />
          </>
        )}
      </section>
    </NodeField>
  );
}

/** Most tries that are drawn; the rest is said in words. */
const drawnTries = 12;

/** The tries on a line of time, and the same in words. */
function RetryTimeline({ policy }: { readonly policy: RetryPolicy }) {
  const { t, i18n } = useTranslation();
  const tries = plannedTries(policy);
  const lastMs = tries.at(-1)?.afterMs ?? 0;
  // Early tries stand close together; a root spreads them without hiding that later pauses are longer.
  const placeOf = (ms: number): number => (lastMs === 0 ? 0 : Math.sqrt(ms / lastMs) * 100);
  const shown = tries.slice(0, drawnTries);
  return (
    <figure className={styles.timeline}>
      <div className={styles.line2} aria-hidden>
        {tries.map(({ number, afterMs }) => (
          <i key={number} style={{ insetInlineStart: `${placeOf(afterMs)}%` }} />
        ))}
      </div>
      <figcaption>
        <ol aria-label={t('inspector.retry.tries')}>
          {shown.map(({ number, pauseMs }) => (
            <li key={number}>
              {number === 1
                ? t('inspector.retry.atOnce')
                : t(policy.jitter === 'none' ? 'inspector.retry.after' : 'inspector.retry.upTo', {
                    time: sayDuration(pauseMs, i18n.language, 'short'),
                  })}
            </li>
          ))}
        </ol>
        {tries.length > drawnTries && <p>{t('inspector.retry.more', { count: tries.length - drawnTries })}</p>}
        <p>{t('inspector.retry.inAll', { count: tries.length, time: sayDuration(lastMs, i18n.language, 'short') })}</p>
      </figcaption>
    </figure>
  );
}

/** Whether the run may go on without the step, and with what in its place. */
function ImportanceForm({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const importance = node.importance ?? 'required';
  return (
    <>
      <NodeField node={node} path="importance">
        <Field label={t('inspector.importance.title')} help={t(`inspector.importance.${importance}Help`)}>
          <SegmentedControl
            size="md"
            value={importance}
            segments={[
              { value: 'required', label: t('inspector.importance.required') },
              { value: 'optional', label: t('inspector.importance.optional') },
            ]}
            onValueChange={(next) => void writeNode(node.id, 'importance', next === 'required' ? undefined : next)}
          />
        </Field>
      </NodeField>
      {(importance === 'optional' || node.fallback !== undefined) && (
        <NodeField node={node} path="fallback">
          <Field label={t('inspector.fallback.title')} help={t('inspector.fallback.help')}>
            <ExpressionEditor
              label={t('inspector.fallback.title')}
              language="json"
              value={node.fallback === undefined ? '' : JSON.stringify(node.fallback, null, 2)}
              onCommit={(text) =>
                writeJson(text, (value) => writeNode(node.id, 'fallback', value), t('inspector.noJson'))
              }
            />
          </Field>
        </NodeField>
      )}
    </>
  );
}
