import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { binaryPaths } from '../../core/contract/index.ts';
import { problemBehind } from '../client.ts';
import { fill, get } from '../fetching.ts';
import { useSpeech } from '../i18n.tsx';
import type { Pdf } from './pdf.ts';

/** More pages are not painted at once. */
const MOST_PAGES = 100;

/** The pages of an encapsulated PDF under each other; a screen reader gets their text. */
export function Pages(place: { seriesInstanceUid: string; sopInstanceUid: string }) {
  const { t, tell } = useSpeech();
  const { data, error } = useQuery({
    queryKey: ['page', place.sopInstanceUid],
    queryFn: async () => {
      const [{ openPdf }, answer] = await Promise.all([import('./pdf.ts'), get(fill(binaryPaths.page, place))]);
      return openPdf(await answer.arrayBuffer());
    },
    gcTime: 0,
  });
  if (error) {
    const { text, next } = tell(problemBehind(error));
    return <p className="document-problem">{`${text} ${next}`}</p>;
  }
  if (data === undefined) return <p className="quiet">{t('documentLoading')}</p>;
  const pages = Array.from({ length: Math.min(data.numPages, MOST_PAGES) }, (_, n) => n + 1);
  return pages.map((n) => <Page key={n} pdf={data} n={n} />);
}

function Page({ pdf, n }: { pdf: Pdf; n: number }) {
  const { t } = useSpeech();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    const paint = async () => {
      const { paintPage } = await import('./pdf.ts');
      const page = await pdf.getPage(n);
      if (canvas.current && !left) setText(await paintPage(page, canvas.current));
    };
    paint().catch(() => !left && setFailed(true));
    return () => {
      left = true;
    };
  }, [pdf, n]);
  return (
    <>
      <canvas
        ref={canvas}
        className="page-canvas"
        // A canvas draws text in the direction of its element; a page has its own.
        dir="ltr"
        role="img"
        aria-label={t('documentPage', { n, total: pdf.numPages })}
        hidden={failed}
      />
      {failed && <p className="document-problem">{t('pictureFailed')}</p>}
      <p className="unseen" dir="auto">
        {text}
      </p>
    </>
  );
}
