import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { fieldMeta, innerSchema } from '../../node-type/field.ts';
import type { ConfigIssue } from '../config-issues.ts';
import type { ExaminedNode } from '../examination.ts';
import type { Observation } from '../finding.ts';
import type { CheckRule } from '../rule.ts';
import { listNames, quoteSentence } from './list-names.ts';
import { offerFix } from './offer-fix.ts';

/** Every config fits its node type. */
export const configRefused: CheckRule = {
  id: 'flow/config-refused',
  severity: 'error',
  title: 'The settings do not fit the type of step',
  help: 'Each type of step states which settings it takes and what they may hold. Correct the named field; the page of the type lists every field with examples.',
  *check({ nodes }) {
    for (const node of nodes) {
      for (const issue of node.issues) {
        // The rule `branch/otherwise-missing` says this better.
        const isOtherwise = node.type === 'branch' && issue.path.join('.') === 'otherwise';
        if (isOtherwise && issue.says === 'is missing') continue;
        const keys = unknownKeys(node, issue);
        if (keys.length > 0) yield* keys.map((key) => observeUnknown(node, issue.path, key));
        else yield observeRefused(node, issue);
      }
    }
  },
};

function observeRefused(node: ExaminedNode, { path, says }: ConfigIssue): Observation {
  const what = path.length === 0 ? node.label : `Field "${sayField(node, path)}" of ${node.label}`;
  // Node types say what is wrong first, then why or what to do; the first part alone has no advice of its own.
  const [first = '', ...rest] = titleKeys(node, says).split(/(?:; |(?<=[a-z])\. )/);
  const told = rest.findLast((part) => isAdvice(part));
  const fault = quoteSentence(quoteChoices(first), told === undefined ? 20 : 10);
  const usual = fault === 'is missing' ? 'fill it in' : 'correct it';
  const advice = quoteSentence(told ?? usual, 24 - countWords(fault));
  const reasons = rest.filter((part) => !isAdvice(part)).map((part) => `: ${quoteSentence(part)}`);
  const reason = countWords([fault, ...reasons, advice].join(' ')) > 24 ? '' : reasons.join('');
  const message = `${what} ${fault}${reason}. ${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`;
  return { node: node.id, path: [node.path, 'config', ...path].join('.'), message };
}

function observeUnknown(node: ExaminedNode, path: readonly string[], key: string): Observation {
  const where = path.length === 0 ? node.label : `Field "${sayField(node, path)}" of ${node.label}`;
  const message = `${where} has a setting "${key}", which "${node.manifest?.title ?? node.type}" does not know. Remove it, or correct its name.`;
  const edit = { edit: 'set-config', arguments: { node: node.id, path: [...path, key] } } as const;
  const fix = offerFix(`Remove "${key}"`, [edit]);
  return { node: node.id, path: [node.path, 'config', ...path, key].join('.'), message, ...fix };
}

/** True for what begins with a verb, such as `write it as odoo/busy`. */
function isAdvice(part: string): boolean {
  return /^(?:begin|give|look|name|pick|remove|say|set|use|write)\b/i.test(part);
}

function countWords(text: string): number {
  return text.split(' ').length;
}

/** Node types name their other fields by key; people know them by title. Keys of one word may be plain words. */
function titleKeys(node: ExaminedNode, says: string): string {
  return says.replaceAll(/\b[a-z]+[A-Z]\w*/g, (key) => {
    const title = sayField(node, [key]);
    return title === key ? key : `"${title}"`;
  });
}

/** Values a field may have are other people's words, and may be many. */
function quoteChoices(fault: string): string {
  const choices = /^must be one of (.*)$/.exec(fault)?.[1]?.split(', ');
  return choices === undefined ? fault : `must be ${listNames(choices, 'or', 6)}`;
}

/** Keys a type does not know, as the issue names them; none where the issue is about something else. */
function unknownKeys({ node }: ExaminedNode, { path, says }: ConfigIssue): readonly string[] {
  const named = /^has the unknown key (.*); remove it or correct its name$/s.exec(says)?.[1];
  const holder = valueAt(node.config, path);
  if (named === undefined || holder === undefined) return [];
  return Object.keys(holder).filter((key) => `, ${named}, `.includes(`, "${key}", `));
}

function valueAt(config: JsonObject, path: readonly string[]): JsonObject | undefined {
  let here: Json | undefined = config;
  for (const key of path) {
    if (Array.isArray(here)) here = here[Number(key)];
    else here = isJsonObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return isJsonObject(here) ? here : undefined;
}

/** Names a field as the form does, such as `Cases 2 › Outcome`; keys the form has no title for stay keys. */
function sayField({ manifest }: ExaminedNode, path: readonly string[]): string {
  const parts: string[] = [];
  let schema: z.core.$ZodType | undefined = manifest?.config;
  for (const key of path) {
    const holder = schema && unwrap(schema);
    if (holder instanceof z.ZodArray) {
      schema = holder._zod.def.element;
      parts.push(`${parts.pop() ?? ''} ${Number(key) + 1}`.trim());
      continue;
    }
    schema = below(holder, key);
    parts.push(schema === undefined || holder instanceof z.ZodRecord ? key : (fieldMeta(schema).title ?? key));
  }
  return parts.join(' › ');
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = innerSchema(schema);
  return inner === undefined ? schema : unwrap(inner);
}

function below(holder: z.core.$ZodType | undefined, key: string): z.core.$ZodType | undefined {
  if (holder instanceof z.ZodRecord) return holder._zod.def.valueType;
  if (!(holder instanceof z.ZodObject) || !Object.hasOwn(holder.shape, key)) return undefined;
  // Shapes hold schemas only; zod leaves their type open.
  return (holder.shape as Record<string, z.core.$ZodType>)[key];
}
