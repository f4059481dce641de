import type { FieldShape } from '../node-type/field.ts';

/** A value that stands on its own in a document. */
export type ScalarValue = string | number | boolean | null;

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What a scalar means: expressions have a stricter spelling than texts. */
export type ScalarRole = 'text' | 'expression';

/** Where a scalar stands: the column of the key or dash that owns it, and whether it is inside `[ ]`. */
export type ScalarPlace = { readonly indent: number; readonly inFlow: boolean };

const words = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 'null', '~', '', '=', '<<']);

/** Texts that one or another reader of YAML 1.1 or 1.2 resolves to a number, a date, or an hour. */
const resolving: readonly RegExp[] = [
  /^[-+]?\d[\d_,]*$/,
  /^[-+]?0[xX][\da-fA-F_]+$/,
  /^[-+]?0[oO]?[0-7_]+$/,
  /^[-+]?0[bB][01_]+$/,
  /^[-+]?(\d[\d_]*)?\.[\d_]*([eE][-+]?\d+)?$/,
  /^[-+]?\d[\d_]*[eE][-+]?\d+$/,
  /^[-+]?\d[\d_]*(:\d{1,2})+(\.[\d_]*)?$/,
  /^[-+]?\.(inf|nan)$/i,
  /^\d{4}-\d{1,2}-\d{1,2}([Tt\s].*)?$/,
];

/** True when some YAML reader would take the text, written plainly, for something other than this text. */
export function isAmbiguous(text: string): boolean {
  return words.has(text.toLowerCase()) || resolving.some((pattern) => pattern.test(text));
}

/** Names that no node, port or key may have unquoted, because readers take them for truth values or nothing. */
export function isReservedName(name: string): boolean {
  return words.has(name.toLowerCase());
}

/** Characters no style but the double-quoted one can carry: controls, line separators, byte order marks, half pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: telling control characters apart is the purpose.
const needsEscapes = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Surrogate}/u;

/** Indicators that must not begin a plain scalar, and sequences that would end one. */
const notPlain = /^[-?:,[\]{}#&*!|>'"%@`\s]|^\.\.\.|[\t]|: |:$| #|\s$/;

const simplePath = /^[A-Za-z_$][\w$.]*$/;

/** The style the one canonical form gives a text. */
export function styleOf(text: string, role: ScalarRole, inFlow: boolean): ScalarStyle {
  if (needsEscapes.test(text)) return 'double';
  if (text.includes('\n')) return !inFlow && fitsLiteral(text) ? 'literal' : 'double';
  if (role === 'expression') return simplePath.test(text) && !isAmbiguous(text) ? 'plain' : 'single';
  const quoted = isAmbiguous(text) || text.includes('{{') || notPlain.test(text) || (inFlow && /[,[\]{}:]/.test(text));
  return quoted ? 'single' : 'plain';
}

/** A `|-` block loses a final line break, and takes leading blanks for its own indentation. */
function fitsLiteral(text: string): boolean {
  const firstLine = text.split('\n').find((line) => line !== '');
  return firstLine !== undefined && !text.endsWith('\n') && !/^\s/.test(firstLine);
}

/** Writes a scalar in its canonical form; a `|-` block comes with its lines indented, without a final line break. */
export function spellScalar(value: ScalarValue, role: ScalarRole, place: ScalarPlace): string {
  if (typeof value === 'number') return spellNumber(value);
  if (typeof value !== 'string') return String(value);
  switch (styleOf(value, role, place.inFlow)) {
    case 'plain':
      return value;
    case 'single':
      return quoteSingle(value);
    case 'literal': {
      const pad = ' '.repeat(place.indent + 2);
      return ['|-', ...value.split('\n').map((line) => (line === '' ? '' : pad + line))].join('\n');
    }
    case 'double':
    case 'folded':
      return quoteDouble(value);
  }
}

/** Writes a number so that every reader takes it for the same number: decimal digits, never an exponent. */
export function spellNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error('A document holds finite numbers only.');
  const text = JSON.stringify(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', lead = '', fraction = '', exponent = '0'] = match;
  const digits = lead + fraction;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/** Puts a text in single quotes. */
export function quoteSingle(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Writes a key: plain where its letters allow it, quoted otherwise. */
export function spellKey(key: string): string {
  if (isPlainKey(key)) return key;
  return needsEscapes.test(key) || key.includes('\n') ? quoteDouble(key) : quoteSingle(key);
}

/** True for keys that stand without quotes; `$` is the one key of a computed value. */
export function isPlainKey(key: string): boolean {
  return key === '$' || (/^[A-Za-z][A-Za-z0-9_-]*$/.test(key) && !isReservedName(key));
}

const anyShape: FieldShape = { shape: 'value', meta: {} };
const expressionShape: FieldShape = { shape: 'value', meta: { field: 'expression' } };

/** The role a scalar has at a place of a config. */
export function roleAt(shape: FieldShape): ScalarRole {
  if (shape.shape !== 'value') return 'text';
  return shape.meta.field === 'expression' || shape.meta.field === 'script' ? 'expression' : 'text';
}

/** The shape below a key; the one key `$` of a computed value holds an expression. */
export function shapeBelow(shape: FieldShape, key: string): FieldShape {
  if (shape.shape === 'object') return shape.keys.get(key) ?? anyShape;
  if (shape.shape === 'map') return shape.value;
  if (shape.shape === 'value' && shape.meta.computed === true && key === '$') return expressionShape;
  return anyShape;
}

/** The shape of the items of a list. */
export function shapeOfItems(shape: FieldShape): FieldShape {
  return shape.shape === 'list' ? shape.item : anyShape;
}
