import { type JsonText, toJsonText } from '../../json.ts';
import type { Opened } from '../entry.ts';
import type { StepPlace, StepView, Walk } from '../frame.ts';
import { itemFrame } from '../path.ts';
import { failureData } from '../segment.ts';
import type { StepFacts } from '../state.ts';
import { failed, lacksConfig } from '../step.ts';
import { decideInner, failureOf, innerFrame } from './scope.ts';

type Item = NonNullable<Opened['items']>[number];

/** `each`: one frame per item, a bounded number at a time, in input order. */
export function decideEach(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  if (facts?.opened === undefined) return openItems(walk, place, facts);
  const items = facts.opened.items ?? [];
  const isStopping = facts.failedItems > 0 && (place.node.config.onItemError ?? 'stop') === 'stop';
  const inFlight = decideItems(walk, place, { facts, items, isStopping });
  if (isStopping) return inFlight ? { is: 'working', inFlight } : stopped(walk, place, items);
  if (facts.closedItems < items.length) return { is: 'working', inFlight };
  return { is: 'over', outcome: { ports: ['done'], output: itemsOutput(walk, place, items) } };
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

type Items = { readonly facts: StepFacts; readonly items: readonly Item[]; readonly isStopping: boolean };

/** Decides inside the items that may be open now; answers whether anything is in flight. */
function decideItems(walk: Walk, place: StepPlace, { facts, items, isStopping }: Items): boolean {
  const limit = typeof place.node.config.concurrency === 'number' ? place.node.config.concurrency : 1;
  let open = 0;
  let inFlight = false;
  for (let index = firstOpen(walk, place, facts, items); index < items.length && open < limit; index += 1) {
    const item = items[index];
    if (item === undefined || isClosed(walk, place, item)) continue;
    const path = itemFrame(place.path, item.key);
    const hasBegun = walk.state.frames.has(path);
    open += 1;
    // One after it may have begun: several are open at a time.
    if ((isStopping || place.frame.isClosing) && !hasBegun) continue;
    const frame = innerFrame(
      place,
      { path, input: item.input, bindings: { item: item.input, index: toJsonText(index) } },
      walk,
    );
    const status = decideInner(walk, isStopping ? { ...frame, isClosing: true } : frame);
    if (status.is === 'open') inFlight = true;
  }
  return inFlight;
}

function firstOpen(walk: Walk, place: StepPlace, facts: StepFacts, items: readonly Item[]): number {
  let index = facts.firstOpenItem;
  for (let item = items[index]; item !== undefined && isClosed(walk, place, item); item = items[index]) index += 1;
  // A cache, not a fact: it is derived from closed frames, which never open again.
  facts.firstOpenItem = index;
  return index;
}

function isClosed(walk: Walk, place: StepPlace, item: Item): boolean {
  return walk.state.frames.get(itemFrame(place.path, item.key))?.closed !== undefined;
}

function stopped(walk: Walk, place: StepPlace, items: readonly Item[]): StepView {
  for (const item of items) {
    const closed = walk.state.frames.get(itemFrame(place.path, item.key))?.closed;
    if (closed !== undefined && closed.status !== 'done') return failed(walk, place, failureOf(closed));
  }
  throw new Error(`"${place.path}" stopped for a failed item, but no item failed.`);
}

function itemsOutput(walk: Walk, place: StepPlace, items: readonly Item[]): JsonText {
  const done: string[] = [];
  const failedItems: string[] = [];
  for (const item of items) {
    const closed = walk.state.frames.get(itemFrame(place.path, item.key))?.closed;
    if (closed?.status === 'done') done.push(closed.output ?? 'null');
    else if (closed !== undefined)
      failedItems.push(toJsonText({ key: item.key, failure: failureData(failureOf(closed)) }));
  }
  // Assembled from JSON texts, so the whole is JSON text.
  return `{"items":[${done.join(',')}],"failed":[${failedItems.join(',')}]}` as JsonText;
}
