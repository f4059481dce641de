import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '#flow/json.ts';
import type { TemplateParameter } from '#flow/template/template.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';

type Props = {
  readonly parameters: readonly TemplateParameter[];
  /** What was chosen; defaults stand for the rest. */
  readonly chosen: JsonObject;
  readonly onChosen: (chosen: JsonObject) => void;
};

/** The values a flow may choose where it follows a pattern, each with its default in place. */
export function ParameterFields({ parameters, chosen, onChosen }: Props) {
  return parameters.map((parameter) => (
    <ParameterField
      key={parameter.name}
      parameter={parameter}
      value={chosen[parameter.name] ?? parameter.default ?? null}
      onValue={(value) => onChosen({ ...chosen, [parameter.name]: value })}
    />
  ));
}

type FieldProps = {
  readonly parameter: TemplateParameter;
  readonly value: Json;
  readonly onValue: (value: Json) => void;
};

function ParameterField({ parameter, value, onValue }: FieldProps) {
  const { t } = useTranslation();
  const { title, help, kind, choices = [] } = parameter;
  if (kind === 'boolean') {
    return <Checkbox label={title} description={help} checked={value === true} onCheckedChange={onValue} />;
  }
  if (kind === 'choice') {
    return (
      <Field label={title} help={help}>
        <Select
          value={typeof value === 'string' ? value : ''}
          onValueChange={onValue}
          options={choices.map((choice) => ({ value: choice, label: choice }))}
        />
      </Field>
    );
  }
  return (
    <Field label={title} help={kind === 'list' ? [help, t('governance.listHelp')].filter(Boolean).join(' ') : help}>
      <Input
        mono={kind === 'duration'}
        {...(kind === 'number' ? { type: 'number' } : {})}
        value={textOf(value)}
        onValueChange={(text) => onValue(readParameter(kind, text))}
      />
    </Field>
  );
}

function textOf(value: Json): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return value === null ? '' : String(value);
}

/** What a person typed, as the kind of the parameter wants it; a text that is no number stays a text and is refused later. */
function readParameter(kind: TemplateParameter['kind'], text: string): Json {
  if (kind === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (kind !== 'list') return text;
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
