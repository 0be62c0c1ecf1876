import { Direction, Tooltip } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { DropZone } from './components/DropZone.tsx';
import { Notices } from './components/Notices.tsx';
import { useEvents } from './engine.ts';
import { useHanging } from './hanging.ts';
import { LanguageProvider } from './i18n.tsx';
import { useKeys } from './keys.ts';
import { useShowOpened } from './opening.ts';
import { ReadPage } from './pages/ReadPage.tsx';
import { StartPage } from './pages/StartPage.tsx';
import { KeySheet } from './panels/KeySheet.tsx';
import { Strip } from './panels/Strip.tsx';
import { TopBar } from './panels/TopBar.tsx';
import { type Page, useWindow } from './state.ts';

/** Fetched when it is first shown: most readers never need it. */
const TagsDialog = lazy(() => import('./panels/TagsDialog.tsx'));
const RulesDialog = lazy(() => import('./panels/RulesDialog.tsx'));
const EvaluatePage = lazy(() => import('./pages/EvaluatePage.tsx'));
const NetworkPage = lazy(() => import('./pages/NetworkPage.tsx'));

export function App() {
  const language = useWindow((state) => state.language);
  const page = useWindow((state) => state.page);
  useEvents();
  return (
    <LanguageProvider language={language}>
      <Direction.Provider dir={language === 'ar' ? 'rtl' : 'ltr'}>
        <Tooltip.Provider delayDuration={500}>
          <Window page={page} />
        </Tooltip.Provider>
      </Direction.Provider>
    </LanguageProvider>
  );
}

function Window({ page }: { page: Page }) {
  const tags = useWindow((state) => state.tagsOf !== undefined);
  const rules = useWindow((state) => state.editingRules);
  useKeys();
  useShowOpened();
  useHanging();
  return (
    <div className="window">
      <TopBar />
      {page === 'start' ? (
        <StartPage />
      ) : page === 'read' ? (
        <ReadPage />
      ) : (
        <Suspense>{page === 'network' ? <NetworkPage /> : <EvaluatePage />}</Suspense>
      )}
      <Strip />
      <Notices />
      {tags && (
        <Suspense>
          <TagsDialog />
        </Suspense>
      )}
      {rules && (
        <Suspense>
          <RulesDialog />
        </Suspense>
      )}
      <KeySheet />
      <DropZone />
    </div>
  );
}
