import type { Change } from './change.ts';
import { countRisks, type FlowNames, groupChanges } from './group-changes.ts';
import { count } from './say-value.ts';

/** Changes for a terminal: a line of counts, then each flow with its sentences, the riskiest first; ends in a new line. */
export function renderText(changes: readonly Change[], names: FlowNames = new Map()): string {
  if (changes.length === 0) return 'Nothing changed.\n';
  const counts = [...countRisks(changes)].filter(([, many]) => many > 0).map(([risk, many]) => `${many} ${risk}`);
  const lines = [`${count(changes.length, 'change')}: ${counts.join(', ')}`];
  for (const group of groupChanges(changes, names)) {
    lines.push('', group.title, ...group.changes.map(({ risk, sentence }) => `  ${risk.padEnd(6)}  ${sentence}`));
  }
  return `${lines.join('\n')}\n`;
}
