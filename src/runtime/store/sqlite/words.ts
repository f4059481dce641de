import type { Database } from 'better-sqlite3';
import type { NewRun } from '../command.ts';
import type { WriterMemory } from './memory.ts';

/** Gives small numbers to texts that come back often. */
export type Words = {
  readonly idOf: (text: string) => number;
  /** Id of a run's environment, flow, version, plan and trigger taken together. */
  readonly sourceOf: (run: NewRun) => number;
};

const KEPT = 10_000;

/** Interns into the `words` and `sources` tables, remembering what it saw. */
export function createWords(db: Database, memory: WriterMemory): Words {
  const findWord = db.prepare<[string], { id: number }>('select id from words where text = ?');
  const addWord = db.prepare<[string]>('insert into words (text) values (?)');
  const findSource = db.prepare<[number, string, string, string, string], { id: number }>(
    'select id from sources where flow = ? and environment = ? and version = ? and plan = ? and trigger_id = ?',
  );
  const addSource = db.prepare<[number, string, string, string, string]>(
    'insert into sources (flow, environment, version, plan, trigger_id) values (?, ?, ?, ?, ?)',
  );

  function idOf(text: string): number {
    const known = memory.words.get(text);
    if (known !== undefined) return known;
    const id = findWord.get(text)?.id ?? Number(addWord.run(text).lastInsertRowid);
    return remember(memory.words, text, id);
  }

  function sourceOf(run: NewRun): number {
    const name = `${run.flow}\n${run.environment}\n${run.version}\n${run.plan}\n${run.trigger}`;
    const known = memory.sources.get(name);
    if (known !== undefined) return known;
    const parts = [idOf(run.flow), run.environment, run.version, run.plan, run.trigger] as const;
    const id = findSource.get(...parts)?.id ?? Number(addSource.run(...parts).lastInsertRowid);
    return remember(memory.sources, name, id);
  }

  return { idOf, sourceOf };
}

function remember(map: Map<string, number>, text: string, id: number): number {
  if (map.size >= KEPT) map.clear();
  map.set(text, id);
  return id;
}
