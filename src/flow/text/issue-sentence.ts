import type { z } from 'zod';
import { didYouMean } from './nearest-name.ts';
import type { YamlTree } from './yaml-tree.ts';

const kindWords: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', '`true` or `false`'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['object', 'a map'],
  ['record', 'a map'],
  ['null', '`null`'],
  ['undefined', 'nothing'],
]);

/** What stands at a place, in words for a sentence. */
export function kindOf(tree: YamlTree): string {
  if (tree.kind === 'list') return 'a list';
  if (tree.kind === 'map') return 'a map';
  if (tree.value === null) return 'nothing';
  return { string: 'text', number: 'a number', boolean: 'a truth value' }[
    // A scalar that is not null has one of these three types.
    typeof tree.value as 'string' | 'number' | 'boolean'
  ];
}

/** Says what a schema refused, as the end of a sentence that begins with the name of the place. */
export function issueClause(issue: z.core.$ZodIssue, tree: YamlTree): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kindWords.get(issue.expected) ?? issue.expected}, not ${kindOf(tree)}`;
    case 'too_small':
    case 'too_big':
      return sizeClause(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return valueClause(issue.values.map(String), tree);
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? `does not have the form of ${formatName(issue)}` : issue.message;
    case 'custom':
      return issue.message === 'Invalid input' ? 'is not allowed here' : issue.message;
    case 'invalid_union':
      return 'has none of the forms that are allowed here';
    case 'invalid_key':
      return `is no key that is allowed here${issue.issues[0] === undefined ? '' : `: it ${issueClause(issue.issues[0], tree)}`}`;
    case 'invalid_element':
      return 'holds an item that is not allowed';
    case 'unrecognized_keys':
      return `does not know ${issue.keys.map((key) => `\`${key}\``).join(', ')}`;
  }
}

function formatName(issue: z.core.$ZodIssueInvalidStringFormat): string {
  return issue.format === 'regex' && issue.pattern !== undefined ? `\`${issue.pattern}\`` : `a ${issue.format}`;
}

function valueClause(values: readonly string[], tree: YamlTree): string {
  const written = tree.kind === 'scalar' ? String(tree.value) : undefined;
  const allowed = values.map((value) => `\`${value}\``);
  const list = allowed.length === 1 ? allowed[0] : `one of ${allowed.join(', ')}`;
  if (written === undefined) return `must be ${list}, not ${kindOf(tree)}`;
  const hint = didYouMean(written, values);
  return `must be ${list}, not \`${written}\`${hint === '' ? '' : `.${hint}`}`;
}

function sizeClause(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isSmall = issue.code === 'too_small';
  const bound = Number(isSmall ? issue.minimum : issue.maximum);
  const edge = isSmall ? 'at least' : 'at most';
  if (issue.origin === 'string')
    return bound === 1 && isSmall ? 'must not be empty' : `must have ${edge} ${bound} characters`;
  if (issue.origin === 'array' || issue.origin === 'set')
    return `must have ${edge} ${bound} ${bound === 1 ? 'item' : 'items'}`;
  if (issue.inclusive === false) return `must be ${isSmall ? 'more' : 'less'} than ${bound}`;
  return `must be ${edge} ${bound}`;
}
