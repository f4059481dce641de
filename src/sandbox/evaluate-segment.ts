import { escapeText, parseTextTemplate } from '#flow/expression/text-template.ts';
import { type Failure, invalid, permanent } from '#flow/failure.ts';
import { advanceSegment, type SegmentStep } from '#flow/interpret/segment.ts';
import { fromJsonText, isJsonObject, type Json, type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import type { ExpressionResult, PureResult, PureStep } from '#flow/node-type/work.ts';
import type { Plan, PlanNode, PrepareField } from '#flow/plan/plan.ts';
import { applyPrepared } from '#flow/plan/prepare-fields.ts';
import { evaluators } from '#nodes/evaluators.ts';
import type { Guest } from './isolates.ts';
import type { EvalRequest, SandboxResult, SegmentRequest, SegmentResult, TriggerKeys } from './messages.ts';
import { seedOf } from './seed.ts';

/** Evaluates one expression for the command line or the designer. */
export function evaluateExpression(request: EvalRequest, guest: Guest): SandboxResult {
  const { expression, input, bindings, now, seed } = request;
  const result = guest.evaluate({ source: expression, input, bindings, now, seed: seedOf(seed, '') });
  if (!result.ok) return { kind: 'refused', failure: result.failure };
  return result.text === undefined ? { kind: 'eval' } : { kind: 'eval', text: result.text };
}

/** Carries out a segment: evaluates pure nodes as far as they can be reached and prepares what comes after them. */
export function evaluateSegment(plan: Plan, request: SegmentRequest, guest: Guest): SegmentResult {
  const evaluateAt = (node: PlanNode, step: SegmentStep, place: string, source: string, extra = {}): ExpressionResult =>
    guest.evaluate({
      source,
      input: step.input,
      bindings: { ...request.bindings, ...step.bindings, ...extra },
      now: request.now,
      seed: seedOf(request.seed, `${request.frame}/${node.id}/${place}`),
    });
  const work = {
    evaluate: (node: PlanNode, step: SegmentStep): PureResult =>
      evaluateNode(node, pureStep(plan, request, guest, node, step, evaluateAt)),
    prepare: (node: PlanNode, step: SegmentStep): Prepared =>
      prepareNode(node, (place, source) => evaluateAt(node, step, place, source)),
  };
  const advanced = advanceSegment(plan, request, work);
  const keys = request.keys === true ? triggerKeys(plan, request, evaluateAt) : undefined;
  return { kind: 'segment', ...advanced, ...(keys !== undefined && { keys }) };
}

type EvaluateAt = (
  node: PlanNode,
  step: SegmentStep,
  place: string,
  source: string,
  extra?: Readonly<Record<string, JsonText>>,
) => ExpressionResult;

function pureStep(
  plan: Plan,
  request: SegmentRequest,
  guest: Guest,
  node: PlanNode,
  step: SegmentStep,
  evaluateAt: EvaluateAt,
): PureStep {
  return {
    id: node.id,
    config: node.config,
    input: step.input,
    inputs: step.inputs,
    contract: (name) => (Object.hasOwn(plan.contracts, name) ? plan.contracts[name] : undefined),
    expression(configPath, bindings) {
      const source = textAt(node.config, configPath);
      return source === undefined ? noSource(configPath) : evaluateAt(node, step, configPath, source, bindings);
    },
    script(configPath) {
      const source = textAt(node.config, configPath);
      if (source === undefined) return noSource(configPath);
      const seed = seedOf(request.seed, `${request.frame}/${node.id}/${configPath}`);
      const bindings = { ...request.bindings, ...step.bindings };
      return guest.script({ source, input: step.input, bindings, now: request.now, seed });
    },
  };
}

function evaluateNode(node: PlanNode, step: PureStep): PureResult {
  const evaluate = evaluators.get(`${node.type}@${node.major}`);
  if (evaluate === undefined) {
    const title = `This version cannot evaluate node type "${node.type}@${node.major}". Install one that can.`;
    return { ok: false, failure: permanent('engine/node-unknown', title) };
  }
  try {
    return evaluate(step);
  } catch (error) {
    // A bug in node work ends this step, not the child: its neighbours in the batch are innocent.
    const detail = { error: error instanceof Error ? error.name : 'unknown' };
    const title = `Node type "${node.type}" broke over this data. This is a defect of the product; report it.`;
    return { ok: false, failure: permanent('engine/node-broke', title, { detail }) };
  }
}

function noSource(configPath: string): ExpressionResult {
  const title = `The config has no text at "${configPath}". Fill it in.`;
  return { ok: false, failure: permanent('expression/missing', title) };
}

type Prepared = { readonly config: JsonText; readonly key?: string } | { readonly failure: Failure };

function prepareNode(node: PlanNode, evaluate: (place: string, source: string) => ExpressionResult): Prepared {
  const computed: Record<string, Json> = {};
  for (const field of node.prepare) {
    const value = field.kind === 'text' ? fillText(field, evaluate) : computeField(field, evaluate);
    if ('failure' in value) return { failure: atField(value.failure, field.path) };
    if (value.value !== undefined) computed[field.path] = value.value;
  }
  const config = toJsonText(
    node.prepare.length === 0 ? node.config : applyPrepared(node.config, node.prepare, computed),
  );
  if (node.key === undefined) return { config };
  const key = businessKey(evaluate('key', node.key));
  return 'failure' in key ? { failure: atField(key.failure, 'key') } : { config, key: key.key };
}

function atField(failure: Failure, field: string): Failure {
  const detail = isJsonObject(failure.detail) ? failure.detail : {};
  return { ...failure, detail: { ...detail, field } };
}

type FieldValue = { readonly value: Json | undefined } | { readonly failure: Failure };

function computeField(field: PrepareField, evaluate: (place: string, source: string) => ExpressionResult): FieldValue {
  const result = evaluate(field.path, field.source);
  if (!result.ok) return { failure: result.failure };
  return { value: result.text === undefined ? undefined : fromJsonText(result.text) };
}

function fillText(field: PrepareField, evaluate: (place: string, source: string) => ExpressionResult): FieldValue {
  const template = parseTextTemplate(field.source);
  if (!template.ok) {
    const title = 'The text holds a {{ without its }}. Close it.';
    return { failure: permanent('expression/text-unclosed', title) };
  }
  let filled = '';
  for (const part of template.value) {
    if (part.kind === 'literal') {
      filled += part.text;
      continue;
    }
    const result = evaluate(`${field.path}@${part.start}`, part.expression);
    if (!result.ok) return { failure: result.failure };
    const value = result.text === undefined ? null : fromJsonText(result.text);
    const escaped = escapeText(field.escaping ?? 'plain', value);
    if (!escaped.ok) return { failure: escaped.failure };
    filled += escaped.text;
  }
  return { value: filled };
}

function businessKey(result: ExpressionResult): { readonly key: string } | { readonly failure: Failure } {
  if (!result.ok) return { failure: result.failure };
  const value = result.text === undefined ? undefined : fromJsonText(result.text);
  if (typeof value === 'string' && value.length > 0 && value.length <= 1_000) return { key: value };
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { key: String(value) };
  const title =
    'The key of the step came out neither as text nor as a whole number. Name a field that is always there.';
  return { failure: invalid('effect/bad-key', title) };
}

function triggerKeys(plan: Plan, request: SegmentRequest, evaluateAt: EvaluateAt): TriggerKeys {
  const node = request.trigger === undefined ? undefined : plan.nodes[request.trigger];
  if (node === undefined) return {};
  const sources = {
    dedupe: textAt(node.config, 'dedupe.key'),
    lane: textAt(node.config, 'sequence.key'),
    order: textAt(node.config, 'sequence.order'),
    correlation: plan.correlation,
  };
  const step = { input: request.input, inputs: [], bindings: {} };
  const keys: Record<string, JsonText> = {};
  for (const [name, source] of Object.entries(sources)) {
    if (source === undefined) continue;
    const result = evaluateAt(node, step, name, source);
    if (!result.ok) return { ...keys, failure: atField(result.failure, name) };
    if (result.text !== undefined) keys[name] = result.text;
  }
  return keys;
}

/** The text at a dotted path of a config; a block `{ $: … }` counts as its expression. */
function textAt(config: JsonObject, path: string): string | undefined {
  let place: Json | undefined = config;
  for (const segment of path.split('.')) {
    if (Array.isArray(place)) place = place[Number(segment)];
    else if (isJsonObject(place) && Object.hasOwn(place, segment)) place = place[segment];
    else return undefined;
  }
  if (isJsonObject(place) && Object.hasOwn(place, '$')) place = place.$;
  return typeof place === 'string' ? place : undefined;
}
