import type { Json } from '../../data/runs.ts';
import { wordsOf } from './label-fields.ts';

/** One thing an approver fills in. */
export type FormField = {
  readonly key: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly kind: 'text' | 'number' | 'flag' | 'choice';
  readonly choices: readonly string[];
  readonly isRequired: boolean;
};

/** Reads an approval's form as fields; undefined when it asks for more than flat values, which is then filled in as JSON. */
export function readForm(schema: unknown): readonly FormField[] | undefined {
  if (!isRecord(schema) || !isRecord(schema.properties)) return undefined;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields: FormField[] = [];
  for (const [key, property] of Object.entries(schema.properties)) {
    const kind = kindOf(property);
    if (kind === undefined || !isRecord(property)) return undefined;
    fields.push({
      key,
      label: typeof property.title === 'string' ? property.title : wordsOf(key),
      help: typeof property.description === 'string' ? property.description : undefined,
      kind,
      choices: Array.isArray(property.enum) ? property.enum.filter((one) => typeof one === 'string') : [],
      isRequired: required.includes(key),
    });
  }
  return fields;
}

/** What was filled in, as the JSON the form asks for; empty fields that need not be filled in are left out. */
export function writeForm(fields: readonly FormField[], given: Readonly<Record<string, string>>): Json {
  const written: Record<string, Json> = {};
  for (const { key, kind, isRequired } of fields) {
    const text = given[key] ?? '';
    if (kind === 'flag') written[key] = text === 'true';
    else if (text === '' && !isRequired) continue;
    else if (kind === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) written[key] = Number(text);
    else written[key] = text;
  }
  return written;
}

function kindOf(property: unknown): FormField['kind'] | undefined {
  if (!isRecord(property)) return undefined;
  if (Array.isArray(property.enum) && property.enum.every((one) => typeof one === 'string')) return 'choice';
  switch (property.type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'flag';
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
