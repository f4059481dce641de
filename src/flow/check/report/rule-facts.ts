import { registryProblems } from '../../registry/problems.ts';
import { templateProblems } from '../../template/problems.ts';
import type { Template, TemplateRule } from '../../template/template.ts';
import { textProblems } from '../../text/problems.ts';
import { checkRules } from '../rules.ts';

/** What a report says of a rule beside its findings. */
export type RuleFacts = {
  readonly id: string;
  readonly title: string;
  /** Why it matters and what to do. */
  readonly help: string;
};

/** Makes the finder of what is known about a rule: structural ones, those of templates, and what readers refuse. */
export function findRuleFacts(templates: Iterable<Template>): (id: string) => RuleFacts {
  const facts = new Map<string, RuleFacts>();
  for (const { code, title, help } of [...textProblems, ...registryProblems, ...templateProblems]) {
    facts.set(code, { id: code, title, help });
  }
  for (const { id, title, help } of checkRules) facts.set(id, { id, title, help });
  for (const template of templates) for (const rule of template.rules) addRule(facts, template, rule);
  return (id) => facts.get(id) ?? { id, title: id, help: 'The sentence of the finding says what to do.' };
}

/** Rules of several parts share an id; each part says its own why. */
function addRule(facts: Map<string, RuleFacts>, { name }: Template, { id, rationale }: TemplateRule): void {
  const known = facts.get(id);
  const title = `${id}, a rule of ${name}`;
  if (known === undefined) facts.set(id, { id, title, help: rationale });
  else if (!known.help.includes(rationale)) facts.set(id, { ...known, help: `${known.help} ${rationale}` });
}
