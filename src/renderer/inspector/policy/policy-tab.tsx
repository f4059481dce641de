import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { DurationInput } from '#fields/duration-input.tsx';
import { ExpressionEditor } from '#fields/expression-editor.tsx';
import { findPlace } from '#flow/edit/places.ts';
import { undoStepsFor } from '#flow/edit/undo-references.ts';
import type { FlowNode } from '#flow/flow.ts';
import { factOf, type NodeManifest } from '#flow/node-type/manifest.ts';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { Switch } from '#ui/switch.tsx';
import { useDocument } from '../../document/document.ts';
import { findNode } from '../../document/find-node.ts';
import styles from '../inspector.module.css';
import { NodeField } from './node-field.tsx';
import { writeNode } from './write-node.ts';

type Props = { readonly node: FlowNode; readonly manifest: NodeManifest };

/** What protects a step: from happening twice, from taking for ever, and from standing half done. */
export function PolicyTab({ node, manifest }: Props) {
  const { t } = useTranslation();
  const acts = manifest.kind === 'effect' && manifest.local !== true;
  const text = (key: 'key' | 'into' | 'timeout') => (typed: string) =>
    writeNode(node.id, key, typed.trim() === '' ? undefined : typed.trim());
  const joins = manifest.carries === 'result' && manifest.kind !== 'trigger';
  if (!acts && !joins) {
    return (
      <div className={styles.form}>
        <p>{t('inspector.policy.none')}</p>
      </div>
    );
  }
  return (
    <div className={styles.form}>
      {acts && factOf(manifest.effect, node.config) === 'write' && (
        <>
          <NodeField node={node} path="key">
            <Field label={t('inspector.key.title')} help={t('inspector.key.help')}>
              <ExpressionEditor
                label={t('inspector.key.title')}
                value={node.key ?? ''}
                placeholder={t('inspector.key.usual')}
                onCommit={text('key')}
              />
            </Field>
          </NodeField>
          <NodeField node={node} path="once">
            <Switch
              label={t('inspector.once.title')}
              description={t('inspector.once.help')}
              checked={node.once === 'ask'}
              onCheckedChange={(isOn) => void writeNode(node.id, 'once', isOn ? 'ask' : undefined)}
            />
          </NodeField>
        </>
      )}
      {acts && (
        <NodeField node={node} path="timeout">
          <Field label={t('inspector.timeout.title')} help={t('inspector.timeout.help')}>
            <DurationInput placeholder={t('inspector.usual')} value={node.timeout ?? ''} onCommit={text('timeout')} />
          </Field>
        </NodeField>
      )}
      {acts && <UndoForm node={node} />}
      {joins && (
        <NodeField node={node} path="into">
          <Field
            label={t('inspector.into.title')}
            help={t(node.into === undefined ? 'inspector.into.none' : 'inspector.into.help')}
          >
            <DraftInput mono value={node.into ?? ''} onCommit={text('into')} />
          </Field>
        </NodeField>
      )}
    </div>
  );
}

/** What undoes the step, where it stands inside All or undo. */
function UndoForm({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const place = flow === undefined ? undefined : findPlace(flow, node.id);
  const known = place === undefined ? [] : undoStepsFor(place);
  const isInside = place?.scopes.some((scope) => scope.type.startsWith('saga@')) === true;
  if (!isInside && node.compensate === undefined) return null;
  // Radix knows no empty value; this one stands for none.
  const none = ' ';
  return (
    <>
      <NodeField node={node} path="compensate">
        <Field
          label={t('inspector.undo.title')}
          help={t(known.length === 0 ? 'inspector.undo.none' : 'inspector.undo.help')}
        >
          <Select
            value={node.compensate ?? none}
            onValueChange={(id) => void writeNode(node.id, 'compensate', id === none ? undefined : id)}
            options={[
              { value: none, label: t('inspector.undo.no') },
              ...known.map((id) => ({ value: id, label: findNode(flow, id)?.name ?? id })),
            ]}
          />
        </Field>
      </NodeField>
      <NodeField node={node} path="pivot">
        <Switch
          label={t('inspector.pivot.title')}
          description={t('inspector.pivot.help')}
          checked={node.pivot === true}
          onCheckedChange={(isOn) => void writeNode(node.id, 'pivot', isOn ? true : undefined)}
        />
      </NodeField>
    </>
  );
}
