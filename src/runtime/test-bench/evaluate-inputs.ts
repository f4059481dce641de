import { escapeText, parseTextTemplate } from '#flow/expression/text-template.ts';
import type { Failure } from '#flow/failure.ts';
import { fromJsonText, isJsonObject, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import type { Sandbox } from '../engine/ports.ts';

/** A place in a text; lines and columns from 1, the offset in UTF-16 code units from 0. */
export type TextPlace = { readonly line: number; readonly column: number; readonly offset: number };

/** What an expression gave for one input. `value` is absent for JSONata's undefined. */
export type EvaluatedInput =
  | { readonly ok: true; readonly value?: Json }
  | { readonly ok: false; readonly failure: Failure; readonly position: TextPlace | null };

/** An expression, or a text with `{{ }}`, and the data it is tried on. */
export type EvaluateAsk = {
  readonly expression: string;
  readonly kind: 'expression' | 'text';
  /** Absent input is `undefined`. */
  readonly inputs: readonly Json[];
  /** Values by name without the dollar. */
  readonly bindings: Readonly<Record<string, Json>>;
  readonly now: number;
};

/** Evaluates over each input in the sandbox flows run in. */
export async function evaluateInputs(sandbox: Sandbox, ask: EvaluateAsk): Promise<readonly EvaluatedInput[]> {
  const bindings = Object.fromEntries(Object.entries(ask.bindings).map(([name, value]) => [name, toJsonText(value)]));
  return await Promise.all(
    ask.inputs.map((input) => {
      const at = { sandbox, bindings, now: ask.now, input: toJsonText(input) };
      return ask.kind === 'text' ? fillText(ask.expression, at) : evaluateOne(ask.expression, at, ask.expression, 0);
    }),
  );
}

type At = {
  readonly sandbox: Sandbox;
  readonly bindings: Readonly<Record<string, JsonText>>;
  readonly now: number;
  readonly input: JsonText;
};

/** @param start offset of the expression in the whole text, for the place of a mistake */
async function evaluateOne(expression: string, at: At, whole: string, start: number): Promise<EvaluatedInput> {
  const { sandbox, bindings, now, input } = at;
  const result = await sandbox.evaluate(undefined, { kind: 'eval', expression, input, bindings, now, seed: 1 });
  if (result.kind === 'refused') {
    return { ok: false, failure: result.failure, position: placeOf(result.failure, whole, start) };
  }
  if (result.kind !== 'eval') throw new Error('The sandbox answered an expression with something else.');
  return result.text === undefined ? { ok: true } : { ok: true, value: fromJsonText(result.text) };
}

async function fillText(text: string, at: At): Promise<EvaluatedInput> {
  const parts = parseTextTemplate(text);
  if (!parts.ok) {
    const [problem] = parts.problems;
    const title = problem?.message ?? 'The text cannot be read.';
    const offset = text.lastIndexOf('{{');
    const failure: Failure = { code: 'expression/text-unclosed', kind: 'permanent', title };
    return { ok: false, failure, position: placeAt(text, Math.max(0, offset)) };
  }
  let filled = '';
  for (const part of parts.value) {
    if (part.kind === 'literal') {
      filled += part.text;
      continue;
    }
    const given = await evaluateOne(part.expression, at, text, part.start);
    if (!given.ok) return given;
    const escaped = escapeText('plain', given.value ?? null);
    if (!escaped.ok) return { ok: false, failure: escaped.failure, position: placeAt(text, part.start) };
    filled += escaped.text;
  }
  return { ok: true, value: filled };
}

/** JSONata counts the characters it has read; the mistake ends there. */
function placeOf({ detail }: Failure, whole: string, start: number): TextPlace | null {
  if (!isJsonObject(detail) || typeof detail.position !== 'number') return null;
  const token = typeof detail.token === 'string' ? detail.token.length : 1;
  return placeAt(whole, Math.max(start, start + detail.position - token));
}

function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, offset };
}
