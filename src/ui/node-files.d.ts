/** The one thing of Node a test of this room needs: the web's types know none of it, and code here must not either. */
declare module 'node:fs' {
  export function readFileSync(path: URL, encoding: 'utf8'): string;
}
