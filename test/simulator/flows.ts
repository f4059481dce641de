import type { Flow, FlowNode, PortEdges } from '#flow/flow.ts';
import type { Json, JsonObject } from '#flow/json.ts';
import { type Draw, oneIn } from './draw.ts';

/** A way out that leads nowhere yet. */
type Exit = { readonly node: Building; readonly port: string };
/** Ways out of a piece; `isAlone` when a run takes at most one of them. */
type Exits = { readonly ways: readonly Exit[]; readonly isAlone: boolean };

/** A node while it is being built. */
type Building = {
  readonly id: string;
  readonly type: string;
  readonly config: JsonObject;
  readonly facts: Partial<FlowNode>;
  readonly next: Map<string, string[]>;
};

/** What all pieces of one flow share. */
type Site = {
  readonly draw: Draw;
  /** Nodes that may still be made. */
  left: number;
  made: number;
};

/** One graph being built. */
type Ground = {
  readonly site: Site;
  readonly nodes: Building[];
  readonly depth: number;
  /** Undo nodes of the saga around, where a write here may name one. */
  readonly undo: Building[] | undefined;
};

/**
 * A random flow that passes every structural rule by the way it is built: pieces follow one another, ways part at
 * branches, error ports and lists of targets, and where several can deliver only a merge or an end follows.
 *
 * @param size about how many nodes at most
 */
export function drawFlow(draw: Draw, size: number): Flow {
  const site: Site = { draw, left: size, made: 0 };
  const ground: Ground = { site, nodes: [], depth: 0, undo: undefined };
  const trigger = place(ground, 'manual', {});
  const ways: Exit[] = [{ node: trigger, port: 'out' }];
  if (oneIn(draw, 12)) ways.push({ node: place(ground, 'manual', {}), port: 'out' });
  drawPieces(ground, { ways, isAlone: true });
  return {
    penstock: 1,
    id: 'simulated',
    name: 'Simulated',
    owner: 'operations',
    nodes: ground.nodes.map(finishNode),
    comments: new Map(),
  };
}

function drawPieces(ground: Ground, entry: Exits): Exits {
  let exits = entry;
  const length = 1 + ground.site.draw(ground.depth === 0 ? 8 : 4);
  for (let piece = 0; piece < length && ground.site.left > 0 && exits.ways.length > 0; piece += 1) {
    if (!exits.isAlone) {
      // Several may deliver: bring them together, leave them as they are, or let an end take the first.
      const choice = ground.site.draw(6);
      if (choice === 5) return exits;
      if (choice === 4) return connectEnd(ground, exits);
      exits = connectMerge(ground, exits);
      continue;
    }
    exits = drawPiece(ground, exits);
  }
  return exits;
}

function drawPiece(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const pieces = [drawMap, drawEffect, drawBranch, drawFork, drawWait, drawEffect, drawLocal, drawEnd];
  if (ground.depth < 3) pieces.push(drawScope, drawScope, drawScope);
  // What a saga is for is writing.
  if (ground.undo !== undefined) pieces.push(drawEffect, drawEffect);
  return (pieces[draw(pieces.length)] ?? drawMap)(ground, exits);
}

function drawMap(ground: Ground, exits: Exits): Exits {
  const node = place(ground, 'map', { expression: '$' }, optionalFacts(ground, { fallback: 'instead' }));
  connect(exits, node);
  return withErrorPort(ground, node, 'done');
}

function drawEffect(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const isRead = oneIn(draw, 3);
  const retry = oneIn(draw, 2) ? { retry: { attempts: 1 + draw(3), first: '1s' } } : {};
  const node = place(ground, 'http', effectConfig(draw, isRead ? undefined : 'PUT'), {
    timeout: '10s',
    ...retry,
    ...optionalFacts(ground, { fallback: 'instead' }),
    ...(oneIn(draw, 4) ? { into: 'learned' } : {}),
    ...(isRead ? {} : writeFacts(ground)),
  });
  connect(exits, node);
  return withErrorPort(ground, node, 'done');
}

function effectConfig(draw: Draw, method: string | undefined): JsonObject {
  return {
    connection: 'shop',
    path: '/things',
    ...(method === undefined ? {} : { method }),
    ...(oneIn(draw, 3) ? { body: '$' } : {}),
  };
}

function writeFacts(ground: Ground): Partial<FlowNode> {
  const { draw } = ground.site;
  const { undo } = ground;
  // What asks a person has one attempt: repeating it is what the person decides.
  const once: Partial<FlowNode> = oneIn(draw, 5) ? { once: 'ask', retry: { attempts: 1 } } : {};
  if (undo === undefined || oneIn(draw, 4)) return once;
  const undoGround: Ground = { ...ground, nodes: undo, undo: undefined };
  const node = place(undoGround, 'http', effectConfig(draw, 'DELETE'), {
    timeout: '10s',
    ...(oneIn(draw, 3) ? { retry: { attempts: 2, first: '1s' } } : {}),
  });
  return { ...once, compensate: node.id };
}

