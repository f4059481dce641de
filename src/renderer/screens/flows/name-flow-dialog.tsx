import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { type FlowNaming, refuseFlowId } from './flow-text.ts';
import styles from './flows.module.css';
import { NamingFields } from './naming-fields.tsx';

type Props = {
  readonly title: string;
  readonly verb: string;
  readonly help: string;
  readonly initial: FlowNaming;
  /** False where the id stays. */
  readonly hasId: boolean;
  readonly taken: ReadonlySet<string>;
  /** Why the last try was refused. */
  readonly reason: string | undefined;
  readonly onCancel: () => void;
  readonly onDone: (naming: FlowNaming) => Promise<void>;
};

/** Asks for a name, and for a copy's id. */
export function NameFlowDialog(props: Props) {
  const { title, verb, help, initial, hasId, taken, reason, onCancel, onDone } = props;
  const { t } = useTranslation();
  const [naming, setNaming] = useState(initial);
  const [isBusy, setIsBusy] = useState(false);
  const isReady = naming.name.trim() !== '' && (!hasId || refuseFlowId(naming.id, taken) === undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setIsBusy(true);
    await onDone({ ...naming, name: naming.name.trim() }).finally(() => setIsBusy(false));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onCancel()}
      title={title}
      description={help}
      size="sm"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onCancel}>{t('flows.cancel')}</Button>
          <Button type="submit" form="name-flow" variant="primary" disabled={!isReady} busy={isBusy}>
            {verb}
          </Button>
        </>
      }
    >
      <form id="name-flow" className={styles.form} onSubmit={(event) => void submit(event)}>
        {reason !== undefined && <Banner tone="danger" title={reason} />}
        <NamingFields naming={naming} onNaming={setNaming} hasId={hasId} taken={taken} />
      </form>
    </Dialog>
  );
}
