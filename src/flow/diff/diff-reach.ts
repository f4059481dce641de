import type { Flow } from '../flow.ts';
import { canonicalJson, type Json } from '../json.ts';
import type { Environment } from '../workspace/environment.ts';
import type { Change } from './change.ts';
import type { DiffFacts } from './flow-pair.ts';
import { noteChange } from './note-change.ts';
import type { FlowSides } from './pair-flows.ts';
import { createReach, type Reached, writeReached } from './reach.ts';
import { count } from './say-value.ts';
import type { DiffSide } from './side.ts';

/** Something a side reaches, with the flows that do; hosts of environments name theirs. */
type SideReach = { readonly reached: Reached; readonly environment?: string; readonly flows: Flow[] };

type Sides = { readonly before: DiffSide; readonly after: DiffSide; readonly flows: readonly FlowSides[] };

/**
 * What the later side reaches and the earlier one did not, and the other way round: one change for each thing,
 * whichever flow brought it. What a flow newly uses that others used already is told with a lower risk.
 */
export function diffReach(sides: Sides, facts: DiffFacts): readonly Change[] {
  const ranges = diffRanges(sides.before.environments, sides.after.environments);
  const hasSameGround = isGroundSame(sides);
  const kept = hasSameGround ? sides.flows.filter(isFlowSame) : [];
  if (hasSameGround && kept.length === sides.flows.length) return ranges;
  const [findBefore, findAfter] = [createReach(sides.before, facts), createReach(sides.after, facts)];
  const reaches = new Map(sides.before.flows.map(({ flow }) => [flow, findBefore(flow)] as const));
  // What a flow reaches that is the same on the same ground need not be found out again.
  const still = new Map(
    kept.flatMap(({ before, after }) => {
      const reached = before && reaches.get(before.flow);
      return after === undefined || reached === undefined ? [] : [[after.flow, reached] as const];
    }),
  );
  const was = collectReach(sides.before, (flow) => reaches.get(flow) ?? []);
  const is = collectReach(sides.after, (flow) => still.get(flow) ?? findAfter(flow));
  const files = new Map(sides.after.flows.map(({ flow, file }) => [flow, file] as const));
  // What is gone is said of the flow by its later name.
  const later = new Map(sides.flows.map(({ before, after }) => [before?.flow, after?.flow] as const));
  const filesBefore = new Map(sides.before.flows.map(({ flow, file }) => [flow, file] as const));
  const fresh = [...is].filter(([key]) => !was.has(key));
  const gone = [...was]
    .filter(([key]) => !is.has(key))
    .map(([key, one]) => [key, { ...one, flows: one.flows.map((flow) => later.get(flow) ?? flow) }] as const);
  const newOnes = new Set(
    fresh.flatMap(([, { reached }]) => (reached.kind === 'connection' ? [reached.connection] : [])),
  );
  const oldOnes = new Set(
    gone.flatMap(([, { reached }]) => (reached.kind === 'connection' ? [reached.connection] : [])),
  );
  return [
    ...mergeHosts(fresh, newOnes).map((one) => tellReached(one, { isNew: true, files, side: sides.after })),
    ...ranges,
    ...tellSpread(sides, was, is),
    ...mergeHosts(gone, oldOnes).map((one) =>
      tellReached(one, { isNew: false, files: new Map([...filesBefore, ...files]), side: sides.before }),
    ),
  ];
}

function isGroundSame({ before, after }: Sides): boolean {
  const write = (side: DiffSide) => JSON.stringify([side.connections, [...side.contracts], side.environments]);
  return before === after || write(before) === write(after);
}

function isFlowSame({ before, after }: FlowSides): boolean {
  if (before === undefined || after === undefined) return false;
  if (before.flow === after.flow) return true;
  const write = ({ flow: { nodes, correlation, name } }: typeof before) => JSON.stringify([nodes, correlation, name]);
  return write(before) === write(after);
}

function collectReach(side: DiffSide, find: (flow: Flow) => readonly Reached[]): ReadonlyMap<string, SideReach> {
  const all = new Map<string, SideReach>();
  const add = (flow: Flow, reached: Reached, environment?: string): void => {
    const key = [environment ?? '', reached.kind, writeReached(reached)].join(' ');
    const known = all.get(key);
    if (known !== undefined) known.flows.push(flow);
    else all.set(key, { reached, flows: [flow], ...(environment === undefined ? {} : { environment }) });
  };
  for (const { flow } of side.flows) {
    for (const reached of find(flow)) {
      // Data anybody may have is nothing to look at.
      if (reached.kind === 'data' && reached.class === 'public') continue;
      add(flow, reached);
      if (reached.kind !== 'connection') continue;
      for (const { name, host } of boundHosts(side.environments, reached.connection)) {
        add(flow, { kind: 'host', connection: reached.connection, host }, name);
      }
    }
  }
  return all;
}

