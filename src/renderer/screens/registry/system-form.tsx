import { useQueryClient } from '@tanstack/react-query';
import { Trash2, X } from 'lucide-react';
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { canonicalJson } from '#flow/json.ts';
import { readSystems } from '#flow/registry/parse-systems.ts';
import type { SystemEntry } from '#flow/registry/registry-schema.ts';
import { freeSlug } from '#flow/workspace/print-connection.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { Panel, PanelHeader } from '#ui/panel.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type RegistrySave, type RegistryView, saveRegistry } from '../../data/registry.ts';
import { printRoute } from '../../routes.ts';
import styles from './registry.module.css';
import type { SystemRow } from './registry-rows.ts';
import { draftOf, entryOf, errorsByField, type SystemDraft } from './system-draft.ts';
import { SystemFields } from './system-fields.tsx';

/** Props of SystemForm. */
export type SystemFormProps = {
  readonly view: RegistryView;
  /** The system that is edited; a new one without it. */
  readonly row: SystemRow | undefined;
  /** Id connections already gave a new system; empty where nobody did. */
  readonly proposedId: string;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
};

/** Everything there is to say about a system, beside the table. */
export function SystemForm({ view, row, proposedId, onClose, onSaved }: SystemFormProps): ReactElement {
  const { t } = useTranslation();
  const formId = useId();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  useFocusWhile(form, row === undefined);
  const [opened, setOpened] = useState(() => printEntry(entryIn(view, row?.system.id)));
  const [draft, setDraft] = useState<SystemDraft>(() =>
    draftOf(row?.system.id ?? proposedId, entryIn(view, row?.system.id)),
  );
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isConflict, setIsConflict] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);
  const known = new Set(view.registry?.systems.map(({ id }) => id));
  const id = row?.system.id ?? (draft.id === '' ? freeSlug(draft.name, known, 'system') : draft.id);
  const take = (outcome: RegistrySave, done: () => void): void => {
    setIsConflict(outcome.kind === 'conflict');
    setErrors(outcome.kind === 'refused' ? errorsByField(outcome.problems, id) : {});
    if (outcome.kind !== 'saved') return;
    showToast({ tone: 'ok', title: t('registry.saved') });
    done();
  };
  const run = async (work: () => Promise<RegistrySave>, done: () => void): Promise<void> => {
    setIsBusy(true);
    try {
      take(await work(), done);
    } catch (error) {
      setErrors({ '': error instanceof Error ? error.message : String(error) });
    } finally {
      setIsBusy(false);
    }
  };
  const save = async (): Promise<void> => {
    const own = judgeDraft(draft, t);
    if (row === undefined && known.has(id)) own.id = t('registry.form.idTaken');
    if (Object.keys(own).length > 0) return setErrors(own);
    const now = printEntry(entryIn(view, row?.system.id));
    if (now !== opened) {
      // The list is always the newest; what somebody else changed meanwhile must not be lost unseen.
      setOpened(now);
      return setIsConflict(true);
    }
    const edit = { edit: 'set-system', system: id, entry: entryOf(draft) } as const;
    await run(
      () => saveRegistry(view, [edit], queries),
      () => {
        setOpened(printEntry(edit.entry));
        onSaved(id);
      },
    );
  };
  const remove = (): Promise<void> =>
    run(() => saveRegistry(view, [{ edit: 'remove-system', system: id }], queries), onClose);
  return (
    <Panel
      className={styles.detail}
      label={row === undefined ? t('registry.form.add') : t('registry.form.edit', { name: row.system.name })}
      padded
      header={
        <PanelHeader
          title={row === undefined ? t('registry.form.add') : row.system.name}
          subtitle={id}
          actions={<IconButton icon={X} label={t('registry.form.close')} onClick={onClose} />}
        />
      }
      footer={
        <>
          {row !== undefined && (
            <Button variant="ghost" icon={Trash2} onClick={() => setIsRemoving(true)}>
              {t('registry.form.remove')}
            </Button>
          )}
          <span className={styles.spring} />
          <Button onClick={onClose}>{t('registry.cancel')}</Button>
          <Button variant="primary" type="submit" form={formId} busy={isBusy}>
            {t('registry.form.save')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={formId}
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {isConflict && (
          <Banner tone="warn" title={t('registry.conflict')}>
            {t('registry.form.conflictWhat')}
          </Banner>
        )}
        {Object.keys(errors).length > 0 && (
          <Banner tone="danger" title={t('registry.form.refused')}>
            {errors['']}
          </Banner>
        )}
        <SystemFields draft={draft} onChange={setDraft} errors={errors} isNew={row === undefined} shownId={id} />
        {row !== undefined && <Users row={row} />}
      </form>
      {isRemoving && row !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={setIsRemoving}
          tone="danger"
          title={t('registry.form.removeTitle', { name: row.system.name })}
          description={[
            t('registry.form.removeWhat'),
            ...(row.connections.length === 0 ? [] : [t('registry.form.removeUsed', { count: row.connections.length })]),
          ].join(' ')}
          confirmLabel={t('registry.form.removeConfirm')}
          cancelLabel={t('registry.cancel')}
          onConfirm={remove}
        />
      )}
    </Panel>
  );
}

function entryIn(view: RegistryView, id: string | undefined): SystemEntry | undefined {
  if (id === undefined) return undefined;
  const read = readSystems(view.text);
  return read.ok ? read.value.value.systems?.[id] : undefined;
}

/** An entry as a text that is the same whenever it says the same. */
function printEntry(entry: SystemEntry | undefined): string {
  // A sound entry is JSON but for members that are undefined, which this drops.
  return entry === undefined ? '' : canonicalJson(JSON.parse(JSON.stringify(entry)));
}

/** Takes the focus into a form that was asked for by a button, and gives it back when the form goes. */
function useFocusWhile(form: { readonly current: HTMLFormElement | null }, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const before = document.activeElement;
    form.current?.querySelector('input')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [form, isWanted]);
}

/** What the form can tell without asking the reader of the file. */
function judgeDraft(draft: SystemDraft, t: (key: string) => string): Record<string, string> {
  const errors: Record<string, string> = {};
  const sentence = (field: string, ending: string) => `${t(`registry.form.${field}`)} ${t(`registry.form.${ending}`)}.`;
  if (draft.name.trim() === '') errors.name = sentence('name', 'missing');
  if (draft.owner.trim() === '') errors.owner = sentence('owner', 'missing');
  if (!/^\s*(\d{1,4})?\s*$/.test(draft.concurrency)) errors.concurrency = sentence('concurrency', 'noNumber');
  const names = draft.operations.map(({ operation }) => operation.trim());
  if (names.includes('')) errors.operations = t('registry.form.operationMissing');
  else if (new Set(names).size < names.length) errors.operations = t('registry.form.operationTwice');
  return errors;
}

function Users({ row }: { readonly row: SystemRow }): ReactElement {
  const { t } = useTranslation();
  const { connections, flows } = row;
  return (
    <section>
      <h3 className={styles.legend}>{t('registry.form.usedBy')}</h3>
      {connections.length + flows.length === 0 && <p className={styles.quiet}>{t('registry.form.notUsed')}</p>}
      <ul className={styles.links}>
        {flows.map(({ id, name }) => (
          <li key={`flow ${id}`}>
            <a href={printRoute({ screen: 'designer', flow: id })}>{name}</a>
          </li>
        ))}
        {connections.map(({ id, name }) => (
          <li key={`connection ${id}`}>
            <a href={printRoute({ screen: 'connections', connection: id })}>{name}</a>{' '}
            <code className={styles.quiet}>{id}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
