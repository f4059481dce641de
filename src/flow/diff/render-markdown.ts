import type { Change, Risk } from './change.ts';
import { countRisks, type FlowNames, groupChanges } from './group-changes.ts';
import { count } from './say-value.ts';

const titles: Readonly<Record<Risk, string>> = { high: 'High', medium: 'Medium', low: 'Low', none: 'None' };

/**
 * Changes for a pull request: a table of counts by risk, then each flow, riskiest first; what changes nothing that
 * runs is folded away. Names come from files anybody may write, so nothing in them acts as Markdown or HTML.
 */
export function renderMarkdown(changes: readonly Change[], names: FlowNames = new Map()): string {
  if (changes.length === 0) return 'Nothing changed.\n';
  const counts = countRisks(changes);
  const lines = [
    `| ${[...counts.keys()].map((risk) => titles[risk]).join(' | ')} |`,
    `|${' ---: |'.repeat(counts.size)}`,
    `| ${[...counts.values()].join(' | ')} |`,
  ];
  for (const { title, changes: own } of groupChanges(changes, names)) {
    const [shown, folded] = [own.filter(({ risk }) => risk !== 'none'), own.filter(({ risk }) => risk === 'none')];
    lines.push('', `### ${escapeMarkdown(title)}`, '');
    lines.push(...shown.map(({ risk, sentence }) => `- **${titles[risk]}** ${escapeMarkdown(sentence)}`));
    if (folded.length > 0) lines.push(...fold(folded, shown.length > 0));
  }
  return `${lines.join('\n')}\n`;
}

function fold(changes: readonly Change[], isBehind: boolean): readonly string[] {
  const summary = `${count(changes.length, 'change')} of layout and writing; nothing that runs`;
  const sentences = changes.map(({ sentence }) => `- ${escapeMarkdown(sentence)}`);
  return [...(isBehind ? [''] : []), '<details>', `<summary>${summary}</summary>`, '', ...sentences, '', '</details>'];
}

/** Text that Markdown shows as it is; names of people are not called. */
function escapeMarkdown(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return line
    .replaceAll(/[\\`*_[\]|~#]/g, (mark) => `\\${mark}`)
    .replaceAll('@', '&#64;')
    .replaceAll('://', ':&#47;&#47;');
}
