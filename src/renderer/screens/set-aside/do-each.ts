/** What became of one thing. */
export type EachResult<Value> =
  | { readonly id: string; readonly ok: true; readonly value: Value }
  | { readonly id: string; readonly ok: false; readonly sentence: string };

/** How far the work is. */
export type EachProgress<Value> = { readonly all: number; readonly results: readonly EachResult<Value>[] };

/** Things done at the same time; more would make a system that just came back fail again. */
const lanes = 3;

/**
 * Does something to many things, a few at a time, and goes on after a refusal: every thing gets its own honest result.
 *
 * @param shouldStop asked before each thing; what was begun is still ended
 */
export async function doEach<Value>(
  ids: readonly string[],
  act: (id: string) => Promise<Value>,
  tell: { readonly onProgress: (progress: EachProgress<Value>) => void; readonly shouldStop: () => boolean },
): Promise<readonly EachResult<Value>[]> {
  const results: EachResult<Value>[] = [];
  const left = [...ids];
  const work = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined && !tell.shouldStop(); id = left.shift()) {
      results.push(await doOne(id, act));
      tell.onProgress({ all: ids.length, results: [...results] });
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, ids.length) }, work));
  return results;
}

async function doOne<Value>(id: string, act: (id: string) => Promise<Value>): Promise<EachResult<Value>> {
  try {
    return { id, ok: true, value: await act(id) };
  } catch (error) {
    return { id, ok: false, sentence: error instanceof Error ? error.message : String(error) };
  }
}
