/** The layout file that belongs to a flow file. */
export function layoutPathOf(path: string): string {
  return path.replace(/\.flow\.yaml$/, '.layout.json');
}

/** The tests file that belongs to a flow file. */
export function testsPathOf(path: string): string {
  return path.replace(/\.flow\.yaml$/, '.tests.yaml');
}
