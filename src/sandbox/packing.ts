import type { PreparedStep, SegmentOutcome, SettledStep } from '#flow/interpret/segment-shape.ts';
import type { JsonText } from '#flow/json.ts';
import type { FrameHeader, Referenced, SandboxRequest, SandboxResult, SegmentResult, TriggerKeys } from './messages.ts';

/** Puts the texts of a request back where the parent took them out. */
export function unpackRequest(header: string, rest: string): SandboxRequest {
  // The parent is our own code and the only writer of this channel.
  const { texts, value } = JSON.parse(header) as FrameHeader<SandboxRequest>;
  const at = sections(texts, rest);
  const each = (record: Readonly<Record<string, number>>): Record<string, JsonText> =>
    Object.fromEntries(Object.entries(record).map(([name, position]) => [name, at(position)]));
  if (value.kind === 'eval') {
    return { ...value, input: value.input === undefined ? undefined : at(value.input), bindings: each(value.bindings) };
  }
  const outcomes = Object.entries(value.outcomes).map(([id, outcome]) => [id, unpackOutcome(outcome, at)] as const);
  return {
    ...value,
    input: at(value.input),
    outer: each(value.outer),
    bindings: each(value.bindings),
    outcomes: Object.fromEntries(outcomes),
  };
}

/** Cuts the text section of a frame body into its texts. */
export function sections(lengths: readonly number[], rest: string): (position: number) => JsonText {
  let start = 0;
  const texts: string[] = [];
  for (const length of lengths) {
    texts.push(rest.slice(start, start + length));
    start += length;
  }
  // A serialiser wrote every section; the brand is only lost on the way.
  return (position) => (texts[position] ?? 'null') as JsonText;
}

function unpackOutcome(outcome: Referenced<SegmentOutcome>, at: (position: number) => JsonText): SegmentOutcome {
  const { output, learned, ...others } = outcome;
  return {
    ...others,
    ...(output !== undefined && { output: at(output) }),
    ...(learned !== undefined && { learned: at(learned) }),
  };
}

/** Takes the texts of a result out, so that they cross unescaped. */
export function packResult(result: SandboxResult, micros: number): { header: string; texts: readonly string[] } {
  const texts: string[] = [];
  const put = (text: JsonText): number => texts.push(text) - 1;
  const value = packValue(result, put);
  return { header: JSON.stringify({ texts: texts.map((text) => text.length), micros, value }), texts };
}

type Put = (text: JsonText) => number;

function packValue(result: SandboxResult, put: Put): Referenced<SandboxResult> {
  switch (result.kind) {
    case 'refused':
      return result;
    case 'eval':
      return result.text === undefined ? { kind: 'eval' } : { kind: 'eval', text: put(result.text) };
    case 'segment':
      return packSegment(result, put);
  }
}

function packSegment(result: SegmentResult, put: Put): Referenced<SegmentResult> {
  return {
    kind: 'segment',
    settled: result.settled.map((step) => packSettled(step, put)),
    prepared: result.prepared.map((step: PreparedStep) => ({ ...step, config: put(step.config) })),
    ...(result.keys !== undefined && { keys: packKeys(result.keys, put) }),
  };
}

function packSettled(step: SettledStep, put: Put): Referenced<SettledStep> {
  const { output, learned, ...others } = step;
  return {
    ...others,
    ...(output !== undefined && { output: put(output) }),
    ...(learned !== undefined && { learned: put(learned) }),
  };
}

function packKeys(keys: TriggerKeys, put: Put): Referenced<TriggerKeys> {
  const { dedupe, lane, order, correlation, failure } = keys;
  return {
    ...(dedupe !== undefined && { dedupe: put(dedupe) }),
    ...(lane !== undefined && { lane: put(lane) }),
    ...(order !== undefined && { order: put(order) }),
    ...(correlation !== undefined && { correlation: put(correlation) }),
    ...(failure !== undefined && { failure }),
  };
}
