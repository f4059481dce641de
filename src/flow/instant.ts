/** Writes epoch milliseconds as `2026-11-21T17:13:54.120Z`, the one form used in files, logs and APIs. */
export function formatInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Reads an ISO instant with zone, or undefined when it is none. */
export function parseInstant(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
