/**
 * Paths name a step inside a run: `each_line[PMP-100]/try_all#2/reserve`. A frame is one execution of a graph: the
 * run itself (empty path), one item of an `each` (`[key]`, `[page~key]` where it pages over a source), or one attempt
 * of another scope (`#n`). A step that reads a page is `each_line+3`.
 */

/** The path of a node inside a frame. */
export function stepPath(frame: string, node: string): string {
  return frame === '' ? node : `${frame}/${node}`;
}

/** The frame of one `each` item. Characters that mean something in a path are percent-encoded. */
export function itemFrame(scopePath: string, key: string, page?: number): string {
  const place = page === undefined ? '' : `${page}~`;
  return `${scopePath}[${place}${key.replace(/[%/[\]@#~]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}]`;
}

/** The frame whose closing says that an `each` goes no further: that of the empty key, which no item has. */
export function stoppedFrame(scopePath: string): string {
  return `${scopePath}[]`;
}

/** The page of the item a frame is about; undefined for any other frame. */
export function pageOfFrame(frame: string): number | undefined {
  if (!frame.endsWith(']')) return undefined;
  const page = /\[(\d+)~[^\]/]*\]$/.exec(frame)?.[1];
  return page === undefined ? undefined : Number(page);
}

/** The path of the step that reads one page of an `each`. */
export function pageStep(scopePath: string, page: number): string {
  return `${scopePath}+${page}`;
}

/** The `each` and the page a step reads; undefined for any other step. */
export function pageRead(path: string): { readonly path: string; readonly page: number } | undefined {
  const match = /^(.*)\+(\d+)$/s.exec(path);
  return match === null ? undefined : { path: match[1] ?? '', page: Number(match[2]) };
}

/** The frame of one attempt of a `retry`, `try` or `saga`. */
export function attemptFrame(scopePath: string, attempt: number): string {
  return `${scopePath}#${attempt}`;
}

/** The id under which an undo step stands in its saga's frame; `order` is the position of the intent it undoes. */
export function undoId(undoNode: string, order: number): string {
  return `~${undoNode}:${order}`;
}

/** Splits a step's path into its frame and the last segment (a node id, or an undo id). */
export function splitStep(path: string): { readonly frame: string; readonly node: string } {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? { frame: '', node: path } : { frame: path.slice(0, slash), node: path.slice(slash + 1) };
}

/** The plan node a step's last segment names: itself, the undo node of an undo id, or the `each` whose page is read. */
export function planNodeId(segment: string): string {
  const match = /^~(.+):\d+$/.exec(segment) ?? /^(.+)\+\d+$/.exec(segment);
  return match?.[1] ?? segment;
}

/** The path of the scope step a frame belongs to; undefined for the run itself. */
export function scopeOfFrame(frame: string): string | undefined {
  if (frame === '') return undefined;
  const match = /^(.*?)(?:\[[^\]/]*\]|#\d+)$/s.exec(frame);
  return match?.[1];
}

/** True when a path or frame lies inside a frame. */
export function isInside(path: string, frame: string): boolean {
  return frame === '' || path.startsWith(`${frame}/`);
}

/** The item keys on the way to a path, outermost first: part of an effect's identity. On which page an item came is not. */
export function itemKeys(path: string): readonly string[] {
  return [...path.matchAll(/\[(?:\d+~)?([^\]]*)\]/g)].map((match) => match[1] ?? '');
}
