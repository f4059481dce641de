import { isJsonObject } from '#flow/json.ts';

/** A file a step wrote for people. */
export type WrittenReport = { readonly name: string; readonly text: string };

/** What is known of a step that may have written a report. */
type Told = { readonly type?: string | null; readonly ports: readonly string[]; readonly output?: unknown };

/**
 * The report a step of type `report` wrote, as the file to save; undefined for any other step and outcome. A CSV begins
 * with a byte order mark, without which Excel takes UTF-8 for the letters of some other language.
 */
export function reportOf({ type, ports, output }: Told): WrittenReport | undefined {
  if (type?.split('@')[0] !== 'report' || ports.includes('error') || !isJsonObject(output)) return undefined;
  const { name, type: mediaType, text } = output;
  if (typeof name !== 'string' || typeof text !== 'string') return undefined;
  return { name, text: mediaType === 'text/csv' ? `\ufeff${text}` : text };
}
