import type { Fix, Problem } from '../problem.ts';
import { nodeOfPath, type Reading } from './reading.ts';
import { lineIndexOf, type ProblemExtras, problemAt } from './source.ts';
import { isAmbiguous, type ScalarRole, spellKey, spellScalar, styleOf } from './spelling.ts';
import { isKeySpelledWell } from './yaml-subset.ts';
import { allPlaces, placeName, type YamlEntry, type YamlScalar } from './yaml-tree.ts';

/** Refuses every spelling that another reader, or a hurried eye, could take for something else. */
export function checkSpellings(reading: Reading): readonly Problem[] {
  const problems: Problem[] = [];
  for (const place of allPlaces(reading.document.root)) {
    if (place.kind === 'scalar') problems.push(...scalarProblems(reading, place));
    if (place.kind === 'map') problems.push(...place.entries.flatMap((entry) => keyProblems(reading, entry)));
  }
  return problems;
}

function located(reading: Reading, offset: number, code: string, message: string, path: string, fix?: Fix): Problem {
  const node = reading.document.root.entries.some((entry) => entry.key === 'nodes') ? nodeOfPath(path) : undefined;
  const extras: ProblemExtras = {
    path,
    ...(node === undefined ? {} : { node }),
    ...(fix === undefined ? {} : { fix }),
  };
  return problemAt(reading.document.source, offset, code, message, extras);
}

function keyProblems(reading: Reading, entry: YamlEntry): readonly Problem[] {
  if (isKeySpelledWell(entry)) return [];
  const fix = {
    title: 'Write the key as other readers need it',
    start: entry.keyStart,
    end: entry.keyEnd,
    replacement: spellKey(entry.key),
  };
  const message = `The key \`${entry.key}\` must be written ${fix.replacement}: plain keys have letters, digits, \`_\` and \`-\` only.`;
  return [located(reading, entry.keyStart, 'flow/key-grammar', message, entry.value.path, fix)];
}

function scalarProblems(reading: Reading, scalar: YamlScalar): readonly Problem[] {
  if (scalar.source === '' && scalar.value === null) {
    const message = `${placeName(scalar.path)} has no value; write one, or remove the key.`;
    return [located(reading, scalar.at, 'flow/empty-value', message, scalar.path)];
  }
  if (typeof scalar.value !== 'string') return [];
  const isExpression = reading.expressions.has(scalar);
  const complaint = isExpression ? expressionComplaint(reading, scalar) : textComplaint(scalar, scalar.value);
  if (complaint === undefined) return [];
  const fix = complaint.withoutFix ? undefined : respell(scalar, isExpression ? 'expression' : 'text');
  return [located(reading, scalar.start, complaint.code, complaint.message, scalar.path, fix)];
}

type Complaint = { readonly code: string; readonly message: string; readonly withoutFix?: true };

function expressionComplaint(reading: Reading, scalar: YamlScalar): Complaint | undefined {
  const value = meantText(scalar);
  if (scalar.style === 'plain' && isCutByComment(reading, scalar)) {
    const message = `${placeName(scalar.path)} is an expression, and YAML ends it at \` #\`. Put the whole expression in single quotes, or move the comment above its key.`;
    return { code: 'flow/expression-cut', message, withoutFix: true };
  }
  const wanted = styleOf(value, 'expression', scalar.inFlow);
  if (scalar.style === wanted && !isFolded(scalar) && !hasOtherHeader(scalar)) return undefined;
  const how = {
    plain: 'without quotes, because it is a simple path',
    single: 'in single quotes',
    literal: 'as a `|-` block',
    double: 'in double quotes, because it holds control characters',
    folded: 'as a `|-` block',
  };
  const message = `${placeName(scalar.path)} is an expression; write it ${how[wanted]}.`;
  return { code: 'flow/expression-style', message };
}

function isCutByComment(reading: Reading, scalar: YamlScalar): boolean {
  const { source, commentLines } = reading.document;
  return commentLines.has(lineIndexOf(source, scalar.start));
}

function textComplaint(scalar: YamlScalar, value: string): Complaint | undefined {
  const where = placeName(scalar.path);
  if (isFolded(scalar)) {
    return {
      code: 'flow/line-folding',
      message: `${where} is folded over lines; write it on one line, or as a \`|-\` block.`,
    };
  }
  if (hasOtherHeader(scalar)) {
    return {
      code: 'flow/block-style',
      message: `${where} must begin with \`|-\`, the one block form that is allowed.`,
    };
  }
  if (scalar.style === 'double' && styleOf(value, 'text', scalar.inFlow) !== 'double') {
    return {
      code: 'flow/double-quotes',
      message: `${where} needs no double quotes; they are for control characters only.`,
    };
  }
  if (scalar.style !== 'plain') return undefined;
  if (value.includes('{{')) {
    return { code: 'flow/unquoted-template', message: `${where} holds \`{{ }}\`; put the text in single quotes.` };
  }
  if (!isAmbiguous(value)) return undefined;
  const message = `${where} is written ${value}, which YAML readers take for different things. Put it in single quotes if it is text${isDecimal(value) ? '; write a number in its shortest decimal form' : ''}.`;
  return { code: 'flow/ambiguous-scalar', message, ...(isDecimal(value) ? { withoutFix: true } : {}) };
}

/** `1.50` or `+5` may be meant as a number, so quoting is no certain mend. */
function isDecimal(value: string): boolean {
  return (
    /^[-+]?([1-9]\d*|0)?(\.\d*)?([eE][-+]?\d+)?$/.test(value) && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER
  );
}

function isFolded(scalar: YamlScalar): boolean {
  return scalar.style === 'folded' || (scalar.style !== 'literal' && scalar.source.includes('\n'));
}

function hasOtherHeader(scalar: YamlScalar): boolean {
  return scalar.style === 'literal' && !/^\|-[ \t]*(#|\r?\n|$)/.test(scalar.source);
}

/** A block other than `|-` ends in line breaks nobody wrote on purpose. */
function meantText(scalar: YamlScalar): string {
  const text = String(scalar.value);
  const isBlock = scalar.style === 'folded' || scalar.style === 'literal';
  return isBlock && !/^\|-/.test(scalar.source) ? text.replace(/\n+$/, '') : text;
}

function respell(scalar: YamlScalar, role: ScalarRole): Fix {
  const replacement = spellScalar(meantText(scalar), role, { indent: scalar.indent, inFlow: scalar.inFlow });
  return { title: 'Write it in the canonical form', start: scalar.start, end: scalar.end, replacement };
}
