/** Refuses to run the suites on a Node the product does not support: a native module would load the wrong build. */
export function setup(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if ((major === 24 && minor >= 11) || major === 26) return;
  throw new Error(`The tests run on Node 24.11+ or 26, this is ${process.version}. Start them with "npm test".`);
}
