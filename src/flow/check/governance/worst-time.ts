import { parseDuration } from '../../duration.ts';
import type { PathStep } from '../../graph/collide.ts';
import { type GraphEdge, idAt, isAcyclic } from '../../graph/graph.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { compileRetry } from '../../plan/compile.ts';
import type { PlanRetry } from '../../plan/plan.ts';
import type { ExaminedBody, ExaminedNode } from '../examination.ts';
import { startsOf } from './passage.ts';
import type { View } from './view.ts';

/** How long something takes when everything goes as badly as its settings allow, and what that is made of. */
export type WorstTime = { readonly ms: number; readonly parts: readonly string[] };

/** What an attempt may take where neither its step nor the flow says so. */
const engineLimitMs = 60_000;

const nothing: WorstTime = { ms: 0, parts: [] };

/**
 * The slowest way to some step of the flow: time limits times tries, and the pauses between them. Retries around
 * retries multiply; ways that run side by side count by the slower one. Undefined where no way leads to such a step,
 * or ways run in a circle. What is left out: the work of Penstock itself, and pauses that a system asks for.
 */
export function slowestWay(
  isTarget: (node: ExaminedNode) => boolean,
  view: View,
): (WorstTime & { readonly node: ExaminedNode; readonly way: readonly PathStep[] }) | undefined {
  const { root } = view.examination;
  const arrivals = arrivalsIn(root, view);
  let slowest: { readonly index: number; readonly time: WorstTime } | undefined;
  for (const [index, { time }] of arrivals) {
    const node = root.nodes[index];
    if (node === undefined || !isTarget(node)) continue;
    if (slowest === undefined || time.ms > slowest.time.ms) slowest = { index, time };
  }
  const node = slowest === undefined ? undefined : root.nodes[slowest.index];
  if (slowest === undefined || node === undefined) return undefined;
  return { ...slowest.time, node, way: trace(root, arrivals, slowest.index) };
}

/** Says a time in seconds, such as `9.4 s`. */
export function sayTime(ms: number): string {
  return `${Math.round(ms) / 1_000} s`;
}

/** When the last try of a step begins at the latest, in milliseconds after the first, by its own policy. */
export function lastTryMs(step: ExaminedNode, view: View): number {
  const { policy, limitMs } = triesOf(step, view);
  return Math.ceil((policy.attempts - 1) * limitMs + pausesOf(policy));
}

type Arrival = { readonly time: WorstTime; readonly by: GraphEdge | undefined };

/** When each step of a body begins at the latest. */
function arrivalsIn(body: ExaminedBody, view: View): ReadonlyMap<number, Arrival> {
  const arrivals = new Map<number, Arrival>();
  if (!isAcyclic(body.graph)) return arrivals;
  for (const index of startsOf(body)) arrivals.set(index, { time: nothing, by: undefined });
  for (const index of body.graph.order) {
    const [arrival, node] = [arrivals.get(index), body.nodes[index]];
    if (arrival === undefined || node === undefined) continue;
    const time = add(arrival.time, timeOf(node, view));
    for (const edge of body.graph.outgoing[index] ?? []) {
      const known = arrivals.get(edge.to);
      if (known === undefined || known.time.ms < time.ms) arrivals.set(edge.to, { time, by: edge });
    }
  }
  return arrivals;
}

function timeOf(step: ExaminedNode, view: View): WorstTime {
  const { manifest } = step;
  if (manifest?.kind === 'scope') return timeOfScope(step, view);
  if (manifest?.kind !== 'effect' || manifest.local === true) return nothing;
  const { policy, limitMs } = triesOf(step, view);
  const pausesMs = pausesOf(policy);
  const allMs = policy.attempts * limitMs + pausesMs;
  // The last try may begin right before it is given up, and then takes its whole time.
  const untilMs = policy.giveUpAfterMs === undefined ? allMs : policy.giveUpAfterMs + limitMs;
  const pauses = pausesMs > 0 ? ` + ${sayTime(pausesMs)}` : '';
  const tries = policy.attempts > 1 ? `${policy.attempts} × ` : '';
  const sum = untilMs < allMs ? `up to ${sayTime(untilMs)}` : `${tries}${sayTime(limitMs)}${pauses}`;
  return { ms: Math.min(allMs, untilMs), parts: [`${nameOf(step)} ${sum}`] };
}

function triesOf(
  { node }: ExaminedNode,
  { examination }: View,
): { readonly policy: PlanRetry; readonly limitMs: number } {
  const { defaults } = examination.flow;
  const policy = compileRetry(node.retry ?? policyOf(defaults?.retry));
  return { policy, limitMs: parseDuration(node.timeout ?? textOf(defaults?.timeout)) ?? engineLimitMs };
}

/** The slowest way through the body; what fails inside fails no later than that. */
function timeOfScope(scope: ExaminedNode, view: View): WorstTime {
  const body = view.examination.bodies.find((one) => one.scope === scope);
  let inner = nothing;
  for (const [index, { time }] of body === undefined ? [] : arrivalsIn(body, view)) {
    const node = body?.nodes[index];
    const whole = node === undefined ? time : add(time, timeOf(node, view));
    if (whole.ms > inner.ms) inner = whole;
  }
  const policy = scope.type === 'retry' ? policyOf(scope.node.config) : undefined;
  if (policy === undefined || policy.attempts === 1) return inner;
  const pausesMs = pausesOf(compileRetry(policy));
  const pauses = pausesMs > 0 ? ` + ${sayTime(pausesMs)}` : '';
  const says = `${nameOf(scope)} ${policy.attempts} × (${inner.parts.join(', ')})${pauses}`;
  return { ms: policy.attempts * inner.ms + pausesMs, parts: [says] };
}

/** Every pause at its longest: spreading them at random only makes them shorter. */
function pausesOf({ attempts, firstMs, factor, maxMs }: PlanRetry): number {
  let sum = 0;
  for (let pause = 0; pause < attempts - 1; pause += 1) sum += Math.min(maxMs, firstMs * factor ** pause);
  return sum;
}

function policyOf(value: Json | undefined): Parameters<typeof compileRetry>[0] {
  if (!isJsonObject(value) || typeof value.attempts !== 'number') return undefined;
  const { attempts, first, factor, max, giveUpAfter } = value;
  return {
    attempts,
    ...(typeof first === 'string' ? { first } : {}),
    ...(typeof factor === 'number' ? { factor } : {}),
    ...(typeof max === 'string' ? { max } : {}),
    ...(typeof giveUpAfter === 'string' ? { giveUpAfter } : {}),
  };
}

function add(one: WorstTime, other: WorstTime): WorstTime {
  return other.ms === 0 ? one : { ms: one.ms + other.ms, parts: [...one.parts, ...other.parts] };
}

/** Sentences put the whole sum into quotes, so a name may bring none of its own. */
function nameOf({ node }: ExaminedNode): string {
  return (node.name ?? node.id).replaceAll('"', '');
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function trace(body: ExaminedBody, arrivals: ReadonlyMap<number, Arrival>, end: number): readonly PathStep[] {
  const way: PathStep[] = [{ node: idAt(body.graph, end) }];
  for (let edge = arrivals.get(end)?.by; edge !== undefined; edge = arrivals.get(edge.from)?.by) {
    way.unshift({ node: idAt(body.graph, edge.from), port: edge.port });
  }
  return way;
}
