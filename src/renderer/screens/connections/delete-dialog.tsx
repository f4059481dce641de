import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { showToast } from '#ui/toaster.tsx';
import { deleteConnection, useRefresh } from '../../data/connections.ts';
import { useFacts } from '../../data/queries.ts';
import { toastProblem } from '../../frame/toast-problem.ts';
import { go, printRoute } from '../../routes.ts';
import type { ConnectionRow } from './connection-row.ts';
import styles from './connections.module.css';

/** Props of DeleteDialog. */
export type DeleteDialogProps = { readonly row: ConnectionRow; readonly onClose: () => void };

/** Deletes a connection nobody uses; else says who does. */
export function DeleteDialog({ row, onClose }: DeleteDialogProps): ReactElement {
  const { t } = useTranslation();
  const facts = useFacts();
  const refresh = useRefresh();
  if (row.flows.length > 0) {
    return (
      <Dialog
        open
        size="sm"
        onOpenChange={onClose}
        title={t('connections.delete.refusedTitle', { name: row.name })}
        description={t('connections.delete.refused')}
        closeLabel={t('frame.close')}
        footer={
          <Button size="lg" onClick={onClose}>
            {t('connections.delete.understood')}
          </Button>
        }
      >
        <ul className={styles.flows}>
          {row.flows.map(({ id, name, steps }) => (
            <li key={id}>
              <a href={printRoute({ screen: 'designer', flow: id })}>{name}</a>{' '}
              <span className={styles.quiet}>{steps.map((step) => step.name).join(', ')}</span>
            </li>
          ))}
        </ul>
      </Dialog>
    );
  }
  const remove = async (): Promise<void> => {
    try {
      await deleteConnection(row.id, facts.data?.environments.map(({ value }) => value) ?? []);
      showToast({ tone: 'ok', title: t('connections.delete.done', { name: row.name }) });
      go({ screen: 'connections' });
      await refresh();
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : String(error)]);
    }
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      tone="danger"
      title={t('connections.delete.title', { name: row.name })}
      description={t('connections.delete.what')}
      confirmLabel={t('connections.delete.confirm')}
      cancelLabel={t('connections.delete.cancel')}
      onConfirm={remove}
    />
  );
}
