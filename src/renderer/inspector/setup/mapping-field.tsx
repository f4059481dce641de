import { ClipboardPaste } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionManifests } from '#connections/manifests.ts';
import { MappingEditor } from '#fields/mapping/mapping-editor.tsx';
import { fieldsOfSchema, type TargetField } from '#fields/mapping/target-fields.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { OperationFact } from '#flow/node-type/connection-kind.ts';
import type { FieldFacts } from '#flow/node-type/system-probe.ts';
import { Button } from '#ui/button.tsx';
import { useApiDocument } from '../../data/connections.ts';
import { useOdooFields } from '../../data/odoo.ts';
import { useFacts } from '../../data/queries.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { ProposeMapping } from './propose-mapping.tsx';
import type { SpecialProps } from './special-controls.tsx';
import { useStepForm } from './step-form.tsx';

/** A text, or nothing. */
export function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A mapping to whatever the step fills: an agreed shape, a body of an operation, fields of a record. */
export function MappingField({ keys, value, title, help, error, warning, required }: SpecialProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const target = useTarget();
  const [isPasting, setIsPasting] = useState(false);
  const commit = (text: string) => write(keys, text === '' ? undefined : text);
  return (
    <>
      <MappingEditor
        label={title}
        help={help}
        error={error}
        warning={warning}
        required={required}
        value={asText(value)}
        targets={target.fields}
        onCommit={commit}
        lead={
          target.schema !== undefined && (
            <ProposeMapping value={asText(value)} target={target.schema} onPropose={commit} />
          )
        }
        actions={
          <Button variant="ghost" icon={ClipboardPaste} onClick={() => setIsPasting(true)}>
            {t('inspector.paste.button')}
          </Button>
        }
      />
      {isPasting && <PasteDialog target={target.schema} onUse={commit} onClose={() => setIsPasting(false)} />}
    </>
  );
}

type Target = { readonly fields: readonly TargetField[]; readonly schema: JsonObject | undefined };

const odooOperations: readonly OperationFact[] =
  connectionManifests.find(({ kind }) => kind === 'odoo')?.operations ?? [];

/** Models whose fields an operation of Odoo fills. */
const modelOfOperation: Readonly<Record<string, string>> = {
  'customer.upsert': 'res.partner',
  'order.create': 'sale.order',
};

function useTarget(): Target {
  const { node, manifest } = useStepForm();
  const { data: facts } = useFacts();
  const { config } = node;
  const connection = facts?.connections.find(({ value }) => value.id === config.connection)?.value;
  const isOdoo =
    connection?.kind === connectionManifests.find(({ kind }) => kind === 'odoo')?.kind && manifest.type === 'odoo';
  const model = asText(config.model) || modelOfOperation[asText(config.operation)];
  const { list } = useOdooFields(isOdoo ? asText(config.connection) : undefined, isOdoo ? model : undefined);
  const { data: api } = useApiDocument(manifest.type === 'saas' ? connection : undefined);
  const contract = manifest.type === 'map' ? facts?.contracts[asText(config.output)]?.schema : undefined;
  const operation = (api ?? connection?.api)?.operations.find((one) => one.operation === config.operation);
  const values = isOdoo ? odooOperations.find((one) => one.operation === config.operation)?.values : undefined;
  const schema = contract ?? operation?.requestSchema ?? values;
  return useMemo(() => {
    if (schema !== undefined) {
      const own = fieldsOfSchema(schema);
      const known = new Set(own.map(({ name }) => name));
      // Beside what an operation gives a meaning of its own, it takes any field of the record.
      const others = values === undefined ? [] : list.filter(isWritable).map(toTarget);
      const fields = [...own, ...others.filter(({ name }) => !known.has(name))];
      return { fields, schema: isJsonObject(schema) ? schema : undefined };
    }
    // A method takes its arguments by name; fields of the model would stand in the wrong place there.
    const fields = isOdoo && config.operation !== undefined ? list.filter(isWritable).map(toTarget) : [];
    return { fields, schema: undefined };
  }, [schema, values, list, isOdoo, config.operation]);
}

function isWritable({ isReadOnly, isStored, name }: FieldFacts): boolean {
  return isStored && !isReadOnly && !['id', 'create_date', 'write_date', 'create_uid', 'write_uid'].includes(name);
}

/** Operations find records and lines by business keys, so that Odoo's own required marks do not bind the mapping. */
function toTarget({ name, label, type, relation, help }: FieldFacts): TargetField {
  return {
    name,
    label,
    type: relation === undefined ? type : `${type} → ${relation}`,
    isRequired: false,
    ...(help === undefined ? {} : { help }),
  };
}
