import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The window, as files that every host serves from the engine's own origin. */
export default defineConfig({
  root: here('.'),
  base: './',
  // The engine puts a fresh nonce in its place for each page that it serves.
  html: { cspNonce: 'SKIAGRAPH_NONCE' },
  plugins: [react()],
  resolve: {
    // The browser build of `events`; the bare name resolves to Node's own module.
    alias: { events: here('../node_modules/events/events.js') },
  },
  worker: { format: 'es' },
  build: {
    target: 'esnext',
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 5000,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
