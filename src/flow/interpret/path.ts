/**
 * Paths name a step inside a run: `each_line[PMP-100]/try_all#2/reserve`. A frame is one execution of a graph: the
 * run itself (empty path), one item of an `each` (`[key]`), or one attempt of another scope (`#n`).
 */

/** The path of a node inside a frame. */
export function stepPath(frame: string, node: string): string {
  return frame === '' ? node : `${frame}/${node}`;
}

/** The frame of one `each` item. Characters that mean something in a path are percent-encoded. */
export function itemFrame(scopePath: string, key: string): string {
  return `${scopePath}[${key.replace(/[%/[\]@#~]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}]`;
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

/** The plan node a step's last segment names: itself, or the undo node of an undo id. */
export function planNodeId(segment: string): string {
  const match = /^~(.+):\d+$/.exec(segment);
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

/** The item keys on the way to a path, outermost first: part of an effect's identity. */
export function itemKeys(path: string): readonly string[] {
  return [...path.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
}
