import type { Change } from './change.ts';
import { outcomesOf } from './diff-steps.ts';
import { type DiffEdge, type EdgeSets, keyOf, sayPort } from './edges.ts';
import type { FlowPair } from './flow-pair.ts';
import { isGate } from './protection.ts';
import { sayList } from './say-value.ts';

/** What the outcomes of one step lead to, before and after, without what is told already. */
type Ways = {
  readonly from: string;
  readonly added: readonly DiffEdge[];
  readonly removed: readonly DiffEdge[];
  readonly edges: EdgeSets;
};

/** Edges that came, went, lead elsewhere, or were swapped, where no sentence about a step tells of them. */
export function diffEdges(pair: FlowPair, edges: EdgeSets, told: ReadonlySet<string>): readonly Change[] {
  const { added, removed } = edges;
  const fresh = Map.groupBy(
    added.filter((edge) => !told.has(keyOf(edge))),
    ({ from }) => from,
  );
  const gone = Map.groupBy(
    removed.filter((edge) => !told.has(keyOf(edge))),
    ({ from }) => from,
  );
  const sources = new Set([...fresh.keys(), ...gone.keys()]);
  return [...sources].flatMap((from) => [
    ...tellWays(pair, { from, added: fresh.get(from) ?? [], removed: gone.get(from) ?? [], edges }),
  ]);
}

function* tellWays(pair: FlowPair, { from, added, removed, edges }: Ways): Generator<Change> {
  const wasBy = targetsByPort(removed);
  const isBy = targetsByPort(added);
  const done = new Set<string>();
  for (const [port, was] of wasBy) {
    if (done.has(port)) continue;
    const other = swapOf(port, { wasBy, isBy });
    if (other !== undefined && !done.has(other)) {
      done.add(port).add(other);
      yield tellSwap(pair, from, [port, other], [...was, ...(wasBy.get(other) ?? [])]);
      continue;
    }
    const renamed = isBy.has(port) ? undefined : renameOf(pair, { from, port, was, isBy, wasBy });
    if (renamed !== undefined && !done.has(renamed.port)) {
      done.add(port).add(renamed.port);
      yield renamed.change;
    }
  }
  for (const port of new Set([...wasBy.keys(), ...isBy.keys()])) {
    if (done.has(port)) continue;
    yield tellPort(pair, { from, port, was: wasBy.get(port) ?? [], is: isBy.get(port) ?? [], edges });
  }
}

function targetsByPort(edges: readonly DiffEdge[]): ReadonlyMap<string, readonly string[]> {
  return new Map([...Map.groupBy(edges, ({ port }) => port)].map(([port, list]) => [port, list.map(({ to }) => to)]));
}

type ByPort = ReadonlyMap<string, readonly string[]>;

/** The other outcome of a swap: each now leads to exactly what the other one led to. */
function swapOf(port: string, { wasBy, isBy }: { readonly wasBy: ByPort; readonly isBy: ByPort }): string | undefined {
  const [was, is] = [textOf(wasBy.get(port)), textOf(isBy.get(port))];
  if (is === '') return undefined;
  return [...wasBy.keys()].find((other) => {
    return other !== port && textOf(wasBy.get(other)) === is && textOf(isBy.get(other)) === was;
  });
}

function textOf(targets: readonly string[] = []): string {
  return [...targets].sort().join(' ');
}

function tellSwap(pair: FlowPair, from: string, ports: readonly string[], targets: readonly string[]): Change {
  const isRisky = targets.some((id) => isGate(pair.pairing.stepsAfter.get(id)?.node));
  const sentence = `Outcomes ${[...ports].sort().join(' and ')} of ${pair.sayAfter(from)} swapped.`;
  const [was, is] = [waysOf(pair, 'before', { from, ports }), waysOf(pair, 'after', { from, ports })];
  const values = { node: from, field: 'next', before: was, after: is };
  return pair.note({ kind: 'edge-changed', risk: isRisky ? 'high' : 'medium', sentence, ...values });
}

/** What outcomes led to on one side, by outcome. */
function waysOf(
  { pairing }: FlowPair,
  side: 'before' | 'after',
  { from, ports }: { from: string; ports: readonly string[] },
) {
  const idWas = [...pairing.idNow].find(([, now]) => now === from)?.[0] ?? from;
  const node = side === 'after' ? pairing.stepsAfter.get(from)?.node : pairing.stepsBefore.get(idWas)?.node;
  const shown = (node?.next?.ports ?? []).filter(({ port }) => ports.includes(port));
  return Object.fromEntries(shown.map(({ port, targets }) => [port, [...targets]]));
}

