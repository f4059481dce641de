import { defineConfig } from 'rolldown';

// Flat chunk names: workers and children are found beside the file that starts them (src/runtime/entries.ts).
export default defineConfig({
  input: {
    cli: 'src/cli/main.ts',
    runtime: 'src/runtime/main.ts',
    'store-writer': 'src/runtime/store/sqlite/writer.ts',
    'store-reader': 'src/runtime/store/sqlite/reader.ts',
    'sandbox-child': 'src/sandbox/child.ts',
  },
  platform: 'node',
  external: ['better-sqlite3', 'isolated-vm'],
  output: {
    dir: 'out',
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    sourcemap: true,
    cleanDir: true,
  },
});
