import { type Flow, type FlowNode, parseTypeReference } from '../flow.ts';
import { canonicalJson } from '../json.ts';
import type { NodeCatalogue, NodeManifest } from '../node-type/manifest.ts';

/** A step with where it stands. */
export type PlacedStep = {
  readonly node: FlowNode;
  /** Id of the scope around it; undefined at the top of the flow. */
  readonly scope: string | undefined;
  readonly list: 'nodes' | 'body' | 'compensations';
  /** Position in the file, scopes before what they hold. */
  readonly order: number;
};

/** A step of both sides. */
export type StepPair = { readonly before: PlacedStep; readonly after: PlacedStep };

/** Which steps of two versions of a flow are the same ones. */
export type Pairing = {
  /** In the order of the later side. */
  readonly pairs: readonly StepPair[];
  readonly added: readonly PlacedStep[];
  readonly removed: readonly PlacedStep[];
  readonly stepsBefore: ReadonlyMap<string, PlacedStep>;
  readonly stepsAfter: ReadonlyMap<string, PlacedStep>;
  /** The later id of each earlier step that is still there. */
  readonly idNow: ReadonlyMap<string, string>;
};

/**
 * Pairs the steps of two versions: by id, else by an earlier id one of them remembers, else where type, name and
 * settings are the same. Linear in the two flows.
 */
export function pairSteps(before: Flow, after: Flow): Pairing {
  const [stepsBefore, stepsAfter] = [placeSteps(before.nodes), placeSteps(after.nodes)];
  const idWas = new Map<string, string>();
  const taken = new Set<string>();
  const take = (now: string, was: string | undefined): void => {
    if (was === undefined || idWas.has(now) || taken.has(was) || !stepsBefore.has(was)) return;
    idWas.set(now, was);
    taken.add(was);
  };
  const takeBack = (now: string, was: string): void => {
    if (stepsAfter.has(now)) take(now, was);
  };
  for (const id of stepsAfter.keys()) take(id, id);
  for (const [id, { node }] of stepsAfter) for (const was of [...(node.was ?? [])].reverse()) take(id, was);
  // Going back in time the earlier side is the one that remembers.
  for (const [was, { node }] of stepsBefore) for (const id of [...(node.was ?? [])].reverse()) takeBack(id, was);
  const left = new Map(
    [...stepsBefore].filter(([id]) => !taken.has(id)).map(([id, { node }]) => [likenessOf(node), id]),
  );
  for (const [id, { node }] of stepsAfter) if (left.size > 0 && !idWas.has(id)) take(id, left.get(likenessOf(node)));
  return {
    pairs: [...stepsAfter].flatMap(([id, now]) => {
      const was = stepsBefore.get(idWas.get(id) ?? '');
      return was === undefined ? [] : [{ before: was, after: now }];
    }),
    added: [...stepsAfter].flatMap(([id, step]) => (idWas.has(id) ? [] : [step])),
    removed: [...stepsBefore].flatMap(([id, step]) => (taken.has(id) ? [] : [step])),
    stepsBefore,
    stepsAfter,
    idNow: new Map([...idWas].map(([now, was]) => [was, now])),
  };
}

function placeSteps(nodes: readonly FlowNode[]): ReadonlyMap<string, PlacedStep> {
  const found = new Map<string, PlacedStep>();
  const place = (list: readonly FlowNode[], around: Pick<PlacedStep, 'scope' | 'list'>): void => {
    for (const node of list) {
      if (!found.has(node.id)) found.set(node.id, { ...around, node, order: found.size });
      if (node.body !== undefined) place(node.body, { scope: node.id, list: 'body' });
      if (node.compensations !== undefined) place(node.compensations, { scope: node.id, list: 'compensations' });
    }
  };
  place(nodes, { scope: undefined, list: 'nodes' });
  return found;
}

function likenessOf({ type, name, config }: FlowNode): string {
  return `${type} ${name ?? ''} ${canonicalJson(config)}`;
}

/** The facts of a step's type; undefined where it is not installed here. */
export function manifestOf(node: FlowNode, catalogue: NodeCatalogue): NodeManifest | undefined {
  const reference = parseTypeReference(node.type);
  return reference && catalogue.find(reference.type, reference.major);
}

/** The type of a step without its major version. */
export function typeOf(node: Pick<FlowNode, 'type'>): string {
  return parseTypeReference(node.type)?.type ?? node.type;
}

/** Names people call the steps of a side by, in quotes: the title, with the id where two share one, else the id. */
export function nameSteps(steps: ReadonlyMap<string, PlacedStep>): (id: string) => string {
  const uses = new Map<string, number>();
  for (const { node } of steps.values()) {
    if (node.name !== undefined) uses.set(node.name, (uses.get(node.name) ?? 0) + 1);
  }
  return (id) => {
    const name = steps.get(id)?.node.name;
    if (name === undefined) return `"${id}"`;
    return (uses.get(name) ?? 0) > 1 ? `"${name}" (${id})` : `"${name}"`;
  };
}
