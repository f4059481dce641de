import type { Failure } from '../../failure.ts';
import { type JsonText, toJsonText } from '../../json.ts';
import type { ScopeClosed } from '../entry.ts';
import type { StepPlace, StepView, Walk } from '../frame.ts';
import { itemFrame } from '../path.ts';
import { failureData } from '../segment.ts';
import type { ItemCounts, StepFacts } from '../state.ts';
import { failed, lacksConfig } from '../step.ts';
import { decidePages } from './each-pages.ts';
import { decideInner, failureOf, innerFrame } from './scope.ts';
import { tooManyFailed } from './too-many-failed.ts';

type Item = { readonly key: string; readonly input: JsonText };

/** Items to go through: all of an `each`, or one page of it. */
export type ItemList = {
  readonly items: readonly Item[];
  readonly counts: ItemCounts;
  /** The page they came on; undefined for a list that has none. */
  readonly page: number | undefined;
  /** `$index` of the first: how many items came on the pages before. */
  readonly from: number;
  /** How many of those failed. */
  readonly failedBefore: number;
};

/** `each`: one frame per item, a bounded number at a time, in input order. */
export function decideEach(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  if (place.node.pages !== undefined) return decidePages(walk, place, facts, place.node.pages);
  if (facts?.opened === undefined) return openItems(walk, place, facts);
  const list: ItemList = { items: facts.opened.items ?? [], counts: facts, page: undefined, from: 0, failedBefore: 0 };
  return (
    decideList(walk, place, list) ?? { is: 'over', outcome: { ports: ['done'], output: output(walk, place, list) } }
  );
}

function openItems(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  if (place.frame.isClosing) return { is: 'working', inFlight: false };
  if (lacksConfig(place, facts)) return { is: 'unevaluated' };
  const { path, node, input } = place;
  walk.commands.push({
    do: 'open',
    path,
    node,
    config: facts?.prepared?.config ?? ('{}' as JsonText),
    input,
    attempt: undefined,
    notBefore: 0,
    schedule: false,
  });
  return { is: 'working', inFlight: false };
}

/** Works on a list; undefined once every item of it is over and none of them ends the step. */
export function decideList(walk: Walk, place: StepPlace, list: ItemList): StepView | undefined {
  const { from, failedBefore, counts } = list;
  const tally = { over: from + counts.closedItems, failed: failedBefore + counts.failedItems };
  const tooMany = tooManyFailed(walk, place, tally);
  const isFirst = counts.failedItems > 0 && (place.node.config.onItemError ?? 'stop') === 'stop';
  const isStopping = isFirst || tooMany !== undefined;
  const inFlight = decideItems(walk, place, list, isStopping);
  if (tooMany?.isRecorded === false || (isStopping && inFlight)) return { is: 'working', inFlight };
  if (tooMany !== undefined) return failed(walk, place, tooMany.failure);
  if (isStopping) return stopped(walk, place, list);
  return list.counts.closedItems < list.items.length ? { is: 'working', inFlight } : undefined;
}

/** Decides inside the items that may be open now; answers whether anything is in flight. */
function decideItems(walk: Walk, place: StepPlace, list: ItemList, isStopping: boolean): boolean {
  const { items } = list;
  const limit = typeof place.node.config.concurrency === 'number' ? place.node.config.concurrency : 1;
  let open = 0;
  let inFlight = false;
  for (let index = firstOpen(walk, place, list); index < items.length && open < limit; index += 1) {
    const item = items[index];
    if (item === undefined || closedItem(walk, place, list, item) !== undefined) continue;
    const path = itemFrame(place.path, item.key, list.page);
    const hasBegun = walk.state.frames.has(path);
    open += 1;
    // One after it may have begun: several are open at a time.
    if ((isStopping || place.frame.isClosing) && !hasBegun) continue;
    const bindings = { item: item.input, index: toJsonText(list.from + index) };
    const frame = innerFrame(place, { path, input: item.input, bindings }, walk);
    const status = decideInner(walk, isStopping ? { ...frame, isClosing: true } : frame);
    if (status.is === 'open') inFlight = true;
  }
  return inFlight;
}

function firstOpen(walk: Walk, place: StepPlace, list: ItemList): number {
  const { items, counts } = list;
  let index = counts.firstOpenItem;
  for (let item = items[index]; item !== undefined && closedItem(walk, place, list, item); item = items[index])
    index += 1;
  // A cache, not a fact: it is derived from closed frames, which never open again.
  counts.firstOpenItem = index;
  return index;
}

function closedItem(walk: Walk, place: StepPlace, list: ItemList, item: Item): ScopeClosed | undefined {
  return walk.state.frames.get(itemFrame(place.path, item.key, list.page))?.closed;
}

function stopped(walk: Walk, place: StepPlace, list: ItemList): StepView {
  const [first] = failedItems(walk, place, list);
  if (first === undefined) throw new Error(`"${place.path}" stopped for a failed item, but no item failed.`);
  return failed(walk, place, first.failure);
}

/** The failed items of a list, in its order. */
export function failedItems(
  walk: Walk,
  place: StepPlace,
  list: ItemList,
): readonly { readonly key: string; readonly failure: Failure }[] {
  return list.items.flatMap((item) => {
    const closed = closedItem(walk, place, list, item);
    return closed === undefined || closed.status === 'done' ? [] : [{ key: item.key, failure: failureOf(closed) }];
  });
}

/** What `failed` shows: keys and failures, as a JSON list. */
export function failedText(items: readonly { readonly key: string; readonly failure: Failure }[]): JsonText {
  return toJsonText(items.map(({ key, failure }) => ({ key, failure: failureData(failure) })));
}

function output(walk: Walk, place: StepPlace, list: ItemList): JsonText {
  const done = list.items.flatMap((item) => {
    const closed = closedItem(walk, place, list, item);
    return closed?.status === 'done' ? [closed.output ?? 'null'] : [];
  });
  // Assembled from JSON texts, so the whole is JSON text.
  return `{"items":[${done.join(',')}],"failed":${failedText(failedItems(walk, place, list))}}` as JsonText;
}
