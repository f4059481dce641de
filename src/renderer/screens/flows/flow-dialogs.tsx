import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { showToast } from '#ui/toaster.tsx';
import { go } from '../../routes.ts';
import { createFlow, deleteFlow, duplicateFlow, type FilesOutcome, renameFlow } from './flow-files.ts';
import type { FlowRow } from './flow-rows.ts';
import { printBlankFlow, proposeId, renameInText } from './flow-text.ts';
import { NameFlowDialog } from './name-flow-dialog.tsx';
import { NewFlowDialog } from './new-flow-dialog.tsx';

/** What a person is being asked about. */
export type FlowAsking =
  | { readonly kind: 'new'; readonly start?: 'example' }
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
        onMake={async ({ name, id, text }) => {
          const made = text === undefined ? undefined : renameInText(text, { name, id });
          const written = made?.ok === true ? made.value : printBlankFlow({ name, id });
          if (await settle(await createFlow(written, id))) go({ screen: 'designer', flow: id });
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
