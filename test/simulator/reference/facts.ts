import type { Failure } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { ReferenceNode } from './model.ts';

/** What an entry must say to be right; members that are absent are free. */
export type Expectation = {
  readonly causes?: readonly string[];
  readonly status?: string;
  readonly saga?: string;
  readonly outputs?: readonly (Json | undefined)[];
  readonly input?: Json;
  readonly inputs?: readonly { readonly from: string; readonly data: Json }[];
};

/** How a step stands. */
export type StepPicture = {
  readonly state: 'idle' | 'ready' | 'running' | 'waiting' | 'in doubt' | 'done' | 'failed' | 'skipped' | 'cancelled';
  readonly ports: readonly string[];
  /** What its success edges carry; `input` is what its other edges carry. */
  readonly output?: Json;
  readonly input?: Json;
  readonly failure?: Failure;
  /** A closing frame must await it. */
  readonly busy?: boolean;
  /** It closes its frame. */
  readonly escapes?: boolean;
};

/** Everything known of a run, and what is being found out about it. */
export type Facts = {
  readonly history: readonly Entry[];
  readonly index: ReadonlyMap<string, Entry>;
  readonly byId: ReadonlyMap<string, ReferenceNode>;
  readonly moves: Map<string, Expectation>;
  readonly steps: Map<string, StepPicture>;
  readonly optional: { degraded: boolean };
};

/** Where in a run the reference is looking: one frame and what it was given. */
export type Place = {
  readonly facts: Facts;
  readonly frame: string;
  readonly input: Json;
  /** No new step or attempt starts here. */
  readonly stopped: boolean;
};

/** Takes back what has become owed since, but for attempts that have left already. */
export function withdrawMoves(facts: Facts, known: ReadonlySet<string>): void {
  for (const key of [...facts.moves.keys()]) {
    const [, path = '', attempt = ''] = /^attempted:(.*)@(\d+)$/.exec(key) ?? [];
    if (!known.has(key) && find(facts, 'intended', path, Number(attempt)) === undefined) facts.moves.delete(key);
  }
}

/** Data that arrived over one edge. */
export type Delivery = { readonly from: string; readonly data: Json };

/** The fields of an object; nothing else has any. */
export function fieldsOf(input: Json): JsonObject {
  return isJsonObject(input) ? input : {};
}

/** What a body that set its event aside counts as around it. */
export const setAside: Failure = {
  code: 'flow/set-aside',
  kind: 'permanent',
  title: 'The steps inside set the event aside.',
};

/** True when anything at all is recorded inside a frame. */
export function hasBegun(facts: Facts, frame: string): boolean {
  return facts.history.some((entry) => 'path' in entry && entry.path.startsWith(`${frame}/`));
}

/** The first commit of a key wins, so the first one found is the one that counts. */
export function find<Kind extends Entry['kind']>(facts: Facts, kind: Kind, place = '', attempt?: number) {
  const entry = facts.index.get(`${kind} ${place} ${attempt ?? ''}`);
  // The key begins with the kind, so what it finds is of that kind.
  return entry as Extract<Entry, { kind: Kind }> | undefined;
}

/** What an entry settles. */
export function keyOf(entry: Entry): string {
  const place = 'path' in entry ? entry.path : 'frame' in entry ? entry.frame : '';
  return `${entry.kind} ${place} ${'attempt' in entry ? entry.attempt : ''}`;
}

/** Notes something the machine owes the journal now. */
export function owe(place: Place, key: string, expectation: Expectation): void {
  place.facts.moves.set(key, expectation);
}

/** The same facts with nothing owed: for looking without acting. */
export function muted(facts: Facts): Facts {
  return { ...facts, moves: new Map(), steps: new Map() };
}

/** The path of a step in the frame being looked at. */
export function pathOf(place: Place, id: string): string {
  return place.frame === '' ? id : `${place.frame}/${id}`;
}

/** What an entry says its edges carry: its own text, or the input where it passes that on. */
export function outputOf(text: string | undefined, input: Json): Json {
  // Entries hold JSON text by contract; an absent one means the input passed on.
  return text === undefined ? input : (JSON.parse(text) as Json);
}

/** The output of a graph: its only delivered sink's, or an object by sink id. */
export function joined(sinks: readonly (readonly [string, Json | undefined])[]): Json | undefined {
  if (sinks.length <= 1) return sinks[0]?.[1];
  return Object.fromEntries(sinks.map(([id, output]) => [id, output ?? null]));
}

/** Every node of a flow by id, bodies and undo nodes included. */
export function indexOf(nodes: readonly ReferenceNode[]): Map<string, ReferenceNode> {
  const index = new Map<string, ReferenceNode>();
  const add = (list: readonly ReferenceNode[]) => {
    for (const node of list) {
      index.set(node.id, node);
      add(node.body);
      add(node.undo);
    }
  };
  add(nodes);
  return index;
}
