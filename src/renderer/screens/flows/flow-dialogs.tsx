import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { showToast } from '#ui/toaster.tsx';
import { startFromTemplate } from '../../data/governance.ts';
import { go } from '../../routes.ts';
import { createFlow, deleteFlow, duplicateFlow, type FilesOutcome, renameFlow } from './flow-files.ts';
import type { FlowRow } from './flow-rows.ts';
import { type FlowNaming, printBlankFlow, proposeId, renameInText } from './flow-text.ts';
import { NameFlowDialog } from './name-flow-dialog.tsx';
import { type FlowStart, NewFlowDialog } from './new-flow-dialog.tsx';

/** What a person is being asked about. */
export type FlowAsking =
  | { readonly kind: 'new'; readonly start?: 'example' | { readonly pattern: string } }
  | { readonly kind: 'rename' | 'duplicate' | 'delete'; readonly row: FlowRow };

type Props = {
  readonly asking: FlowAsking | undefined;
  readonly flows: readonly FlowRow[];
  readonly onDone: () => void;
};

/** The dialogs of the list of flows, one at a time. */
export function FlowDialogs({ asking, flows, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<string>();
  const settle = useSettle(setReason, onDone);
  const taken = new Set(flows.map(({ id }) => id));
  const close = (): void => {
    setReason(undefined);
    onDone();
  };
  if (asking === undefined) return null;
  if (asking.kind === 'new') {
    return (
      <NewFlowDialog
        taken={taken}
        start={asking.start ?? 'blank'}
        reason={reason}
        onCancel={close}
        onMake={async (made) => {
          const written = await writeStart(made).catch(reasonOf);
          if (!written.ok) setReason(written.reason);
          else if (await settle(await createFlow(written.text, made.id, written.files)))
            go({ screen: 'designer', flow: made.id });
        }}
      />
    );
  }
  const { row } = asking;
  if (asking.kind === 'delete') return <DeleteDialog row={row} onClose={close} onDelete={settle} />;
  const isCopy = asking.kind === 'duplicate';
  const name = isCopy ? t('flows.copyOf', { name: row.name }) : row.name;
  return (
    <NameFlowDialog
      title={isCopy ? t('flows.duplicateTitle', { name: row.name }) : t('flows.renameTitle', { name: row.name })}
      verb={isCopy ? t('flows.menu.duplicate') : t('flows.menu.rename')}
      help={isCopy ? t('flows.duplicateHelp') : t('flows.renameHelp', { id: row.id })}
      initial={{ name, id: isCopy ? proposeId(name, taken) : row.id }}
      hasId={isCopy}
      taken={taken}
      reason={reason}
      onCancel={close}
      onDone={async (naming) => {
        await settle(await (isCopy ? duplicateFlow(row.path, naming) : renameFlow(row.path, naming.name)));
      }}
    />
  );
}

type Started = Awaited<ReturnType<typeof startFromTemplate>>;

type Written =
  | { readonly ok: true; readonly text: string; readonly files: Started['files'] }
  | { readonly ok: false; readonly reason: string };

/** The text a new flow begins with. */
async function writeStart({ name, id, text, pattern }: FlowNaming & FlowStart): Promise<Written> {
  if (pattern !== undefined) {
    const { reference, owner } = pattern;
    const { text: started, files } = await startFromTemplate({ template: reference, id, name, owner });
    return { ok: true, text: started, files };
  }
  const made = text === undefined ? undefined : renameInText(text, { name, id });
  return { ok: true, text: made?.ok === true ? made.value : printBlankFlow({ name, id }), files: [] };
}

function reasonOf(error: unknown): Written {
  return { ok: false, reason: error instanceof Error ? error.message : String(error) };
}

/** Ends a dialog once the list has what was written; a refusal stays in the dialog instead. */
function useSettle(onRefused: (reason: string) => void, onDone: () => void) {
  const queries = useQueryClient();
  return async (outcome: FilesOutcome): Promise<boolean> => {
    if (!outcome.ok) {
      onRefused(outcome.reason);
      return false;
    }
    await queries.invalidateQueries({ queryKey: ['workspace'] });
    onDone();
    return true;
  };
}

type DeleteProps = {
  readonly row: FlowRow;
  readonly onClose: () => void;
  readonly onDelete: (outcome: FilesOutcome) => Promise<boolean>;
};

function DeleteDialog({ row, onClose, onDelete }: DeleteProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      tone="danger"
      title={t('flows.deleteTitle', { name: row.name })}
      description={row.live ? t('flows.deleteLive') : t('flows.deleteWhat')}
      typed={{ expected: row.id, label: t('flows.deleteType', { id: row.id }) }}
      confirmLabel={t('flows.menu.delete')}
      cancelLabel={t('flows.cancel')}
      onConfirm={async () => {
        const outcome = await deleteFlow(row.path);
        if (await onDelete(outcome)) showToast({ tone: 'ok', title: t('flows.deleted', { name: row.name }) });
        else if (!outcome.ok) showToast({ tone: 'warn', title: outcome.reason, durationMs: 8_000 });
      }}
    />
  );
}