function drawWait(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  if (draw(2) === 0) {
    const node = oneIn(draw, 2) ? place(ground, 'throttle', { rate: '5/s' }) : place(ground, 'wait', { for: '1h' });
    connect(exits, node);
    return { ways: [{ node, port: 'out' }], isAlone: true };
  }
  const due = draw(2) === 0 ? {} : { due: '24h' };
  const node = place(ground, 'approval', { group: 'managers', title: 'Agree', ...due });
  connect(exits, node);
  const ways = ['approved', 'rejected', 'expired'].map((port) => ({ node, port }));
  return oneIn(draw, 3) ? drawLegs(ground, ways) : { ways, isAlone: true };
}

/** Steps that are over in the commit: a mark, or a question whose answer only the store knows. */
function drawLocal(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  if (draw(2) === 0) {
    const dedupe = place(ground, 'dedupe', { key: 'id' });
    connect(exits, dedupe);
    const legs = drawLegs(ground, [{ node: dedupe, port: 'duplicate' }]);
    const rest = withErrorPort(ground, dedupe, 'unique');
    return { ways: [...rest.ways, ...legs.ways], isAlone: rest.isAlone && legs.isAlone };
  }
  const node = place(ground, 'milestone', { milestone: 'reached', businessKey: 'id' });
  connect(exits, node);
  return { ways: [{ node, port: 'done' }], isAlone: true };
}

function drawEnd(ground: Ground, exits: Exits): Exits {
  // Ends everywhere would leave nothing to look at.
  return oneIn(ground.site.draw, 3) ? connectEnd(ground, exits) : drawEffect(ground, exits);
}

function connectEnd(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const kinds = ['permanent', 'transient', 'timeout'];
  const message = draw(2) === 0 ? 'Refused.' : 'Refused {{ id }}.';
  const node =
    draw(2) === 0
      ? place(ground, 'dead-letter', { owner: 'operations' })
      : place(ground, 'fail', { code: 'order/refused', kind: kinds[draw(3)] ?? 'permanent', message });
  connect(exits, node);
  return { ways: [], isAlone: true };
}

function connectMerge(ground: Ground, exits: Exits): Exits {
  const node = place(ground, 'merge', {});
  connect(exits, node);
  return withErrorPort(ground, node, 'done');
}

/** A branch: of `first` mode by exclusive ports, of `all` mode by ports that may fire together. */
function drawBranch(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const isAll = oneIn(draw, 3);
  const ports = ['one', 'two', 'three'].slice(0, 1 + draw(3));
  const cases = ports.map((port) => ({ port, when: 'id > 1' }));
  const node = place(ground, 'branch', { cases, otherwise: 'other', ...(isAll ? { mode: 'all' } : {}) });
  connect(exits, node);
  const ways = [...ports, 'other'].map((port) => ({ node, port }));
  const legs = drawLegs(ground, ways);
  return { ways: legs.ways, isAlone: legs.isAlone && (!isAll || ports.length === 1) };
}

/** Each way goes on by itself for a while, or stops there. */
function drawLegs(ground: Ground, ways: readonly Exit[]): Exits {
  const { draw } = ground.site;
  const legs = ways.map((way): Exits => {
    if (ground.site.left <= 0 || oneIn(draw, 3)) return { ways: [way], isAlone: true };
    if (oneIn(draw, 6)) return { ways: [], isAlone: true };
    return drawPiece(ground, { ways: [way], isAlone: true });
  });
  return { ways: legs.flatMap((leg) => leg.ways), isAlone: legs.every((leg) => leg.isAlone) };
}

/** One port leads to several targets: parallel ways. */
function drawFork(ground: Ground, exits: Exits): Exits {
  const count = 2 + ground.site.draw(2);
  const legs: Exits[] = [];
  for (let leg = 0; leg < count && ground.site.left > 0; leg += 1) legs.push(drawPiece(ground, exits));
  return { ways: legs.flatMap((leg) => leg.ways), isAlone: legs.length < 2 && (legs[0]?.isAlone ?? true) };
}

function drawScope(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const scopes = [drawTry, drawRetry, drawEach, drawSaga];
  return (scopes[draw(scopes.length)] ?? drawTry)(ground, exits);
}

function drawTry(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const handlers: Json[] = [{ kind: 'transient', port: 'offline', ...(draw(2) === 0 ? {} : { degraded: true }) }];
  if (draw(2) === 1) handlers.push({ code: 'order/refused', port: 'refused' });
  const node = place(ground, 'try', { catch: handlers }, { body: drawBody(ground, ground.undo) });
  connect(exits, node);
  const ports = handlers.length > 1 ? ['offline', 'refused'] : ['offline'];
  const legs = drawLegs(ground, [...ports.map((port) => ({ node, port }))]);
  const rest = withErrorPort(ground, node, 'done');
  return { ways: [...legs.ways, ...rest.ways], isAlone: legs.isAlone && rest.isAlone };
}

