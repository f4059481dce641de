import { readFollows } from '../../template/follows.ts';
import { isPublished, type TemplateStanding } from '../../template/standing.ts';
import type { Template } from '../../template/template.ts';
import { nearestName } from '../../text/nearest-name.ts';
import type { CheckContext } from '../context.ts';
import type { Examination } from '../examination.ts';
import type { Finding } from '../finding.ts';

/**
 * Judges whether a flow may follow what it follows: a template must exist, must be published, and must not have been
 * taken out of use. Without templates in the context nothing is judged; without standings, no signatures.
 */
export function judgeFollowing({ flow, context }: Examination): readonly Finding[] {
  const { templates } = context;
  if (templates === undefined) return [];
  const named = [...new Set(readFollows(flow.follows).map(({ template }) => template))];
  return named.flatMap((reference) => {
    const template = templates.get(reference);
    // A reference without its version is named by the baseline, which offers to write it.
    if (template === undefined && [...templates.keys()].some((one) => one.startsWith(`${reference}@`))) return [];
    const verdict = template === undefined ? unknown(reference, templates.keys()) : judge(reference, template, context);
    return verdict === undefined ? [] : [{ flow: flow.id, path: 'follows', ...verdict }];
  });
}

type Verdict = Pick<Finding, 'rule' | 'severity' | 'message'>;

function judge(reference: string, template: Template, { standings, today }: CheckContext): Verdict | undefined {
  const standing = standings?.get(reference);
  if (standing !== undefined && !isPublished(standing)) return unsigned(reference, standing);
  const { status, deprecation } = template;
  const instead = deprecation?.use === undefined ? 'another template' : deprecation.use;
  const isOver = deprecation?.until !== undefined && today !== undefined && deprecation.until < today;
  if (status === 'retired' || isOver) {
    const message = `The flow follows ${reference}, which was taken out of use. Choose ${instead} instead.`;
    return { rule: 'template/retired', severity: 'error', message };
  }
  const isDue = deprecation === undefined || today === undefined || deprecation.from <= today;
  if (isDue && (status === 'deprecated' || deprecation !== undefined)) {
    const until = deprecation?.until === undefined ? '' : ` by ${deprecation.until}`;
    const message = `The flow follows ${reference}, which should not be used any more. Choose ${instead} instead${until}.`;
    return { rule: 'template/deprecated', severity: 'warning', message };
  }
  return undefined;
}

const reasons: Readonly<Record<Exclude<TemplateStanding, 'shipped' | 'published'>, string>> = {
  unsigned: 'which nobody has published yet',
  changed: 'which changed after it was published',
  untrusted: 'which was published with a key this workspace does not trust',
};

function unsigned(reference: string, standing: TemplateStanding): Verdict {
  const why = standing === 'shipped' || standing === 'published' ? '' : reasons[standing];
  const message = `The flow follows ${reference}, ${why}. Ask an architect to publish it, or follow another template.`;
  return { rule: 'template/unsigned', severity: 'error', message };
}

function unknown(reference: string, known: Iterable<string>): Verdict {
  const near = nearestName(reference, known);
  const hint = near === undefined ? '' : `, for example to ${near}`;
  const message = `The flow follows ${reference}, and there is no such template. Correct the name${hint}, or stop following it.`;
  return { rule: 'template/unknown', severity: 'error', message };
}
