import type { Failure } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { fromJsonText, type Json } from '#flow/json.ts';
import { find, hasBegun, muted, owe, type Place, pathOf, type StepPicture, setAside } from './facts.ts';
import { catchesOf, type ReferenceNode } from './model.ts';
import { failedStep, runBody } from './steps.ts';
import { compensate } from './undo.ts';

/** A scope: what its frames came to decides the port it fires. */
export function scopeStep(place: Place, node: ReferenceNode, input: Json): StepPicture {
  const path = pathOf(place, node.id);
  const broken = find(place.facts, 'settled', path)?.failure;
  if (broken !== undefined) return failedStep(place, node, input, broken);
  if (node.type === 'each') {
    const opened = find(place.facts, 'opened', path);
    if (opened !== undefined) return eachStep(place, node, input, opened.items ?? []);
    if (!place.stopped) owe(place, `opened:${path}`, { input });
    return { state: place.stopped ? 'cancelled' : 'ready', ports: [] };
  }
  if (node.type === 'retry') return retryStep(place, node, input);
  if (place.stopped && !hasBegun(place.facts, `${path}#1`)) return { state: 'cancelled', ports: [] };
  const frame = runFrame(place, node, `${path}#1`, input);
  if (frame === 'open') return runningScope(place);
  if (frame === 'quiet' || frame.status === 'cancelled') return { state: 'cancelled', ports: [] };
  if (frame.status === 'done') {
    return { state: 'done', ports: [node.firstPort], output: frame.output ? fromJsonText(frame.output) : null };
  }
  const failure = frame.failure ?? setAside;
  if (node.type === 'saga') return takePort(place, node, input, { port: frame.saga ?? 'compensated', failure });
  for (const { kind, code, port, degraded } of catchesOf(node)) {
    if (kind !== failure.kind && code !== failure.code) continue;
    if (degraded) place.facts.optional.degraded = true;
    return { state: 'done', ports: [port], output: input, failure };
  }
  return failedStep(place, node, input, failure);
}

/** A bad way out that nobody wired is a failure like any other: nothing is silent. */
function takePort(
  place: Place,
  node: ReferenceNode,
  input: Json,
  { port, failure }: { readonly port: string; readonly failure: Failure },
): StepPicture {
  const isWired = node.source.next?.ports.some((edges) => edges.port === port && edges.targets.length > 0) ?? false;
  if (!isWired) return failedStep(place, node, input, failure);
  return { state: 'done', ports: [port], output: input, failure };
}

/** A scope that is not over: a closing frame around it waits until it is. */
function runningScope(place: Place): StepPicture {
  return place.stopped ? { state: 'running', ports: [], busy: true } : { state: 'running', ports: [] };
}

type Items = readonly { readonly key: string; readonly input: string }[];

function eachStep(place: Place, node: ReferenceNode, input: Json, items: Items): StepPicture {
  const path = pathOf(place, node.id);
  const policy = node.source.config.onItemError ?? 'stop';
  const limit = Number(node.source.config.concurrency ?? 1);
  const frames = items.map(({ key }) => `${path}[${key}]`);
  const failedItems = frames.filter((frame) => find(place.facts, 'scope-closed', frame)?.status === 'failed');
  const tooMany = tooManyFailed(place, node, { frames, failed: failedItems.length });
  const isStopping = tooMany !== 'no' || (policy === 'stop' && failedItems.length > 0);
  let active = 0;
  const outputs: Json[] = [];
  const failed: Json[] = [];
  for (const [index, item] of items.entries()) {
    const frame = frames[index] ?? '';
    const isOver = find(place.facts, 'scope-closed', frame) !== undefined;
    if (!isOver && active >= limit) continue;
    if (!isOver && (isStopping || place.stopped) && !hasBegun(place.facts, frame)) continue;
    // The stored item is JSON text by the contract of the entry.
    const itemInput: Json = JSON.parse(item.input);
    const end = runFrame({ ...place, stopped: place.stopped || isStopping }, node, frame, itemInput);
    if (end === 'open') active += 1;
    if (end === 'open' || end === 'quiet') continue;
    if (end.status === 'done') outputs.push(end.output ? fromJsonText(end.output) : null);
    if (end.status === 'failed') failed.push({ key: item.key, failure: shown(end.failure ?? setAside) });
  }
  if (active > 0 || tooMany === 'not said yet') return runningScope(place);
  if (tooMany !== 'no') return failedStep(place, node, input, tooMany);
  if (isStopping) {
    const failure = find(place.facts, 'scope-closed', failedItems[0] ?? '')?.failure ?? setAside;
    return failedStep(place, node, input, failure);
  }
  if (outputs.length + failed.length < items.length) return { state: 'cancelled', ports: [] };
  return { state: 'done', ports: ['done'], output: { items: outputs, failed } };
}