type Renaming = {
  readonly from: string;
  readonly port: string;
  readonly was: readonly string[];
  readonly isBy: ByPort;
  readonly wasBy: ByPort;
};

/** The same targets under another outcome: it was renamed, or the way was moved. */
function renameOf(pair: FlowPair, { from, port, was, isBy, wasBy }: Renaming) {
  const other = [...isBy.keys()].find((one) => !wasBy.has(one) && textOf(isBy.get(one)) === textOf(was));
  const step = pair.pairing.stepsAfter.get(from);
  if (other === undefined || step === undefined) return undefined;
  const targets = sayList(was.map(pair.sayAfter));
  const isGone = !outcomesOf(step, pair).includes(port);
  const sentence = isGone
    ? `Outcome ${port} of ${pair.sayAfter(from)} is now called ${other}.`
    : `${pair.sayAfter(from)} now leads to ${targets} on ${other} instead of on ${port}.`;
  const risk = isGone ? 'low' : isRisky(pair, { from, port, was }) ? 'high' : 'medium';
  const values = { node: from, field: `next.${other}`, before: port, after: other };
  return { port: other, change: pair.note({ kind: 'edge-changed', risk, sentence, ...values }) };
}

type PortWays = {
  readonly from: string;
  readonly port: string;
  readonly was: readonly string[];
  readonly is: readonly string[];
  readonly edges: EdgeSets;
};

function tellPort(pair: FlowPair, { from, port, was, is, edges }: PortWays): Change {
  const step = pair.pairing.stepsAfter.get(from);
  const on = sayPort(step?.node, port, pair);
  const name = pair.sayAfter(from);
  const say = (ids: readonly string[]) => sayList(ids.map(pair.sayAfter));
  const place = { node: from, field: `next.${port}` };
  const before = was.length === 0 ? undefined : [...was];
  const after = is.length === 0 ? undefined : [...is];
  const risk = isRisky(pair, { from, port, was }) ? 'high' : 'medium';
  if (was.length > 0 && is.length > 0) {
    const sentence = `${name} now leads to ${say(is)} instead of ${say(was)}${on}.`;
    return pair.note({ ...place, kind: 'edge-changed', risk, sentence, before, after });
  }
  if (was.length > 0) {
    const sentence = `${name} no longer leads to ${say(was)}${on}.`;
    return pair.note({ ...place, kind: 'edge-removed', risk, sentence, before });
  }
  const hasMore = (step?.node.next?.ports.find((one) => one.port === port)?.targets.length ?? 0) > is.length;
  const passed = is.map((to) => gatePassed(pair, { from, to, edges })).find((id) => id !== undefined);
  const past = passed === undefined ? '' : `; this goes past ${pair.sayAfter(passed)}`;
  const sentence = `${name} now${hasMore ? ' also' : ''} leads to ${say(is)}${on}${past}.`;
  return pair.note({ ...place, kind: 'edge-added', risk: passed === undefined ? 'medium' : 'high', sentence, after });
}

type Shortcut = { readonly from: string; readonly to: string; readonly edges: EdgeSets };

/** A step that protects something and stands between two others that are joined directly now. */
function gatePassed({ pairing }: FlowPair, { from, to, edges }: Shortcut): string | undefined {
  const gates = (edges.toAfter.get(to) ?? []).filter((edge) => isGate(pairing.stepsAfter.get(edge.from)?.node));
  return gates.find((gate) => edges.toAfter.get(gate.from)?.some((edge) => edge.from === from))?.from;
}

/** Going past an approval and the like loosens protection; so does a failure that leads nowhere any more. */
function isRisky(pair: FlowPair, { from, port, was }: Pick<PortWays, 'from' | 'port' | 'was'>): boolean {
  const isGateAt = (id: string) => isGate(pair.pairing.stepsAfter.get(id)?.node);
  const ways = pair.pairing.stepsAfter.get(from)?.node.next?.ports.find((one) => one.port === port)?.targets ?? [];
  // From one protection to another, such as who looks after what is set aside.
  if (was.length === 0 || (ways.length > 0 && ways.every(isGateAt))) return false;
  return port === 'error' || was.some(isGateAt);
}
