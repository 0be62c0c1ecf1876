import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { events: fileURLToPath(import.meta.resolve('events/events.js')) } },
  build: { outDir: '../../../dist/bench-bare', emptyOutDir: true, target: 'esnext' },
  worker: { format: 'es' },
});
