import { flowProperties } from '#flow/check/governance/properties/flow-list.ts';
import { stepProperties } from '#flow/check/governance/properties/step-list.ts';
import type { Template, TemplateRule } from '#flow/template/template.ts';
import { shippedTemplates } from '../../src/runtime/workspace/templates.ts';
import { anchorOf, banner, code, heading, table } from './markdown.ts';

/** The page of approved patterns: every template that comes with the product with its rules, and what rules may ask. */
export function printPatternsPage(): string {
  const templates = [...shippedTemplates().templates].map(([reference, { template }]) => ({ reference, template }));
  return `${banner('templates/*/template.yaml and the properties of src/flow/check/governance')}
# Approved patterns

A flow says which patterns it follows; every flow follows the baseline. An **error** keeps it out of every environment but
those for development, unless an architect waives it; a **warning** needs a waiver where much depends on the flow; an
**info** is advice. How to write a pattern of your own stands in the [architect's guide](../guide/architect.md).

${templates.map(printTemplate).join('\n')}
## What rules may ask

### Of a step

\`is\` and \`isNot\` of a rule name these. A property that cannot be told is *unknown*: it fits neither.

${propertiesTable(stepProperties)}

### Of a flow

\`flow\` of a rule names these.

${propertiesTable(flowProperties)}
`;
}

function printTemplate({ reference, template }: { readonly reference: string; readonly template: Template }): string {
  const { name, summary, useWhen, notWhen, parameters, rules } = template;
  const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
  const chosen = parameters.map(({ name: id, title, kind, default: value }) => [
    code(id),
    title,
    kind,
    value === undefined ? '' : code(JSON.stringify(value)),
  ]);
  return `${heading(2, name, anchorOf(reference))}
${code(reference)} · ${summary}

Use it when:

${list(useWhen)}

Not when:

${list(notWhen)}
${chosen.length === 0 ? '' : `\n${table(['Parameter', 'What it is', 'Kind', 'Default'], chosen)}\n`}
${table(['Rule', 'Weight', 'Says', 'Why'], rules.map(printRule))}
`;
}

function printRule({ id, severity, atHighCriticality, message, rationale, fix, assert }: TemplateRule): string[] {
  const weight =
    atHighCriticality === undefined ? severity : `${severity}; ${atHighCriticality} where much depends on it`;
  const covers = assert.structural === undefined ? '' : ` Stands for ${assert.structural.map(code).join(', ')}.`;
  return [id, weight, `${message}${fix === undefined ? '' : ' ⚒'}`, `${rationale}${covers}`];
}

function propertiesTable(properties: readonly { readonly name: string; readonly says: string }[]): string {
  const sorted = [...properties].sort((one, other) => (one.name < other.name ? -1 : 1));
  return table(
    ['Property', 'True where'],
    sorted.map(({ name, says }) => [code(name), says]),
  );
}
