import { useTranslation } from 'react-i18next';
import { useDraft } from '#fields/use-draft.ts';
import type { FlowNode } from '#flow/flow.ts';
import { Field } from '#ui/field.tsx';
import { TextArea } from '#ui/text-area.tsx';
import styles from '../inspector.module.css';
import { NodeField } from './node-field.tsx';
import { writeNode } from './write-node.ts';

/** What people want to remember about a step. */
export function NotesTab({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const commit = (text: string) => writeNode(node.id, 'notes', text.trim() === '' ? undefined : text);
  const draft = useDraft({ value: node.notes ?? '', commit });
  return (
    <div className={styles.form}>
      <NodeField node={node} path="notes">
        <Field label={t('inspector.notes.title')} help={t('inspector.notes.help')} error={draft.refusal.join(' ')}>
          <TextArea rows={4} value={draft.text} onValueChange={draft.change} onBlur={draft.flush} />
        </Field>
      </NodeField>
    </div>
  );
}
