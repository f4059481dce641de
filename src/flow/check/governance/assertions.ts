import { reachesSome } from '../../graph/reach.ts';
import type { Assertion, Gate } from '../../template/template.ts';
import type { ExaminedNode } from '../examination.ts';
import { findExposures, findMisfits } from './data-demands.ts';
import { askFlowProperty } from './flow-properties.ts';
import { headerOf } from './header.ts';
import { createPassage } from './passage.ts';
import { besideSettings, fits, selectNodes } from './selector.ts';
import { answerOf } from './step-properties.ts';
import { findSystemViolations } from './system-demands.ts';
import { meetsTest, valueAtPath } from './value-test.ts';
import type { View, Violation } from './view.ts';

/**
 * Lists every place where a demand is not met.
 *
 * @param nodes the steps that the rule's `when` selects; every step where it has none
 */
export function findViolations(assertion: Assertion, nodes: readonly ExaminedNode[], view: View): readonly Violation[] {
  if (assertion.all !== undefined) return assertion.all.flatMap((one) => findViolations(one, nodes, view));
  if (assertion.any !== undefined) return noneMet(assertion.any, nodes, view);
  return [...askFlow(assertion, view), ...askSteps(assertion, nodes, view), ...askWays(assertion, nodes, view)];
}

/** Steps for which no alternative holds; told in the words of the first. */
function noneMet(alternatives: readonly Assertion[], nodes: readonly ExaminedNode[], view: View): readonly Violation[] {
  const [first = [], ...others] = alternatives.map((one) => findViolations(one, nodes, view));
  return first.filter((violation) => others.every((found) => found.some(({ node }) => node === violation.node)));
}

function* askFlow({ exists, forbid, count, meta, flow, flowsTo }: Assertion, view: View): Generator<Violation> {
  if (exists !== undefined && selectNodes(exists, view).length === 0) yield {};
  if (forbid !== undefined) for (const node of selectNodes(forbid, view)) yield { node };
  if (count !== undefined) {
    const found = selectNodes(count.of, view);
    const isRight = found.length >= (count.min ?? 0) && found.length <= (count.max ?? found.length);
    const [last] = found.slice(-1);
    if (!isRight) yield { detail: String(found.length), ...(last === undefined ? {} : { node: last }) };
  }
  if (meta !== undefined) {
    const header = headerOf(view.examination.flow);
    for (const [path, test] of Object.entries(meta)) {
      if (!meetsTest(valueAtPath(header, path), test, view.parameters)) yield { path, detail: path };
    }
  }
  if (flow !== undefined) yield* askFlowProperty(flow, view);
  if (flowsTo !== undefined) yield* findExposures(flowsTo, view);
}

function* askSteps(assertion: Assertion, nodes: readonly ExaminedNode[], view: View): Generator<Violation> {
  const { config, step, is, system, contract } = assertion;
  for (const node of nodes) {
    for (const [path, test] of Object.entries(config ?? {})) {
      if (meetsTest(valueAtPath(node.node.config, path), test, view.parameters)) continue;
      yield { node, path: `${node.path}.config.${path}`, detail: path };
    }
    for (const [path, test] of Object.entries(step ?? {})) {
      if (meetsTest(valueAtPath(besideSettings(node), path), test, view.parameters)) continue;
      yield { node, path: `${node.path}.${path}`, detail: path };
    }
    const answer = is === undefined ? true : answerOf(is, node, view);
    if (answer !== true) yield { node, ...answer };
    if (system !== undefined) yield* findSystemViolations(node, system, view);
  }
  if (contract !== undefined) yield* findMisfits(new Set(nodes), view);
}

function* askWays(assertion: Assertion, nodes: readonly ExaminedNode[], view: View): Generator<Violation> {
  const { dominates, postdominates, between, reaches, adjacent } = assertion;
  if (dominates !== undefined) {
    const passage = createPassage(gatesOf(dominates), view);
    for (const node of nodes) yield* violationOf(node, passage.wayTo(node));
  }
  if (postdominates !== undefined) {
    const passage = createPassage(gatesOf(postdominates.gates), view);
    for (const node of nodes) yield* violationOf(node, passage.wayOn(node, postdominates.failures === true));
  }
  if (between !== undefined) {
    const passage = createPassage(gatesOf(between.via), view);
    const sources = selectNodes(between.from, view);
    for (const node of nodes) {
      for (const from of sources) yield* violationOf(node, passage.wayBetween(from, node));
    }
  }
  for (const node of nodes) {
    if (reaches !== undefined) yield* findUnreached(node, reaches, view);
    if (adjacent !== undefined) yield* findStrangers(node, adjacent, view);
  }
}

function gatesOf(gates: Gate | readonly Gate[]): readonly Gate[] {
  return isList(gates) ? gates : [gates];
}

function isList(gates: Gate | readonly Gate[]): gates is readonly Gate[] {
  return Array.isArray(gates);
}

type Way = NonNullable<Violation['paths']>[number];

function* violationOf(node: ExaminedNode, way: Way | undefined): Generator<Violation> {
  if (way === undefined) return;
  const related = way.map((step) => step.node).filter((id) => id !== node.id);
  const last = way.at(-2);
  const [from, port] = [last?.node, last?.port];
  const edge =
    from === undefined || port === undefined ? {} : { edge: { from, port, to: way.at(-1)?.node ?? node.id } };
  yield { node, ...edge, paths: [way], related };
}

/** Outcomes of a step that lead to no step that fits; without `by`, the step itself where none does. */
function* findUnreached(
  node: ExaminedNode,
  { to, by }: NonNullable<Assertion['reaches']>,
  view: View,
): Generator<Violation> {
  const { body } = node;
  const index = body?.graph.indexOf.get(node.id);
  if (body === undefined || index === undefined) return;
  for (const port of by ?? [undefined]) {
    const open = (body.graph.outgoing[index] ?? []).filter((edge) => port === undefined || edge.port === port);
    const isFound = reachesSome(
      body.graph,
      open.map((edge) => edge.to),
      (at) => {
        const target = body.nodes[at];
        return target !== undefined && fits(target, to, view);
      },
    );
    if (!isFound) {
      const path = port === undefined ? {} : { path: `${node.path}.next.${port}`, values: { port } };
      yield { node, ...path, ...(port === undefined ? {} : { detail: port }) };
    }
  }
}

function* findStrangers(
  node: ExaminedNode,
  { after, before }: NonNullable<Assertion['adjacent']>,
  view: View,
): Generator<Violation> {
  const { body } = node;
  const index = body?.graph.indexOf.get(node.id);
  if (body === undefined || index === undefined) return;
  const sides = [
    [after, (body.graph.outgoing[index] ?? []).map(({ to }) => to)],
    [before, (body.graph.incoming[index] ?? []).map(({ from }) => from)],
  ] as const;
  for (const [wanted, neighbours] of sides) {
    if (wanted === undefined) continue;
    const strange = neighbours
      .map((one) => body.nodes[one])
      .find((one) => one !== undefined && !fits(one, wanted, view));
    if (strange !== undefined || neighbours.length === 0) yield { node, ...(strange ? { related: [strange.id] } : {}) };
  }
}
