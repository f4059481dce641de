import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionManifests } from '#connections/manifests.ts';
import type { RightFacts } from '#flow/node-type/system-probe.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import styles from './connect.module.css';

/** Every operation of Odoo. */
export const odooOperations = connectionManifests.find(({ kind }) => kind === 'odoo')?.operations ?? [];

/** Props of OdooOperations. */
export type OdooOperationsProps = {
  readonly rights: readonly RightFacts[];
  readonly ticked: readonly string[];
  readonly onTicked: (operations: readonly string[]) => void;
  readonly error: string | undefined;
  readonly onAskAgain: () => void;
};

/** The operations to tick, with the rights each needs. */
export function OdooOperations(props: OdooOperationsProps): ReactElement {
  const { rights, ticked, onTicked, error, onAskAgain } = props;
  const { t } = useTranslation();
  const missing = missingSentences(rights.filter(({ operation }) => ticked.includes(operation)));
  const toggle = (operation: string, isOn: boolean): void =>
    onTicked(
      odooOperations
        .map((known) => known.operation)
        .filter((known) => (known === operation ? isOn : ticked.includes(known))),
    );
  return (
    <>
      <Field
        kind="group"
        label={t('connections.odoo.operationsLabel')}
        help={t('connections.odoo.operationsHelp')}
        error={error}
      >
        <div className={styles.operations}>
          {odooOperations.map(({ operation, title, effect }) => (
            <div key={operation} className={styles.operation}>
              <Checkbox
                checked={ticked.includes(operation)}
                onCheckedChange={(isOn) => toggle(operation, isOn)}
                label={title}
                description={operation === 'model.call' ? t('connections.odoo.anyMethod') : undefined}
              />
              <span className={styles.operationMeta}>
                {t(effect === 'read' ? 'connections.odoo.reads' : 'connections.odoo.writes')}
                <RightChip operation={operation} rights={rights} />
              </span>
            </div>
          ))}
        </div>
      </Field>
      {missing.length > 0 && (
        <div className={styles.missing} role="status">
          <strong>{t('connections.odoo.missing')}</strong>
          <ul>
            {missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <Button onClick={onAskAgain}>{t('connections.odoo.askAgain')}</Button>
        </div>
      )}
    </>
  );
}

function RightChip({
  operation,
  rights,
}: {
  readonly operation: string;
  readonly rights: readonly RightFacts[];
}): ReactNode {
  const { t } = useTranslation();
  const own = rights.filter((right) => right.operation === operation);
  if (own.length === 0) {
    return (
      <StatusChip tone="idle" size="sm" icon={null}>
        {t('connections.odoo.rightsDepend')}
      </StatusChip>
    );
  }
  const missing = own.filter(({ isGranted }) => !isGranted).length;
  return missing === 0 ? (
    <StatusChip tone="ok" size="sm">
      {t('connections.odoo.rightsGranted')}
    </StatusChip>
  ) : (
    <StatusChip tone="warn" size="sm">
      {t('connections.odoo.rightsMissing', { count: missing })}
    </StatusChip>
  );
}

/** What to ask for, each sentence once. */
function missingSentences(rights: readonly RightFacts[]): readonly string[] {
  return [...new Set(rights.flatMap(({ isGranted, sentence }) => (isGranted ? [] : (sentence ?? []))))];
}
