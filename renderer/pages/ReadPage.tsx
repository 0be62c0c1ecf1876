import { useEffect } from 'react';
import { useStudies } from '../engine.ts';
import { firstImagesOf } from '../first-images.ts';
import { useSpeech } from '../i18n.tsx';
import { FindingsPanel } from '../panels/FindingsPanel.tsx';
import { OverlayBar } from '../panels/OverlayBar.tsx';
import { StudyBrowser } from '../panels/StudyBrowser.tsx';
import { showSeries, useWindow } from '../state.ts';
import { Viewports } from '../viewports/Viewports.tsx';

export function ReadPage() {
  const { t } = useSpeech();
  const studies = useStudies();
  const nothingShown = useWindow((state) => state.panes.every((pane) => !pane.seriesInstanceUid));
  useEffect(() => {
    const first = firstImagesOf(studies.flatMap((study) => study.series));
    if (nothingShown && first) showSeries(first);
  }, [nothingShown, studies]);
  return (
    <main className="read">
      <StudyBrowser />
      <section className="stage" aria-label={t('regionViewports')}>
        <Viewports />
        <OverlayBar />
      </section>
      <FindingsPanel />
    </main>
  );
}
