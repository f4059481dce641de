/** What a typed text means: a number, nothing, or not a number. */
export type NumberText =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable' };

/** Reads a number as people type it: spaces as group marks, a comma or a point before the decimals. */
export function readNumberText(text: string): NumberText {
  const plain = text.replaceAll(/[\s\u00a0\u202f_]/g, '').replace('\u2212', '-');
  if (plain === '') return { kind: 'empty' };
  const decimal = /^-?\d*,\d+$/.test(plain) ? plain.replace(',', '.') : plain;
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(decimal)) return { kind: 'unreadable' };
  return { kind: 'number', value: Number(decimal) };
}

/** Bounds and step of a number field. */
export type NumberLimits = {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number | undefined;
};

/** Brings a number inside its bounds. */
export function clampNumber(value: number, { min, max }: NumberLimits): number {
  return Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, value));
}

/** Moves a number by whole steps, inside its bounds and without the dust of binary fractions. */
export function stepNumber(value: number | null, steps: number, limits: NumberLimits): number {
  const step = limits.step ?? 1;
  const decimals = (String(step).split('.')[1] ?? '').length;
  const start = value ?? clampNumber(0, limits);
  return clampNumber(Number((start + steps * step).toFixed(Math.max(decimals, decimalsOf(start)))), limits);
}

function decimalsOf(value: number): number {
  return (String(value).split('.')[1] ?? '').length;
}