function drawRetry(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const node = place(ground, 'retry', { attempts: 1 + draw(3), first: '1s' }, { body: drawBody(ground, ground.undo) });
  connect(exits, node);
  return partPorts(ground, node, ['done', 'exhausted']);
}

function drawEach(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  if (oneIn(draw, 30)) return drawLongEach(ground, exits);
  const onItemError = ['stop', 'collect', 'dead-letter'][draw(3)] ?? 'stop';
  const config = { items: 'items', key: 'key', concurrency: 1 + draw(3), onItemError };
  const node = place(ground, 'each', config, { body: drawBody(ground, ground.undo) });
  connect(exits, node);
  return withErrorPort(ground, node, 'done');
}

/** A list long enough to be stopped when too many of its items fail; what is done for each is short. */
function drawLongEach(ground: Ground, exits: Exits): Exits {
  const { draw } = ground.site;
  const policy = { onItemError: draw(2) === 0 ? 'collect' : 'dead-letter', errorThreshold: '10%' };
  const inner: Ground = { site: ground.site, nodes: [], depth: ground.depth + 1, undo: undefined };
  place(inner, 'http', effectConfig(draw, undefined), { timeout: '10s' });
  const config = { items: 'items', key: 'key', concurrency: 1 + draw(5), ...policy };
  const node = place(ground, 'each', config, { body: inner.nodes.map(finishNode) });
  connect(exits, node);
  return withErrorPort(ground, node, 'done');
}

function drawSaga(ground: Ground, exits: Exits): Exits {
  const undo: Building[] = [];
  const body = drawBody(ground, undo);
  const compensations = undo.map(finishNode);
  const pivot = oneIn(ground.site.draw, 3) ? body.findIndex(isPossiblePivot) : -1;
  const marked = body.map((node, index) => (index === pivot ? { ...node, pivot: true } : node));
  const node = place(ground, 'saga', {}, { body: marked, compensations });
  connect(exits, node);
  return partPorts(ground, node, ['completed', 'compensated', 'stuck']);
}

function isPossiblePivot(node: FlowNode): boolean {
  const acts = node.type === 'http@1' ? node.config.method !== undefined : node.body !== undefined;
  return acts && node.compensate === undefined && node.importance === undefined;
}

/** Wires some ports on, leaves others without an edge. */
function partPorts(ground: Ground, node: Building, ports: readonly string[]): Exits {
  const [first, ...others] = ports;
  const wired = others.filter(() => ground.site.draw(3) !== 2);
  const legs = drawLegs(
    ground,
    wired.map((port) => ({ node, port })),
  );
  const ways = [...(first === undefined ? [] : [{ node, port: first }]), ...legs.ways];
  return { ways, isAlone: legs.isAlone };
}

function drawBody(ground: Ground, undo: Building[] | undefined): readonly FlowNode[] {
  const inner: Ground = { site: ground.site, nodes: [], depth: ground.depth + 1, undo };
  drawPieces(inner, drawPiece(inner, { ways: [], isAlone: true }));
  if (oneIn(ground.site.draw, 5)) drawPieces(inner, drawPiece(inner, { ways: [], isAlone: true }));
  if (inner.nodes.length === 0) drawMap(inner, { ways: [], isAlone: true });
  return inner.nodes.map(finishNode);
}

function withErrorPort(ground: Ground, node: Building, port: string): Exits {
  const { draw } = ground.site;
  const done = { node, port };
  if (!oneIn(draw, 3)) return { ways: [done], isAlone: true };
  const legs = drawLegs(ground, [{ node, port: 'error' }]);
  return { ways: [done, ...legs.ways], isAlone: legs.isAlone };
}

function optionalFacts(ground: Ground, facts: Partial<FlowNode>): Partial<FlowNode> {
  return oneIn(ground.site.draw, 8) ? { importance: 'optional', ...facts } : {};
}

function place(ground: Ground, type: string, config: JsonObject, facts: Partial<FlowNode> = {}): Building {
  ground.site.left -= 1;
  ground.site.made += 1;
  const id = `${type.replaceAll('-', '_')}_${ground.site.made}`;
  const node: Building = { id, type: `${type}@1`, config, facts, next: new Map() };
  ground.nodes.push(node);
  return node;
}

function connect(exits: Exits, target: Building): void {
  for (const { node, port } of exits.ways) node.next.set(port, [...(node.next.get(port) ?? []), target.id]);
}

function finishNode(node: Building): FlowNode {
  const ports: PortEdges[] = [...node.next].map(([port, targets]) => ({ port, targets, list: targets.length > 1 }));
  const { id, type, config, facts } = node;
  return { id, type, config, ...facts, ...(ports.length === 0 ? {} : { next: { short: false, ports } }) };
}
