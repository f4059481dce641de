import { edgesFrom } from '../edit/edges.ts';
import type { Flow, FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { errorPort, portsOf } from '../text/ports.ts';
import { manifestOf } from '../text/print.ts';
import { type Remark, remark, sayOutcome, sayTerms, sayWork } from './facts.ts';
import { sentences } from './sentences.ts';
import { tellingOrder } from './way.ts';

/** One sentence of an explanation. */
export type Sentence = Remark & {
  /** `3`, `3a` for its outcomes and terms, `3.1` for the first step inside; empty for what holds for the whole flow. */
  readonly number: string;
  /** Id of the step it is about; absent for the whole flow. */
  readonly node?: string;
};

type Telling = { readonly catalogue: NodeCatalogue; readonly numbers: ReadonlyMap<string, string> };

/**
 * Explains a flow in numbered sentences, as data: what every step does, where each outcome leads, what happens when
 * it fails. Any flow may be handed in; what is not written yet shows as `…`.
 */
export function explainFlow(flow: Flow, catalogue: NodeCatalogue): readonly Sentence[] {
  if (flow.nodes.length === 0) return [{ number: '', ...remark('empty') }];
  const telling = { catalogue, numbers: new Map(numberSteps(flow.nodes, '')) };
  const told = tellList(flow.nodes, undefined, telling);
  return [...told, ...tellFailure(flow).map((said) => ({ number: '', ...said }))];
}

/** Writes an explanation in English, one sentence a line, a number in front. */
export function printExplanation(explanation: readonly Sentence[]): readonly string[] {
  return explanation.map(({ number, key, params }) => {
    const words = (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
    return number === '' ? words : `${number}. ${words}`;
  });
}

function* numberSteps(nodes: readonly FlowNode[], prefix: string): Generator<readonly [string, string]> {
  let count = 0;
  for (const node of tellingOrder(nodes)) {
    const number = `${prefix}${++count}`;
    yield [node.id, number];
    yield* numberSteps(insideOf(node), `${number}.`);
  }
}

/** What stands inside a scope; undo steps come last. */
function insideOf(node: FlowNode): readonly FlowNode[] {
  return [...(node.body ?? []), ...(node.compensations ?? [])];
}

function tellList(nodes: readonly FlowNode[], scope: FlowNode | undefined, telling: Telling): readonly Sentence[] {
  return tellingOrder(nodes).flatMap((node) => tellStep(node, scope, telling));
}

function tellStep(node: FlowNode, scope: FlowNode | undefined, telling: Telling): readonly Sentence[] {
  const number = telling.numbers.get(node.id) ?? '';
  const isUndo = scope?.compensations?.includes(node) === true;
  const about = { node: node.id };
  const terms = [
    ...(isUndo ? [remark('undo-step', { name: node.name ?? node.id })] : []),
    ...sayTerms(node),
    ...(isUndo ? [] : sayWays(node, scope, telling)),
  ];
  return [
    { number, ...about, ...sayWork(node, scope !== undefined, manifestOf(node, telling.catalogue)?.summary) },
    ...tellList(insideOf(node), node, telling),
    ...terms.map((said, index) => ({ number: `${number}${letterOf(index)}`, ...about, ...said })),
  ];
}

/** Where each outcome leads. A single way to the very next step goes without saying. */
function sayWays(node: FlowNode, scope: FlowNode | undefined, telling: Telling): readonly Remark[] {
  const manifest = manifestOf(node, telling.catalogue);
  const ports = manifest === undefined ? portsWritten(node) : portsOf(manifest, node.config);
  const success = ports.filter((port) => port !== errorPort);
  const wired = success.filter((port) => targetsOf(node, port, telling) !== '');
  const [only] = success;
  const said =
    success.length === 1 && only !== undefined
      ? sayOnly(targetsOf(node, only, telling), node, telling)
      : wired.length === 0 && manifest?.group !== 'decide'
        ? success.slice(0, 1).map(() => remark('ends'))
        : success.map((port) => sayOutcome(node, port, targetsOf(node, port, telling)));
  return [...said, ...sayFailure(node, scope, telling)];
}

function sayOnly(targets: string, node: FlowNode, { numbers }: Telling): readonly Remark[] {
  if (targets === '') return [remark('ends')];
  return targets === followingOf(numbers.get(node.id) ?? '') ? [] : [remark('goes', { targets })];
}

/** A failure that is wired here goes its way; inside a scope the scope has its say; else the flow's own rule holds. */
function sayFailure(node: FlowNode, scope: FlowNode | undefined, telling: Telling): readonly Remark[] {
  const targets = targetsOf(node, errorPort, telling);
  if (targets !== '') return [remark('fails', { targets })];
  const isCall = manifestOf(node, telling.catalogue)?.kind === 'effect';
  return scope !== undefined && isCall ? [remark('fails.inside', { scope: scope.name ?? scope.id })] : [];
}

function tellFailure(flow: Flow): readonly Remark[] {
  const owner = flow.owner ?? '…';
  const then = flow.onFailure === undefined ? [] : [remark('failure.flow', { flow: flow.onFailure })];
  return [remark('failure', { owner }), ...then];
}

function portsWritten(node: FlowNode): readonly string[] {
  return (node.next?.ports ?? []).map(({ port }) => port);
}

/** Numbers of the steps an outcome leads to, joined; empty where it leads nowhere. */
function targetsOf(node: FlowNode, port: string, { numbers }: Telling): string {
  const targets = [...edgesFrom(node)].filter((edge) => edge.port === port);
  return targets.map(({ to }) => numbers.get(to) ?? to).join(', ');
}

function followingOf(number: string): string {
  return number.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** a … z, then aa, ab and so on. */
function letterOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}
