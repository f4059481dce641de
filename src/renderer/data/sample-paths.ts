/** Where the pinned data of a step is kept; a simulated call of the step is answered from the same file. */
export function pinPathOf(flow: string, node: string): string {
  return `samples/${flow}/${node}.json`;
}

/** Ids of the steps that have pinned data, of the files there are. */
export function pinnedSteps(flow: string, paths: Iterable<string>, nodes: ReadonlySet<string>): ReadonlySet<string> {
  const pinned = new Set<string>();
  const prefix = `samples/${flow}/`;
  for (const path of paths) {
    const node = path.startsWith(prefix) && path.endsWith('.json') ? path.slice(prefix.length, -'.json'.length) : '';
    if (nodes.has(node)) pinned.add(node);
  }
  return pinned;
}

/** Samples one may start a test with: those of the workspace and of this flow, without what is pinned to steps. */
export function startingSamples(
  flow: string,
  paths: readonly string[],
  pinned: ReadonlySet<string>,
): readonly string[] {
  const own = `samples/${flow}/`;
  const steps = new Set([...pinned].map((node) => pinPathOf(flow, node)));
  const rank = (path: string): number => (path.startsWith(own) ? 0 : path.split('/').length === 2 ? 1 : 2);
  return paths
    .filter((path) => path.endsWith('.json') && !steps.has(path))
    .toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

/** How a sample is called on screen: its path without what every path has. */
export function sampleName(path: string): string {
  return path.replace(/^samples\//, '').replace(/\.json$/, '');
}

/** The path for a sample a person named; undefined for a name without a letter or digit. */
export function samplePathFor(name: string): string | undefined {
  const slug = name
    .toLowerCase()
    .split('/')
    .map((part) => part.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, ''))
    .filter((part) => part !== '')
    .join('/')
    .slice(0, 120);
  return slug === '' ? undefined : `samples/${slug}.json`;
}
