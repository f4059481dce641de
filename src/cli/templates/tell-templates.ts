import { readFollows } from '#flow/template/follows.ts';
import { baselineId, type Template, type TemplateRule } from '#flow/template/template.ts';
import type { KnownTemplate } from '#runtime/workspace/templates.ts';
import { exitCodes, Refused } from '../command.ts';
import type { Governed } from '../governed.ts';

/** A template in a list. */
export type TemplateLine = {
  readonly reference: string;
  readonly version: string;
  readonly name: string;
  readonly origin: 'shipped' | 'workspace';
  readonly standing: string;
  readonly status: string;
  /** Ids of the flows that name it; every flow follows the baseline. */
  readonly followers: readonly string[];
};

/** Lists the templates of a workspace, with where each stands and who follows it. */
export function tellTemplates({ workspace, governance }: Governed): readonly TemplateLine[] {
  return [...governance.templates].map(([reference, { template, origin }]) => ({
    reference,
    version: template.version,
    name: template.name,
    origin,
    standing: governance.standings.get(reference) ?? 'unsigned',
    status: template.status,
    followers: workspace.flows
      .filter(
        ({ flow }) => template.id === baselineId || readFollows(flow.follows).some((one) => one.template === reference),
      )
      .map(({ flow }) => flow.id),
  }));
}

/** A template by its reference, or by its id, of which the newest is meant. */
export function findTemplate({ governance }: Governed, id: string): KnownTemplate {
  const found =
    governance.templates.get(id) ??
    [...governance.templates.values()].filter(({ template }) => template.id === id).at(-1);
  if (found !== undefined) return found;
  const known = [...governance.templates.keys()].join(', ');
  throw new Refused(exitCodes.usage, `There is no template "${id}". There are: ${known}.`);
}

/** A template for people: what it is for, what can be chosen, and every rule with its reason. */
export function sayTemplate({
  id,
  version,
  name,
  summary,
  owner,
  useWhen,
  notWhen,
  parameters,
  rules,
}: Template): string {
  const choices = parameters.map(({ name: parameter, title, default: value }) => {
    return `  ${parameter}: ${title}${value === undefined ? '' : ` (${JSON.stringify(value)})`}`;
  });
  return [
    `${name} (${id} ${version}, ${owner})`,
    summary,
    '',
    'Use it when',
    ...useWhen.map((line) => `  ${line}`),
    'Not when',
    ...notWhen.map((line) => `  ${line}`),
    ...(choices.length === 0 ? [] : ['Parameters', ...choices]),
    'Rules',
    ...rules.map(sayRule),
  ].join('\n');
}

function sayRule({ id, severity, message, rationale }: TemplateRule): string {
  return `  ${id} ${severity}: ${message}\n    Why: ${rationale}`;
}
