/** Joins a key to a document path; dots inside keys are escaped, so that a path names one place only. */
export function joinPath(path: string, key: string): string {
  const safe = key.replaceAll('~', '~0').replaceAll('.', '~1');
  return path === '' ? safe : `${path}.${safe}`;
}

/** Splits a document path into its keys. */
export function splitPath(path: string): readonly string[] {
  return path === '' ? [] : path.split('.').map((key) => key.replaceAll('~1', '.').replaceAll('~0', '~'));
}

/** The path of what a place stands in; the parent of a top-level key is the empty path. */
export function parentPath(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? '' : path.slice(0, dot);
}