type Tally = { readonly frames: readonly string[]; readonly failed: number };

/** Whether more of the items failed than may; once an entry says so, nothing takes it back. */
function tooManyFailed(place: Place, node: ReferenceNode, { frames, failed }: Tally): Failure | 'no' | 'not said yet' {
  const path = pathOf(place, node.id);
  const cause = find(place.facts, 'closing', `${path}[]`)?.cause;
  if (cause?.by === 'stop') return cause.failure;
  const allowed = node.source.config.errorThreshold;
  const over = frames.filter((frame) => find(place.facts, 'scope-closed', frame) !== undefined).length;
  if (typeof allowed !== 'string' || over < 20 || (failed / over) * 100 <= Number(allowed.replace('%', '')))
    return 'no';
  if (place.stopped) return 'no';
  owe(place, `closing:${path}[]`, { causes: [`stop ${node.id}`] });
  return 'not said yet';
}

function retryStep(place: Place, node: ReferenceNode, input: Json): StepPicture {
  const path = pathOf(place, node.id);
  const limit = Number(node.source.config.attempts);
  for (let attempt = 1; ; attempt += 1) {
    const frame = runFrame(place, node, `${path}#${attempt}`, input);
    if (frame === 'open') return runningScope(place);
    if (frame === 'quiet') return { state: 'cancelled', ports: [] };
    if (frame.status === 'cancelled') return { state: 'cancelled', ports: [] };
    if (frame.status === 'done') {
      return { state: 'done', ports: ['done'], output: frame.output ? fromJsonText(frame.output) : null };
    }
    const mayPass = frame.failure?.kind === 'transient' || frame.failure?.kind === 'timeout';
    if (!mayPass || attempt >= limit) {
      return takePort(place, node, input, { port: 'exhausted', failure: frame.failure ?? setAside });
    }
    if (find(place.facts, 'opened', `${path}#${attempt + 1}`) !== undefined) continue;
    if (place.stopped) return { state: 'cancelled', ports: [] };
    const isScheduled = find(place.facts, 'scope-attempt', path, attempt) !== undefined;
    owe(place, isScheduled ? `opened:${path}#${attempt + 1}` : `scope-attempt:${path}@${attempt}`, {});
    return { state: 'running', ports: [] };
  }
}

/** A failure as data people read. */
function shown({ code, kind, title }: Failure): Json {
  return { code, kind, title };
}

type FrameEnd = Extract<Entry, { kind: 'scope-closed' }>;

/**
 * Runs one execution of a scope's body and says how it ended, or that it has not. `quiet`: nothing is in flight in it,
 * and a frame around it closes, whose end is its end as well; only a saga has a word to say first.
 */
function runFrame(around: Place, scope: ReferenceNode, frame: string, input: Json): FrameEnd | 'open' | 'quiet' {
  const end = find(around.facts, 'scope-closed', frame);
  const closing = find(around.facts, 'closing', frame);
  const stopped = around.stopped || closing !== undefined || end !== undefined;
  const facts = end === undefined ? around.facts : muted(around.facts);
  const body = runBody({ facts, frame, input, stopped }, scope.body);
  if (end !== undefined) {
    for (const [path, step] of facts.steps) around.facts.steps.set(path, step);
    return end;
  }
  const place: Place = { ...around, frame, stopped: false };
  if (!around.stopped && closing === undefined) {
    if (body.causes.length > 0) owe(place, `closing:${frame}`, { causes: body.causes });
    else if (body.isOver) owe(place, `scope-closed:${frame}`, { status: 'done', outputs: [body.output] });
    return 'open';
  }
  if (body.isBusy) return 'open';
  if (around.stopped && scope.type !== 'saga') return 'quiet';
  const status = closing === undefined ? 'cancelled' : 'failed';
  const saga = scope.type === 'saga' ? compensate(place, scope) : undefined;
  if (saga !== 'under way') owe(place, `scope-closed:${frame}`, { status, ...(saga && { saga }) });
  return 'open';
}
