import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import { parseFlow } from '../text/parse.ts';
import { applyRules, checkFlow, hasErrors, stopsActivation } from './check.ts';
import { branch, flow, map, node, reserve, setAside, start } from './fixtures/build-flow.ts';
import { checkRules } from './rules.ts';

const context = { catalogue: nodeCatalogue };

function readExample(name: string): Flow {
  const text = readFileSync(new URL(`../text/fixtures/${name}`, import.meta.url), 'utf8');
  const parsed = parseFlow(text, nodeCatalogue);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** A flow of many orders' worth of ways: fans, branches that rejoin, mappings and writes. */
function largeFlow(count: number): Flow {
  const nodes: FlowNode[] = [start('decide_0')];
  const rounds = Math.floor(count / 5);
  for (let round = 0; round < rounds; round++) {
    const [next, after] = [`join_${round}`, round + 1 < rounds ? `decide_${round + 1}` : 'set_aside'];
    const expression = `{ "line": ${round}, "total": $sum(lines.(quantity * price)), "ref": $run.key & "-${round}" }`;
    nodes.push(
      branch(`decide_${round}`, { yes: `yes_${round}`, no: `no_${round}`, error: 'set_aside' }),
      map(`yes_${round}`, next, expression),
      map(`no_${round}`, next, expression),
      map(next, `write_${round}`, expression),
      reserve(`write_${round}`, { key: `reference & "-${round}"`, next: { done: after, error: 'set_aside' } }),
    );
  }
  return flow([...nodes, setAside()]);
}

test('the example of an order has no finding', () => {
  expect(checkFlow(readExample('shop-order.flow.yaml'), context)).toEqual([]);
});

test('the example of a scope has no finding', () => {
  expect(checkFlow(readExample('reserve-lines.flow.yaml'), context)).toEqual([]);
});

test('the order of nodes in the file changes no finding', () => {
  const mixed = flow([
    start({ out: ['a', 'b', 'gone'] }),
    map('a', 'join', '$steps.b.x + $foo'),
    map('b', 'join'),
    map('join', 'back'),
    branch('back', { yes: 'lost_end', maybe: 'a' }),
    node('lost', 'map@1', { next: 'lost_end' }),
    map('lost_end'),
    node('loop', 'each@1', { config: { items: 'lines' }, body: [reserve('w'), reserve('v', { pivot: true })] }),
  ]);
  const expected = checkFlow(mixed, context);
  const property = (nodes: readonly FlowNode[]) => {
    expect(checkFlow({ ...mixed, nodes }, context)).toEqual(expected);
  };

  expect(expected.length).toBeGreaterThan(8);
  fc.assert(fc.property(fc.shuffledSubarray([...mixed.nodes], { minLength: mixed.nodes.length }), property), {
    numRuns: 50,
  });
});

test('errors come before warnings, and only errors stop anything', () => {
  const broken = checkFlow(flow([start('nowhere'), node('a', 'merge@1'), branch('b', {})]), context);
  const fine = checkFlow(flow([start('a'), map('a')]), context);

  const weights = broken.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
  expect(weights).toEqual(weights.toSorted());
  expect(hasErrors(broken)).toBe(true);
  expect(hasErrors(fine)).toBe(false);
});

test('every fix and every related id names a node of the flow', () => {
  const parallel = flow([start({ out: ['a', 'b'] }), map('a', 'join'), map('b', 'join'), map('join')]);

  const findings = checkFlow(parallel, context);

  const ids = new Set([...allNodes(parallel.nodes)].map(({ id }) => id));
  expect(findings.map(({ rule }) => rule)).toEqual(['flow/several-deliveries']);
  expect(findings.flatMap(({ related }) => related ?? []).every((id) => ids.has(id))).toBe(true);
});

test('any flow value can be checked, however broken', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', 'constructor');
  const config = fc.dictionary(
    fc.constantFrom('expression', 'items', 'key', 'cases', 'otherwise', 'connection', 'auth', 'mode', 'until', 'catch'),
    fc.oneof(fc.jsonValue(), fc.constantFrom('$steps.a', '{{ x', 'a.', { $: '$eval(x)' }, [{ port: 'error' }])),
  );
  const type = fc.constantFrom(...nodeCatalogue.all.map((manifest) => `${manifest.type}@1`), 'map@9', 'nothing');
  const leaf = fc.record({
    id,
    type,
    config,
    next: fc.array(fc.tuple(fc.constantFrom('done', 'out', 'error', 'yes'), fc.array(id, { maxLength: 3 }))),
    compensate: fc.option(id),
    pivot: fc.boolean(),
  });
  // JSON from the generator is JSON, but its type does not say so.
  const toNode = (drawn: { id: string; type: string }) => drawn as unknown as FlowNode;
  const nodes = fc.array(
    fc
      .tuple(leaf, fc.option(fc.array(leaf, { maxLength: 3 })), fc.option(fc.array(leaf, { maxLength: 2 })))
      .map(([outer, body, compensations]) => {
        const own = withEdges(outer);
        const scope = body === null ? {} : { body: body.map(withEdges).map(toNode) };
        const undo = compensations === null ? {} : { compensations: compensations.map(withEdges).map(toNode) };
        return toNode({ ...own, ...scope, ...undo });
      }),
    { maxLength: 6 },
  );
  const around = {
    ...context,
    connections: new Map([['a', { id: 'a', kind: 'http' }]]),
    contracts: new Map([['order@1', { type: 'array' }]]),
    environments: [{ name: 'dev', variables: {} }],
    flows: new Set<string>(),
    secrets: new Set<string>(),
  };

  fc.assert(
    fc.property(nodes, (drawn) => {
      for (const finding of checkFlow(flow(drawn), around)) expect(finding.message).toMatch(/^[A-Z"].*[.]$/s);
    }),
    { numRuns: 400 },
  );
});

test('three hundred scopes inside each other overflow nothing', () => {
  let inner = map('inside');
  for (let depth = 0; depth < 300; depth++) inner = node(`try_${depth}`, 'try@1', { body: [inner] });

  const findings = applyRules(flow([start('try_299'), inner]), context, checkRules);

  expect(findings.map(({ rule }) => rule)).not.toContain('flow/unreachable-node');
});

test('a flow of five hundred nodes without faults has no finding', () => {
  const large = largeFlow(500);

  const findings = checkFlow(large, context);

  expect(large.nodes.length).toBeGreaterThan(500);
  expect(findings).toEqual([]);
});

function withEdges<
  T extends { readonly next: readonly (readonly [string, readonly string[]])[]; compensate: string | null },
>(drawn: T) {
  const { next, compensate, ...rest } = drawn;
  const ports = next.map(([port, targets]) => ({ port, targets, list: true }));
  return { ...rest, ...(compensate === null ? {} : { compensate }), next: { short: false, ports } };
}

test('where much depends on a flow, a warning of a pattern keeps it out until it is waived', () => {
  const warning = { rule: 'G-13', severity: 'warning', flow: 'f', message: 'Keep a run as a test.' } as const;
  const waiver = { reason: 'The partner system has no test account.', approver: 'mila', expires: '2027-03-31' };
  const high = { classification: { criticality: 'high' } } as const;

  expect(stopsActivation([warning], high)).toBe(true);
  expect(stopsActivation([warning], {})).toBe(false);
  expect(stopsActivation([{ ...warning, waiver }], high)).toBe(false);
  expect(stopsActivation([{ ...warning, rule: 'map/array-not-kept' }], high)).toBe(false);
  expect(stopsActivation([{ ...warning, severity: 'error' }], {})).toBe(true);
});
