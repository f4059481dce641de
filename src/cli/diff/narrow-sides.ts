import { pairFlows } from '#flow/diff/pair-flows.ts';
import { type DiffSide, emptySide, type SideFlow } from '#flow/diff/side.ts';
import { exitCodes, Refused } from '../command.ts';
import type { LoadedSide } from './load-side.ts';

/** Two sides that can be held against each other: neither is short of anything only because of what it is. */
export type Sides = { readonly before: DiffSide; readonly after: DiffSide };

type LoadedSides = { readonly before: LoadedSide; readonly after: LoadedSide };

/** Cuts two sides down to what both could hold: a file is one flow, and a bundle knows no environments. */
export function narrowSides(loaded: LoadedSides, flow: string | undefined): Sides {
  const readable = leaveBrokenOut(loaded);
  const sides = isOfFiles(loaded) ? narrowToFile(loaded, readable) : narrowToBundle(loaded, readable);
  return flow === undefined ? sides : narrowToFlow(sides, flow);
}

/** What one side cannot read is taken from the other as well: it did not go, nobody knows what became of it. */
function leaveBrokenOut({ before, after }: LoadedSides): Sides {
  return { before: without(before, after.broken), after: without(after, before.broken) };
}

function without({ side, sources }: LoadedSide, broken: ReadonlySet<string>): DiffSide {
  if (broken.size === 0) return side;
  const isHere = (one: object): boolean => !broken.has(sources.get(one) ?? '');
  const touches = (folder: string): boolean => [...broken].some((file) => file.startsWith(folder));
  return {
    ...side,
    flows: side.flows.filter(({ file }) => !broken.has(file)),
    connections: side.connections.filter(isHere),
    environments: side.environments.filter(isHere),
    contracts: new Map([...side.contracts].filter(([, schema]) => isHere(schema))),
    templates: touches('templates/') ? [] : side.templates,
    waivers: touches('waivers/') ? [] : side.waivers,
    registry: broken.has('registry/systems.yaml') ? undefined : side.registry,
    topics: broken.has('registry/topics.yaml') ? [] : side.topics,
    others: new Map([...side.others].filter(([path]) => !broken.has(path))),
  };
}

function isOfFiles({ before, after }: LoadedSides): boolean {
  return before.only !== undefined || after.only !== undefined;
}

function narrowToFile(loaded: LoadedSides, { before, after }: Sides): Sides {
  const around = surroundingsOf(loaded);
  const [was, is] = [loaded.before.only, loaded.after.only];
  const first = was === undefined ? counterpart(before, is) : was.flow;
  const second = is === undefined ? counterpart(after, was) : is.flow;
  const isBroken =
    loaded.before.broken.has(was?.file ?? is?.file ?? '') || loaded.after.broken.has(is?.file ?? was?.file ?? '');
  const unreadable =
    (was !== undefined && first === undefined) || (is !== undefined && second === undefined) || isBroken;
  if (unreadable) return { before: around, after: around };
  // Two files that were named are two versions of one flow, whatever they are called.
  const isSameFlow = first !== undefined && second !== undefined;
  const earlier = isSameFlow ? { ...first, file: second.file } : first;
  return { before: withFlow(around, earlier), after: withFlow(around, second) };
}

/** What stands around a flow on both sides, so that only the flow differs. */
function surroundingsOf({ before, after }: LoadedSides): DiffSide {
  const whole = [after, before].find(({ only, hasSurroundings }) => hasSurroundings && only === undefined);
  const any = whole ?? [after, before].find(({ hasSurroundings }) => hasSurroundings);
  return { ...(any?.side ?? emptySide), flows: [] };
}

function counterpart(side: DiffSide, only: LoadedSide['only']): SideFlow | undefined {
  const { flow } = only ?? {};
  if (flow === undefined) return side.flows.find(({ file }) => file === only?.file);
  const byFile = side.flows.find(({ file }) => file === flow.file);
  const byId = side.flows.find((one) => one.flow.id === flow.flow.id);
  return byId ?? byFile ?? pairFlows(side.flows, [flow]).find(({ after }) => after !== undefined)?.before;
}

function withFlow(around: DiffSide, flow: SideFlow | undefined): DiffSide {
  return { ...around, flows: flow === undefined ? [] : [flow] };
}

/** A bundle holds some flows and what they stand on; what else the other side has is no difference. */
function narrowToBundle({ before: was, after: is }: LoadedSides, { before, after }: Sides): Sides {
  if ((was.kind === 'bundle') === (is.kind === 'bundle')) return { before, after };
  return is.kind === 'bundle'
    ? { before: likeBundle(before, after), after }
    : { before, after: likeBundle(after, before) };
}

function likeBundle(whole: DiffSide, bundle: DiffSide): DiffSide {
  const pairs = pairFlows(whole.flows, bundle.flows).filter(({ after }) => after !== undefined);
  const connections = new Set(bundle.connections.map(({ id }) => id));
  const templates = new Set(bundle.templates.map(({ reference }) => reference));
  const flows = new Set(bundle.flows.map(({ flow }) => flow.id));
  return {
    ...whole,
    flows: pairs.flatMap(({ before }) => before ?? []),
    connections: whole.connections.filter(({ id }) => connections.has(id)),
    environments: bundle.environments,
    contracts: new Map([...whole.contracts].filter(([name]) => bundle.contracts.has(name))),
    templates: whole.templates.filter(({ reference }) => templates.has(reference)),
    waivers: whole.waivers.filter((waiver) => flows.has(waiver.flow)),
    registry: bundle.registry === undefined ? undefined : whole.registry,
    topics: bundle.topics.length === 0 ? [] : whole.topics,
    others: bundle.others,
  };
}

function narrowToFlow({ before, after }: Sides, id: string): Sides {
  const pair = pairFlows(before.flows, after.flows).find(
    (one) => one.after?.flow.id === id || one.before?.flow.id === id,
  );
  if (pair === undefined) {
    const known = [...new Set([...after.flows, ...before.flows].map(({ flow }) => flow.id))].sort().join(', ');
    throw new Refused(exitCodes.usage, `Neither side has a flow "${id}". They have: ${known === '' ? 'none' : known}.`);
  }
  const around = { ...after, flows: [] };
  return { before: withFlow(around, pair.before), after: withFlow(around, pair.after) };
}
