import { useQueryClient } from '@tanstack/react-query';
import { Plus, Undo2 } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applyRegistryEdit, type RegistryEdit, type RegistryRow } from '#flow/registry/edit-registry.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { announce } from '#ui/live-region.tsx';
import { showToast } from '#ui/toaster.tsx';
import {
  addRegistryEdit,
  discardRegistryEdits,
  type RegistryView,
  saveRegistry,
  undoRegistryEdit,
  useRegistryDraft,
} from '../../data/registry.ts';
import { toastProblem } from '../../frame/toast-problem.ts';
import { go } from '../../routes.ts';
import { EntityDialog } from './entity-dialog.tsx';
import { FieldDialog } from './field-dialog.tsx';
import { Matrix } from './matrix.tsx';
import styles from './registry.module.css';
import { draftFile } from './registry-draft.ts';
import { keyOf } from './registry-rows.ts';

type Asking =
  | { readonly kind: 'entity'; readonly entity: string | undefined }
  | { readonly kind: 'field'; readonly entity: string; readonly field: string | undefined };

/** The table of who owns what. Changes wait until they are saved together. */
export function Owners({ view }: { readonly view: RegistryView }): ReactElement | null {
  const { t } = useTranslation();
  const edits = useRegistryDraft((state) => state.edits);
  const draft = useMemo(() => draftFile(view.text, edits), [view.text, edits]);
  const [asking, setAsking] = useState<Asking>();
  // The page says why where the file cannot be read.
  if (draft === undefined) return null;
  const { file, registry, problems } = draft;
  /** Why a change is refused; nothing where it was taken. */
  const apply = (edit: RegistryEdit): string | undefined => {
    const applied = applyRegistryEdit(file, edit);
    if (!applied.ok) return applied.problems.map(({ message }) => message).join(' ');
    addRegistryEdit(edit);
    return undefined;
  };
  const applyAndTell = (edit: RegistryEdit): boolean => {
    const refusal = apply(edit);
    if (refusal !== undefined) toastProblem([refusal]);
    return refusal === undefined;
  };
  const setPart: Parameters<typeof Matrix>[0]['onPart'] = (row, system, part) => {
    if (!applyAndTell({ edit: 'set-part', row, system: system.id, part })) return;
    const words = { row: keyOf(row), system: system.name, part: t(`registry.matrix.part.${part}`) };
    announce(t('registry.matrix.cell', words));
  };
  if (registry.systems.length === 0) {
    const action = (
      <Button variant="primary" onClick={() => go({ screen: 'registry', tab: 'systems' })}>
        {t('registry.tab.systems')}
      </Button>
    );
    return <EmptyState sentence={t('registry.matrix.emptySystems')} action={action} />;
  }
  const addButton = (
    <Button variant="primary" icon={Plus} onClick={() => setAsking({ kind: 'entity', entity: undefined })}>
      {t('registry.matrix.addEntity')}
    </Button>
  );
  const edit = ({ entity, field }: RegistryRow): void =>
    setAsking(field === undefined ? { kind: 'entity', entity } : { kind: 'field', entity, field });
  return (
    <div className={styles.main}>
      <Pending view={view} edits={edits} problems={problems} start={registry.entities.length > 0 ? addButton : null} />
      {registry.entities.length === 0 ? (
        <EmptyState sentence={t('registry.matrix.empty')} action={addButton} />
      ) : (
        <Matrix
          registry={registry}
          onPart={setPart}
          onEdit={edit}
          onAddField={(entity) => setAsking({ kind: 'field', entity, field: undefined })}
          onRemove={(row) => applyAndTell({ edit: 'remove-row', row })}
          onUndo={undoRegistryEdit}
        />
      )}
      {asking?.kind === 'entity' && (
        <EntityDialog registry={registry} entity={asking.entity} apply={apply} onClose={() => setAsking(undefined)} />
      )}
      {asking?.kind === 'field' && (
        <FieldDialog
          registry={registry}
          entity={asking.entity}
          field={asking.field}
          apply={apply}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  );
}

type PendingProps = {
  readonly view: RegistryView;
  readonly edits: readonly RegistryEdit[];
  readonly problems: readonly string[];
  readonly start: ReactElement | null;
};

/** What waits to be saved, and what can be done about it. */
function Pending({ view, edits, problems, start }: PendingProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [isConflict, setIsConflict] = useState(false);
  const save = async (): Promise<void> => {
    setIsBusy(true);
    try {
      const saved = await saveRegistry(view, edits, queries);
      setIsConflict(saved.kind === 'conflict');
      if (saved.kind === 'refused') toastProblem(saved.problems.map(({ message }) => message));
      if (saved.kind !== 'saved') return;
      discardRegistryEdits();
      showToast({ tone: 'ok', title: t('registry.saved') });
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : String(error)]);
    } finally {
      setIsBusy(false);
    }
  };
  const hasEdits = edits.length > 0;
  return (
    <>
      {isConflict && hasEdits && (
        <Banner tone="warn" title={t('registry.conflict')}>
          {t('registry.conflictWhat')}
        </Banner>
      )}
      {problems.length > 0 && (
        <Banner tone="danger" title={t('registry.matrix.stale')}>
          {problems.join(' ')}
        </Banner>
      )}
      <div className={styles.tools}>
        {start}
        <span className={styles.toolsWords} role="status">
          {hasEdits ? t('registry.matrix.pending', { count: edits.length }) : t('registry.matrix.hint')}
        </span>
        {hasEdits && (
          <>
            <Button variant="ghost" icon={Undo2} onClick={undoRegistryEdit}>
              {t('registry.matrix.undo')}
            </Button>
            <Button onClick={discardRegistryEdits}>{t('registry.matrix.discard')}</Button>
            <Button variant="primary" busy={isBusy} disabled={problems.length > 0} onClick={() => void save()}>
              {t('registry.matrix.save')}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
