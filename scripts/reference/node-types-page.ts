import type { FailureFact, NodeManifest } from '#flow/node-type/manifest.ts';
import { nodeManifests } from '#nodes/manifests.ts';
import { type FieldRow, listFields } from './fields.ts';
import { anchorOf, banner, code, heading, table } from './markdown.ts';

const groups: readonly (readonly [group: NodeManifest['group'], title: string])[] = [
  ['start', 'Start'],
  ['shape', 'Shape data'],
  ['decide', 'Decide'],
  ['systems', 'Systems'],
  ['control', 'Control'],
  ['end', 'End'],
];

const kindWords = {
  trigger: 'starts runs',
  pure: 'computes in the sandbox',
  effect: 'acts',
  scope: 'holds a body of nodes',
  wait: 'waits',
  end: 'ends the nearest scope, or the run',
} as const;

const safetyWords = {
  read: 'reads only, so it is repeated freely',
  keyed: 'repeated under one idempotency key, while its system remembers keys',
  'natural-key': 'repeated freely, because the system recognises what is there already',
  ask: 'never repeated by itself; when its outcome is unclear, a person decides',
} as const;

/** The page of node types. */
export function printNodeTypesPage(): string {
  const sections = groups.map(([group, title]) => {
    const manifests = nodeManifests
      .filter((manifest) => manifest.group === group)
      .sort((one, other) => one.order - other.order || (one.type < other.type ? -1 : 1));
    return `## ${title}\n\n${manifests.map(printNodeType).join('\n')}`;
  });
  return `${banner('nodes/*/manifest.ts')}
# Node types

What this version knows, from the manifests of the node types. Help with examples stands beside each, in its
\`README.md\`. What nodes have in common, such as \`name\`, \`next\`, \`key\`, \`retry\` and \`timeout\`, stands in
[the flow language](../guide/flow-language.md).

**Values.** *Expression*: JSONata over the data that comes in. *Text with {{ }}*: text that may hold expressions in
double braces. *Computed*: instead of the value, a map with the one key \`$\` and an expression. *Duration*: a number and
a unit, \`250ms\`, \`30s\`, \`5m\`, \`24h\`, \`30d\`.

${sections.join('\n')}`;
}

function printNodeType(manifest: NodeManifest): string {
  const reference = `${manifest.type}@${manifest.major}`;
  const fields = listFields(manifest.config);
  const parts = [
    heading(3, `${code(reference)}: ${manifest.title}`, anchorOf(reference)),
    `${manifest.summary} [Help](../../nodes/${manifest.type}/README.md)\n`,
    table(['Fact', ''], factsOf(manifest)),
    '',
    fields.length === 0 ? 'No config.\n' : `${table(['Config', 'Value', 'What it is'], fields.map(rowOf))}\n`,
    ...failuresOf(manifest.failures),
  ];
  return parts.join('\n');
}

function factsOf(manifest: NodeManifest): readonly (readonly string[])[] {
  const { kind, local, carries, effect, safety, connection, joins } = manifest;
  return [
    ['Kind', `${code(kind)}: ${local === true ? 'carried out by the store, in the same commit' : kindWords[kind]}`],
    ['Outcomes', portsOf(manifest)],
    ...(kind === 'trigger' || kind === 'end'
      ? []
      : [
          ['Passes on', carries === 'input' ? 'what came in' : 'its result; with `into`, what came in plus the result'],
        ]),
    ...(kind === 'effect' && local !== true
      ? [
          ['Effect', typeof effect === 'function' ? 'reads or writes, by its config' : code(effect)],
          ['When an outcome is unclear', safetyOf(safety)],
        ]
      : []),
    ...(connection === undefined ? [] : [['Connection', `one of kind ${code(connection)}`]]),
    ...(joins === true ? [['Joins', 'takes several delivered edges']] : []),
  ];
}

function portsOf(manifest: NodeManifest): string {
  const { ports, fails } = manifest;
  const named = typeof ports === 'function' ? ['named in its config'] : ports.map(code);
  const all = fails ? [...named, code('error')] : named;
  return all.length === 0 ? 'none' : all.join(', ');
}

function safetyOf(safety: NodeManifest['safety']): string {
  if (safety === undefined) return safetyWords.ask;
  return typeof safety === 'function' ? 'by its config and operation' : safetyWords[safety];
}

function rowOf({ path, required, value, meta }: FieldRow): readonly string[] {
  const title = meta.title === undefined ? '' : `${meta.title}${/[.?!]$/.test(meta.title) ? '' : '.'}`;
  const unit = meta.unit === undefined ? '' : `Unit: ${meta.unit}.`;
  const examples = meta.examples === undefined ? '' : `Example: ${meta.examples.map(code).join(', ')}.`;
  const words = [title, meta.help ?? '', unit, examples].filter((text) => text !== '').join(' ');
  return [`${code(path)}${required ? ' *' : ''}`, value, words];
}

function failuresOf(failures: readonly FailureFact[]): readonly string[] {
  if (failures.length === 0) return [];
  const links = failures.map((failure) => `[${failure.code}](problems.md#${anchorOf(failure.code)})`);
  return [`Failures of its own: ${links.join(', ')}.\n`];
}
