import { type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { showToast } from '#ui/toaster.tsx';
import styles from './connect.module.css';
import { FocusTurn } from './focus-turn.ts';
import { HttpSetup } from './http-setup.tsx';
import { OdooSetup } from './odoo-setup.tsx';
import { OpenapiSetup } from './openapi-setup.tsx';

/** Sorts of system the dialog connects. */
export type SetupKind = 'odoo' | 'openapi' | 'http';

/** Props of ConnectDialog. */
export type ConnectDialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Default Odoo. */
  readonly kind?: SetupKind | undefined;
  /** Called with the id of the new connection. */
  readonly onConnected: (id: string) => void;
};

const setups = { odoo: OdooSetup, openapi: OpenapiSetup, http: HttpSetup } as const;
const kinds = ['odoo', 'openapi', 'http'] as const satisfies readonly SetupKind[];

/** Connects a system, step by step; nothing is saved before the last one. */
export function ConnectDialog({
  open,
  onOpenChange,
  kind: first = 'odoo',
  onConnected,
}: ConnectDialogProps): ReactElement {
  const { t } = useTranslation();
  const [kind, setKind] = useState<SetupKind>(first);
  const staysPut = useRef(false);
  const Setup = setups[kind];
  const choose = (next: SetupKind): void => {
    staysPut.current = next !== kind;
    setKind(next);
  };
  const saved = (id: string, name: string): void => {
    showToast({
      tone: 'ok',
      title: t('connections.setup.saved', { name }),
      description: t('connections.setup.savedWhat', { id }),
    });
    onOpenChange(false);
    onConnected(id);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title={t('connections.setup.title')}
      closeLabel={t('frame.close')}
      footer={
        <div className={styles.foot}>
          <span className={styles.quiet}>{t('connections.setup.nothingSaved')}</span>
          <Button onClick={() => onOpenChange(false)}>{t('connections.setup.cancel')}</Button>
        </div>
      }
    >
      <div className={styles.setup}>
        <SegmentedControl
          size="md"
          label={t('connections.setup.kind')}
          value={kind}
          onValueChange={choose}
          segments={kinds.map((value) => ({ value, label: t(`connections.setup.${value}`) }))}
        />
        <FocusTurn value={staysPut}>
          <Setup key={kind} onSaved={saved} />
        </FocusTurn>
      </div>
    </Dialog>
  );
}