/** Hosts the environments give a connection. */
function boundHosts(environments: readonly Environment[], connection: string) {
  return environments.flatMap(({ name, connections }) => {
    const url = Object.hasOwn(connections, connection) ? connections[connection]?.url : undefined;
    const host = typeof url === 'string' ? /^[a-z]+:\/\/(?:[^@/]*@)?([^/?#]+)/i.exec(url)?.[1] : undefined;
    return host === undefined ? [] : [{ name, host }];
  });
}

type Entry = readonly [string, SideReach];

/** A connection that came or went with hosts of its own is told by those hosts; the same host is told once. */
function mergeHosts(entries: readonly Entry[], connections: ReadonlySet<string>): readonly SideReach[] {
  const hosted = new Set<string>();
  for (const [, { reached }] of entries) if (reached.kind === 'host') hosted.add(reached.connection);
  const seen = new Set<string>();
  return entries.flatMap(([, one]) => {
    const { reached } = one;
    if (reached.kind === 'connection' && hosted.has(reached.connection) && connections.has(reached.connection))
      return [];
    if (reached.kind !== 'host') return [one];
    const key = `${reached.connection} ${reached.host}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [one];
  });
}

type Told = { readonly isNew: boolean; readonly files: ReadonlyMap<Flow, string>; readonly side: DiffSide };

function tellReached({ reached, flows, environment }: SideReach, { isNew, files, side }: Told): Change {
  const [first] = flows;
  const others = flows.length - 1;
  const name = `"${first?.name ?? ''}"${others < 1 ? '' : ` (and ${count(others, 'other flow')})`}`;
  const value: Json = environment === undefined ? writeReached(reached) : `${writeReached(reached)} (${environment})`;
  return noteChange({
    kind: 'reach',
    risk: isNew ? 'high' : 'low',
    flow: first?.id ?? null,
    field: `reach.${reached.kind}`,
    sentence: sayReached(name, reached, { isNew, environment, side }),
    ...(isNew ? { after: value } : { before: value }),
    file: first === undefined ? undefined : files.get(first),
  });
}

type Saying = { readonly isNew: boolean; readonly environment?: string | undefined; readonly side: DiffSide };

function sayReached(name: string, reached: Reached, { isNew, environment, side }: Saying): string {
  const verb = (now: string, no: string) => (isNew ? `now ${now}` : `no longer ${no}`);
  switch (reached.kind) {
    case 'connection':
      return `${name} ${verb('uses', 'uses')} the connection ${reached.connection}.`;
    case 'host': {
      const where = environment === undefined ? '' : ` in ${environment}`;
      return `${name} ${verb('reaches', 'reaches')} ${reached.host}${where} through the connection ${reached.connection}.`;
    }
    case 'operation': {
      const isRequest = /^[A-Z]+ \//.test(reached.operation);
      const doing = isRequest ? `sends ${reached.operation} to` : `carries out ${reached.operation} in`;
      return `${name} ${verb(doing, doing)} ${reached.connection}.`;
    }
    case 'secret':
      return `${name} ${verb('uses', 'uses')} the secret "${reached.secret}".`;
    case 'data':
      return `${name} ${verb('sends', 'sends')} ${reached.class} data to ${systemNameOf(reached.connection, side)}.`;
    case 'webhook':
      return `${name} ${verb('takes', 'takes')} calls at ${reached.address}.`;
  }
}

function systemNameOf(id: string, { connections, registry }: DiffSide): string {
  const connection = connections.find((one) => one.id === id);
  const system = registry?.systems.find((one) => one.id === connection?.system);
  return system?.name ?? connection?.name ?? id;
}

/** Connections and data classes a flow newly has to do with, though other flows did before. */
function tellSpread(
  { flows, after }: Sides,
  was: ReadonlyMap<string, SideReach>,
  is: ReadonlyMap<string, SideReach>,
): readonly Change[] {
  const earlier = new Map(
    flows.flatMap(({ before, after: now }) => (now === undefined ? [] : [[now.flow, before?.flow] as const])),
  );
  const files = new Map(after.flows.map(({ flow, file }) => [flow, file] as const));
  return [...is].flatMap(([key, { reached, flows: users, environment }]) => {
    const known = was.get(key);
    const isSpreading = reached.kind === 'connection' || (reached.kind === 'data' && reached.class !== 'internal');
    if (known === undefined || !isSpreading || environment !== undefined) return [];
    const before = new Set(known.flows);
    const fresh = users.filter((flow) => {
      const old = earlier.get(flow);
      return old === undefined || !before.has(old);
    });
    return fresh.map((flow) =>
      noteChange({
        kind: 'reach',
        risk: 'medium',
        flow: flow.id,
        field: `reach.${reached.kind}`,
        sentence: sayReached(`"${flow.name}"`, reached, { isNew: true, side: after }).replace(
          /\.$/,
          ', as other flows do.',
        ),
        after: writeReached(reached),
        file: files.get(flow),
      }),
    );
  });
}

/** Private address ranges an environment lets connections reach. */
function diffRanges(before: readonly Environment[], after: readonly Environment[]): readonly Change[] {
  const names = new Set([...after, ...before].map(({ name }) => name));
  const rangesOf = (list: readonly Environment[], name: string) =>
    list.find((one) => one.name === name)?.egress.allowPrivate ?? [];
  return [...names].flatMap((name) => {
    const [was, is] = [rangesOf(before, name), rangesOf(after, name)];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    const place = { kind: 'reach', field: 'egress.allowPrivate', file: `environments/${name}.yaml` } as const;
    const tell = (range: string, verb: string) =>
      `Connections may ${verb} reach the private addresses ${range} in ${name}.`;
    return [
      ...is
        .filter((one) => !was.includes(one))
        .map((range) => noteChange({ ...place, risk: 'high', sentence: tell(range, 'now'), after: range })),
      ...was
        .filter((one) => !is.includes(one))
        .map((range) => noteChange({ ...place, risk: 'low', sentence: tell(range, 'no longer'), before: range })),
    ];
  });
}
