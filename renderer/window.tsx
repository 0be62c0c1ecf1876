import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { knowStudies, queries } from './engine.ts';
import { change, chosenLanguage, showSeries } from './state.ts';
import type { Known } from './viewports/early.ts';

declare global {
  var __webpack_nonce__: string | undefined;
}
// Where parts of the page make style elements, they look for the nonce of the content policy under this name.
globalThis.__webpack_nonce__ = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

/** Opens the window on what is known already; undefined where the engine gave no answer yet. */
export function openWindow(known: Known | undefined) {
  if (known) {
    queries.setQueryData(['status'], known.status);
    knowStudies(known.studies);
    if (!chosenLanguage()) change({ language: known.status.language });
    if (known.status.startPaths.length > 0) change({ page: 'read' });
    if (known.series) showSeries(known.series);
  }
  createRoot(document.getElementById('root')!).render(
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>,
  );
}
