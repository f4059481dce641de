import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The designer: one page, served by the runtime from out/designer under a strict content security policy, so nothing
// is inlined, no module is preloaded by injected script, and addresses are relative to the page.
export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react()],
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
});
