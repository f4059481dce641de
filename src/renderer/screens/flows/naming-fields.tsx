import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { type FlowNaming, pathOf, proposeId, refuseFlowId } from './flow-text.ts';

type Props = {
  readonly naming: FlowNaming;
  readonly onNaming: (naming: FlowNaming) => void;
  /** False where the id stays. */
  readonly hasId: boolean;
  readonly taken: ReadonlySet<string>;
};

/** Name and id of a flow; the id follows the name until it is typed by hand. */
export function NamingFields({ naming, onNaming, hasId, taken }: Props) {
  const { t } = useTranslation();
  const [isOwnId, setIsOwnId] = useState(false);
  const refusal = refuseFlowId(naming.id, taken);
  const rename = (name: string): void => onNaming({ name, id: hasId && !isOwnId ? proposeId(name, taken) : naming.id });
  return (
    <>
      <Field label={t('flows.name')} required>
        <Input
          value={naming.name}
          onValueChange={rename}
          // What stands there is a proposal: typing replaces it.
          onFocus={({ currentTarget }) => currentTarget.select()}
          maxLength={200}
          required
        />
      </Field>
      {hasId && (
        <Field
          label={t('flows.id')}
          required
          help={refusal === undefined ? t('flows.idHelp', { path: pathOf(naming.id) }) : undefined}
          error={refusal === undefined ? undefined : t(`flows.${refusal}`)}
        >
          <Input
            mono
            value={naming.id}
            maxLength={100}
            onValueChange={(id) => {
              setIsOwnId(true);
              onNaming({ ...naming, id });
            }}
          />
        </Field>
      )}
    </>
  );
}
