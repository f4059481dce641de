import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type LinkedServer, type LiveFlow, rollBack } from '../../data/linked.ts';
import styles from './operations.module.css';

/** Props of RollBackDialog. */
export type RollBackDialogProps = {
  readonly server: LinkedServer;
  readonly flow: LiveFlow;
  readonly onClose: () => void;
};

/** Asks why, and takes the bundle of a flow off a server. */
export function RollBackDialog({ server, flow, onClose }: RollBackDialogProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const formId = useId();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const name = flow.name ?? flow.flow;
  const goBack = async (): Promise<void> => {
    if (reason.trim() === '') return setError(t('operations.rollBack.missing'));
    setIsBusy(true);
    setError(undefined);
    try {
      const flows = await rollBack(server.id, { flow: flow.flow, reason: reason.trim() }, queries);
      const description = flows.map(({ flow: id, from, to }) =>
        to === null ? t('operations.rollBack.retired', { id, from }) : t('operations.rollBack.back', { id, from, to }),
      );
      showToast({ tone: 'ok', title: t('operations.rollBack.done', { name }), description: description.join(' ') });
      onClose();
    } catch (refused) {
      setError(refused instanceof Error ? refused.message : String(refused));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={onClose}
      title={t('operations.rollBack.title', { name })}
      description={
        flow.before === null
          ? t('operations.rollBack.toNothing', { version: flow.version, server: server.name })
          : t('operations.rollBack.toBefore', {
              version: flow.version,
              before: flow.before.version,
              server: server.name,
            })
      }
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('operations.cancel')}
          </Button>
          <Button size="lg" variant="danger" type="submit" form={formId} busy={isBusy}>
            {t('operations.rollBack.confirm')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void goBack();
        }}
      >
        <Field label={t('operations.rollBack.reason')} required help={t('operations.rollBack.reasonHelp')}>
          <TextArea value={reason} onValueChange={setReason} />
        </Field>
        {error !== undefined && <Banner tone="danger" title={error} />}
      </form>
    </Dialog>
  );
}
