import { permanent } from '../../failure.ts';
import { isJsonObject, type Json, type JsonText } from '../../json.ts';
import type { PlanNode } from '../../plan/plan.ts';
import type { StepPlace, StepView, Walk } from '../frame.ts';
import { pageStep } from '../path.ts';
import { isInSaga, type PageFacts, type StepFacts, stepFacts } from '../state.ts';
import { decideEffect, failed, lacksConfig, whenOpen } from '../step.ts';
import { decideList, failedItems, failedText, type ItemList } from './each.ts';

/** Failed items an `each` over a source names; of those beyond it only the number is known. */
export const failedItemsKept = 1_000;

const working: StepView = { is: 'working', inFlight: false };

/**
 * `each` over a source: one page after the other, each folded to its counts before the next is read, so that what is
 * held at a time is a page and never the list.
 */
export function decidePages(walk: Walk, place: StepPlace, facts: StepFacts | undefined, reader: PlanNode): StepView {
  // Undoing needs every write that was made, and that is as much as the list is long.
  if (isInSaga(walk.plan, place.path)) return failed(walk, place, inSaga);
  if (lacksConfig(place, facts)) return whenOpen(place, { is: 'unevaluated' });
  const folded = facts?.folded;
  if (facts !== undefined && folded !== undefined && folded.next === undefined) return over(facts);
  const number = (folded?.page ?? 0) + 1;
  const page = facts?.pages.get(number);
  if (facts === undefined || page?.paged === undefined) return readPage(walk, place, { facts, reader, number });
  return workPage(walk, place, facts, page);
}

const inSaga = permanent(
  'each/source-in-saga',
  'A list from a source cannot stand in an all-or-undo: it would have to remember every write. Move it out.',
);

type Read = { readonly facts: StepFacts | undefined; readonly reader: PlanNode; readonly number: number };

/** The page is read as an effect of its own: tried again, timed and held back like every other. */
function readPage(walk: Walk, place: StepPlace, { facts, reader, number }: Read): StepView {
  const path = pageStep(place.path, number);
  const cursor: Json = facts?.folded?.next === undefined ? null : JSON.parse(facts.folded.next);
  const config = { ...reader.config, ...preparedSource(facts), cursor };
  // What it reads is recorded as the page and not as a result of its own: here it is under way, or it failed.
  return decideEffect(walk, { ...place, path, node: { ...reader, config } }, stepFacts(walk.state, path));
}

function preparedSource(facts: StepFacts | undefined): { readonly [key: string]: Json } {
  if (facts?.prepared === undefined) return {};
  // The whole config with its values, written by the prepare step.
  const { source } = JSON.parse(facts.prepared.config) as { readonly source?: Json };
  return isJsonObject(source) ? source : {};
}

function workPage(walk: Walk, place: StepPlace, facts: StepFacts, page: PageFacts): StepView {
  const { paged } = page;
  if (paged === undefined) return working;
  const { done, failed: failedBefore } = facts.folded ?? { done: 0, failed: 0 };
  const from = done + failedBefore;
  const list: ItemList = { items: paged.items, counts: page, page: paged.page, from, failedBefore };
  const view = decideList(walk, place, list);
  if (view !== undefined || place.frame.isClosing) return view ?? working;
  const room = Math.max(0, failedItemsKept - namedFailures(facts).length);
  walk.commands.push({
    do: 'fold-page',
    path: place.path,
    page: paged.page,
    ...(paged.next === undefined ? {} : { next: paged.next }),
    done: done + list.items.length - page.failedItems,
    failed: failedBefore + page.failedItems,
    failures: failedItems(walk, place, list).slice(0, room),
    order: walk.state.nextOrder,
    ...(walk.degraded || walk.state.degraded ? { degraded: true } : {}),
  });
  return working;
}

function namedFailures(facts: StepFacts) {
  return [...facts.failedPages.values()].sort((a, b) => a.page - b.page).flatMap(({ failures }) => failures);
}

function over(facts: StepFacts): StepView {
  const { done, failed: failedTotal } = facts.folded ?? { done: 0, failed: 0 };
  const names = failedText(namedFailures(facts).slice(0, failedItemsKept));
  // Assembled from numbers and JSON text, so the whole is JSON text.
  const output =
    `{"total":${done + failedTotal},"done":${done},"failedTotal":${failedTotal},"failed":${names}}` as JsonText;
  return { is: 'over', outcome: { ports: ['done'], output } };
}
