import type { Failure, FailureKind } from '#flow/failure.ts';
import { canonicalJson, isJsonObject, type Json, type JsonText, toJsonText } from '#flow/json.ts';

/** How the world answers, as numbers: the same numbers, the same answers. */
export type World = {
  readonly seed: number;
  /** Of 100 effects, so many fail; of 100 pure steps a tenth of that. */
  readonly failing: number;
};

type Item = { readonly key: string; readonly input: JsonText };

/** How an effect's attempt ends in this world. */
export type Answer = { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly failure: Failure };

/** A number below `bound` that depends on the world and the place alone. */
function roll(world: World, bound: number, ...place: readonly (string | number)[]): number {
  // FNV-1a over the place.
  let hash = 2_166_136_261 ^ world.seed;
  for (const character of place.join('|')) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_507);
  return ((hash ^ (hash >>> 13)) >>> 0) % bound;
}

/** The failure of an attempt, or what it gives. */
export function answerEffect(world: World, path: string, attempt: number, isWrite: boolean): Answer {
  if (roll(world, 100, path, attempt, 'fails') >= world.failing)
    return { ok: true, result: { did: `${path}@${attempt}` } };
  const kinds: readonly FailureKind[] = ['transient', 'transient', 'permanent', 'timeout', 'validation', 'policy'];
  const kind = kinds[roll(world, kinds.length, path, attempt, 'kind')] ?? 'permanent';
  const mayHaveHappened =
    isWrite && (kind === 'timeout' || (kind === 'transient' && roll(world, 2, path, attempt) === 0));
  const failure: Failure = { code: `world/${kind}`, kind, title: 'The world says no.' };
  return { ok: false, failure: mayHaveHappened ? { ...failure, unknown: true } : failure };
}

/** The failure of a pure step or of a computed config, if it has one. */
export function failureOfPure(world: World, path: string, what: 'evaluate' | 'prepare'): Failure | undefined {
  if (roll(world, 1_000, path, what) >= world.failing) return undefined;
  return { code: 'world/refused', kind: 'validation', title: 'The expression gave nothing.' };
}

/** The ports a branch fires: one, or in mode `all` every case that is true, else its otherwise. */
export function portsOfBranch(world: World, path: string, config: { readonly [key: string]: Json }): readonly string[] {
  const cases = Array.isArray(config.cases) ? config.cases.filter(isJsonObject).map(({ port }) => String(port)) : [];
  const otherwise = String(config.otherwise);
  if (config.mode !== 'all') return [[...cases, otherwise][roll(world, cases.length + 1, path, 'port')] ?? otherwise];
  const fired = cases.filter((port) => roll(world, 2, path, port) === 0);
  return fired.length > 0 ? fired : [otherwise];
}

/** The items of an `each`, at least so many, or undefined where two have one key. */
export function itemsOf(world: World, path: string, fewest: number): readonly Item[] | undefined {
  if (roll(world, 1_000, path, 'items') < world.failing) return undefined;
  const count = fewest + roll(world, 4, path, 'count');
  return Array.from({ length: count }, (_, index) => ({ key: `k${index}`, input: toJsonText({ of: path, index }) }));
}

/** What a pure step makes of its input: short, and different for every step and every input. */
export function outputOfPure(id: string, input: Json): Json {
  return `${id}(${digest(input)})`;
}

/** What a merge makes of its deliveries. */
export function outputOfMerge(inputs: readonly { readonly from: string; readonly data: Json }[]): Json {
  return Object.fromEntries(inputs.map(({ from, data }) => [from, digest(data)]));
}

function digest(value: Json): string {
  const text = canonicalJson(value);
  if (text.length < 40) return text;
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return (hash >>> 0).toString(36);
}
