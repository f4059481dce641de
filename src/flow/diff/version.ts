import type { Change } from './change.ts';
import { lowerFirst } from './tell-field.ts';

/** A version to release under, and why it is that far from the one before. */
export type VersionProposal = { readonly version: string; readonly why: string };

/** Characters of the first line of a commit. */
const longestSentence = 72;

/**
 * The next version by what changed: the first place where callers or agreed shapes break, the second where runs do
 * something else, the third where only tuning, names or boxes differ; 1.0.0 where nothing was released.
 *
 * @param released `n.n.n`; anything else counts as never released
 */
export function proposeVersion(released: string | undefined, changes: readonly Change[]): VersionProposal {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(released ?? '');
  if (parts === null) return { version: '1.0.0', why: 'This is the first release.' };
  const [major = 0, minor = 0, patch = 0] = parts.slice(1).map(Number);
  const breaking = changes.find(isBreaking);
  if (breaking !== undefined) return { version: `${major + 1}.0.0`, why: `Others must follow: ${breaking.sentence}` };
  const behaving = changes.find(isBehaving);
  if (behaving !== undefined)
    return { version: `${major}.${minor + 1}.0`, why: `It does something else: ${behaving.sentence}` };
  const [first] = changes;
  if (first === undefined) return { version: `${major}.${minor}.${patch}`, why: 'Nothing changed.' };
  return { version: `${major}.${minor}.${patch + 1}`, why: `Runs do the same as before: ${first.sentence}` };
}

/** True where somebody outside the flow must follow: who calls it, gets its answer, or shares its data. */
function isBreaking({ kind, risk, field, stepType = '', before, after }: Change): boolean {
  if (kind === 'flow-removed') return true;
  if (kind === 'contract') return risk === 'high';
  if (kind === 'reach') return field === 'reach.webhook' && before !== undefined && after === undefined;
  if (!stepType.startsWith('respond@')) return false;
  return kind === 'step-removed' || kind === 'step-type' || (field?.startsWith('config.') ?? false);
}

function isBehaving({ kind, risk }: Change): boolean {
  return (risk === 'high' || risk === 'medium') && kind !== 'text' && kind !== 'test';
}

/** How a sentence that tells what happened becomes one that asks for it. */
const commands: readonly (readonly [RegExp, string])[] = [
  [/^Step (.+?) added\b(.*)$/, 'Add $1$2'],
  [/^Step (.+?) removed\b.*$/, 'Remove $1'],
  [/^Step (.+?) moved (.*)$/, 'Move $1 $2'],
  [/^Step (.+?) is now called (.*)$/, 'Rename $1 to $2'],
  [/^Step (.+?) has the new id (.*);.*$/, 'Give $1 the id $2'],
  [/^Flow (.+?) added\b.*$/, 'Add the flow $1'],
  [/^Flow (.+?) removed\b.*$/, 'Remove the flow $1'],
  [/^Flow (.+?) is now called (.*)$/, 'Rename the flow $1 to $2'],
  [/^Outcomes (.+) swapped$/, 'Swap the outcomes $1'],
  [/^Agreed shape (\S+) (added|removed)$/, 'Let the agreed shape $1 be $2'],
  [/^Agreed shape (\S+?):? .*$/, 'Change the agreed shape $1'],
  [/^(.+?) raised from .+? to (.*)$/, 'Raise the $1 to $2'],
  [/^(.+?) lowered from .+? to (.*)$/, 'Lower the $1 to $2'],
  [/^(.+?) weakened from .+? to (.*)$/, 'Weaken the $1 to $2'],
  [/^(.+?) strengthened from .+? to (.*)$/, 'Strengthen the $1 to $2'],
  [/^(.+?) switched (on|off)$/, 'Switch $2 the $1'],
  [/^(.+?) changed from .+? to (.*)$/, 'Change the $1 to $2'],
  [/^(.+?) set to (.*)$/, 'Set the $1 to $2'],
  [/^(.+?) changed\b.*$/, 'Change the $1'],
  [/^(.+?) removed\b.*$/, 'Remove the $1'],
  [/^(.+?) added to (.*)$/, 'Add the $1 to $2'],
  [/^(.+?) now (leads to|uses|sends|reaches|follows|carries out|takes) (.*)$/, 'Let $1 $2 $3'],
];

const infinitives: Readonly<Record<string, string>> = {
  'leads to': 'lead to',
  uses: 'use',
  sends: 'send',
  reaches: 'reach',
  follows: 'follow',
  'carries out': 'carry out',
  takes: 'take',
};

/** One line for a commit, of at most 72 characters: what the change that says most does, and how many stand beside it. */
export function proposeSentence(changes: readonly Change[]): string {
  const lead = changes.toSorted((one, other) => weightOf(one) - weightOf(other))[0];
  if (lead === undefined) return 'Save without a change';
  const layoutOnly = changes.every(({ kind }) => kind === 'layout');
  if (layoutOnly) return 'Arrange the canvas';
  const others = changes.filter(({ risk, kind }) => risk !== 'none' && kind !== 'reach').length - 1;
  const tail = others < 1 ? '' : ` and ${others} more`;
  return `${cut(commandOf(lead.sentence), longestSentence - tail.length)}${tail}`;
}

/** What adds or takes away says most; what is reached follows from the rest. */
function weightOf({ kind, risk }: Change): number {
  const order = ['flow-added', 'flow-removed', 'step-added', 'step-removed'];
  const place = order.indexOf(kind);
  if (place >= 0) return place;
  if (kind === 'reach') return 20;
  return 10 + ['high', 'medium', 'low', 'none'].indexOf(risk) * 5;
}

function commandOf(sentence: string): string {
  const said = sentence.replace(/\.$/, '');
  for (const [form, command] of commands) {
    const match = form.exec(said);
    if (match === null) continue;
    const words = match.slice(1).map((word) => infinitives[word] ?? lowerFirst(word));
    return command.replaceAll(/\$(\d)/g, (_, index: string) => words[Number(index) - 1] ?? '').trim();
  }
  return said;
}

/** Cut at a word, with the mark that more follows. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const short = text.slice(0, length - 1);
  return `${short.slice(0, Math.max(short.lastIndexOf(' '), length - 20)).trimEnd()}…`;
}
