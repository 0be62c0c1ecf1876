import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Document, Series } from '../../core/contract/index.ts';
import { call, problemBehind } from '../client.ts';
import { Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { change, useWindow } from '../state.ts';
import { Pages } from './Pages.tsx';
import { Waves } from './Waves.tsx';

/** What a series without pictures says, in the place of a viewport: report, recording, page or attributes. */
export function DocumentPane({ place, series }: { place: number; series: Series }) {
  const { t, tell } = useSpeech();
  const { seriesInstanceUid } = series;
  const dir = useWindow((state) => (state.language === 'ar' ? 'rtl' : 'ltr'));
  const active = useWindow((state) => state.activePane === place);
  const [chosen, setChosen] = useState(0);
  const { data, error } = useQuery({
    queryKey: ['documents', seriesInstanceUid],
    queryFn: () => call('documents', undefined, { seriesInstanceUid }),
  });
  const documents = data?.documents ?? [];
  const document = documents[chosen] ?? documents[0];
  const problem = error && tell(problemBehind(error));
  return (
    <section
      className="document"
      dir={dir}
      data-active={active}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls takes keys
      tabIndex={0}
      aria-label={t('documentOf', { series: series.description || series.modality })}
      onFocus={() => change({ activePane: place })}
      onPointerDownCapture={() => change({ activePane: place })}
    >
      {problem && <p className="document-problem">{`${problem.text} ${problem.next}`}</p>}
      {documents.length > 1 && (
        <label className="document-choice">
          {t('documentChoice')}
          <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {documents.map(({ sopInstanceUid, title }, n) => (
              <option key={sopInstanceUid} value={n}>
                {`${n + 1} · ${title || series.modality}`}
              </option>
            ))}
          </select>
        </label>
      )}
      {document && <OneDocument key={document.sopInstanceUid} document={document} series={series} />}
    </section>
  );
}

function OneDocument({ document, series }: { document: Document; series: Series }) {
  const { t } = useSpeech();
  const heading = useId();
  const { page, sopInstanceUid, waveforms, lines, title } = document;
  const shown = page === 'application/pdf' || waveforms.length > 0;
  return (
    <article className="document-page" aria-labelledby={heading}>
      <h2 id={heading}>
        <bdi>{title || series.description || series.modality}</bdi>
      </h2>
      {page === 'application/pdf' && (
        <Pages seriesInstanceUid={series.seriesInstanceUid} sopInstanceUid={sopInstanceUid} />
      )}
      {waveforms.map((waveform) => (
        <Waves key={waveform.label} waveform={waveform} />
      ))}
      {shown ? (
        <details>
          <summary>{t('documentAttributes')}</summary>
          <Lines lines={lines} />
        </details>
      ) : (
        <Lines lines={lines} />
      )}
    </article>
  );
}

/** Deeper lines are not moved further than this, so that text keeps its width. */
const DEEPEST_INDENT = 8;

function Lines({ lines }: { lines: Document['lines'] }) {
  return (
    <ul className="document-lines">
      {lines.map(({ depth, name, value }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <li key={n} style={{ paddingInlineStart: `${Math.min(depth, DEEPEST_INDENT) * 16}px` }}>
          <bdi className="document-name">{name}</bdi>{' '}
          {value &&
            (isCode(value) ? <Ltr className="mono">{value}</Ltr> : <bdi className="document-value">{value}</bdi>)}
        </li>
      ))}
    </ul>
  );
}

/** Numbers and identifiers are told from words: they keep their direction. */
const isCode = (value: string) => /^[\d.,\s:+-]+$/.test(value);
