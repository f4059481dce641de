/** A file of a template's folder: its path from there, with slashes, and the SHA-256 of its content in hex. */
export type DigestedFile = { readonly path: string; readonly sha256: string };

/**
 * Sums a folder up in one digest: SHA-256 over its sorted paths with the digests of their contents. Renaming,
 * adding or changing a file changes it; the order in which a disk lists them does not.
 *
 * @param hash SHA-256 of a text as 64 hex digits
 */
export function digestFolder(files: readonly DigestedFile[], hash: (text: string) => string): string {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : Number(one.path > other.path)));
  return hash(sorted.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
}

/** True where a version comes after another; both are `n.n.n`. */
export function isLater(version: string, before: string): boolean {
  const [one, other] = [version, before].map((text) => text.split('.').map(Number));
  for (const at of [0, 1, 2]) {
    const difference = (one?.[at] ?? 0) - (other?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
