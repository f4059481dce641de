const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Reads a duration such as `30s`, `5m`, `24h`, `30d` or `250ms`.
 *
 * @returns whole milliseconds, or undefined when the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  const unit = unitMs.get(match?.[2] ?? '');
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit;
}
