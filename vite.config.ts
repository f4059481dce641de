import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The designer: one page, served by the runtime from out/designer under a strict content security policy, so nothing
// is inlined, no module is preloaded by injected script, and addresses are relative to the page.
export default defineConfig(({ command }) => ({
  root: 'src/renderer',
  base: './',
  plugins: [react()],
  // What is built is what ships, wherever it is built: a test runner sets NODE_ENV, and would get React's development
  // build, which is slower and 68 kB heavier.
  ...(command === 'build'
    ? { define: { 'process.env.NODE_ENV': '"production"' }, oxc: { jsx: { development: false } } }
    : {}),
  worker: { format: 'es' },
  build: {
    outDir: '../../out/designer',
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4_000,
    manifest: true,
  },
}));
