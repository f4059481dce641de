import { compareContracts } from '../contract/compatibility/compare-contracts.ts';
import { isMajor } from '../contract/compatibility/contract-change.ts';
import type { Change } from './change.ts';
import { isSame } from './compare-values.ts';
import { noteChange } from './note-change.ts';
import type { DiffSide } from './side.ts';

/** Agreed shapes that came, went or changed; what breaks who sends or reads the data is of high risk. */
export function diffContracts(
  before: Pick<DiffSide, 'contracts'>,
  after: Pick<DiffSide, 'contracts'>,
): readonly Change[] {
  const names = new Set([...after.contracts.keys(), ...before.contracts.keys()]);
  return [...names].sort().flatMap((name) => {
    const [was, is] = [before.contracts.get(name), after.contracts.get(name)];
    const place = { kind: 'contract', file: `contracts/${name}.schema.json` } as const;
    if (was === undefined)
      return [noteChange({ ...place, risk: 'low', sentence: `Agreed shape ${name} added.`, after: name })];
    if (is === undefined)
      return [noteChange({ ...place, risk: 'high', sentence: `Agreed shape ${name} removed.`, before: name })];
    if (was === is || isSame(was, is)) return [];
    const changes = compareContracts(was, is);
    if (changes.length === 0) {
      return [noteChange({ ...place, risk: 'low', sentence: `Agreed shape ${name} is written differently.` })];
    }
    return changes.map((change) => {
      const said = change.sentence.replace(/\.$/, '');
      const risk = isMajor(change) ? 'high' : change.kind === 'words' ? 'low' : 'medium';
      return noteChange({ ...place, risk, field: change.path, sentence: `Agreed shape ${name}: ${said}.` });
    });
  });
}
