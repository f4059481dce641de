/** Currencies whose minor unit is not a hundredth (ISO 4217). */
const digitsByCurrency: ReadonlyMap<string, number> = new Map([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
]);

/**
 * Writes minor units as a decimal text, without floating arithmetic: 1995 → `19.95`, -5 → `-0.05`.
 *
 * @param amountMinor a safe integer
 * @param currency ISO code, for its number of decimals; two where it is unknown
 * @returns undefined when the amount is no safe integer
 */
export function minorToDecimal(amountMinor: number, currency?: string): string | undefined {
  if (!Number.isSafeInteger(amountMinor)) return undefined;
  const places = digitsByCurrency.get(currency ?? '') ?? 2;
  const sign = amountMinor < 0 ? '-' : '';
  const digits = String(Math.abs(amountMinor)).padStart(places + 1, '0');
  return places === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
