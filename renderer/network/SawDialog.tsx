import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { binaryPaths, type ModelSummary, type Series } from '../../core/contract/index.ts';
import { call, problemBehind } from '../client.ts';
import { Ltr } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { useModels, useSeries } from '../engine.ts';
import { fill } from '../fetching.ts';
import { useSpeech } from '../i18n.tsx';
import { change } from '../state.ts';
import '../styles/network.css';
import { type Pictures, pictureCanvas, usePictures } from './pictures.ts';
import { stepWords } from './preparation.ts';
import { useStudyFrame } from './StudyPicture.tsx';

/** What a network was given of a series: its input on the study's own pictures, and how it came to be. */
export default function SawDialog({ modelId, seriesInstanceUid }: { modelId: string; seriesInstanceUid: string }) {
  const { t, say } = useSpeech();
  const model = useModels().find(({ id }) => id === modelId);
  const series = useSeries(seriesInstanceUid)?.series;
  return (
    <Sheet open onClose={() => change({ saw: undefined })} title={t('sawTitle')} look="saw">
      <p className="soft">{model && say(model.name)}</p>
      {model && series && <Saw model={model} series={series} />}
    </Sheet>
  );
}

function Saw({ model, series }: { model: ModelSummary; series: Series }) {
  const { t, tell } = useSpeech();
  const [frame, setFrame] = useState(series.frames >> 1);
  const parameters = { seriesInstanceUid: series.seriesInstanceUid, modelId: model.id, frame: String(frame) };
  const { data: preparation, error } = useQuery({
    queryKey: ['look', 'preparation', ...Object.values(parameters)],
    queryFn: () => call('preparation', undefined, parameters),
    retry: false,
  });
  const seen = usePictures(preparation && 'seen', fill(binaryPaths.seen, parameters));
  if (error) {
    const { text, next } = tell(problemBehind(error));
    return <p role="alert">{`${text} ${next}`}</p>;
  }
  return (
    <div className="saw-parts">
      <div>
        <Picture series={series} frame={frame} seen={seen} />
        {series.frames > 1 && (
          <label className="saw-slider">
            {t('sliceSlider')}
            <input
              type="range"
              min={0}
              max={series.frames - 1}
              value={frame}
              onChange={({ target }) => setFrame(Number(target.value))}
            />
            <Ltr>{`${frame + 1} / ${series.frames}`}</Ltr>
          </label>
        )}
      </div>
      {preparation && (
        <section>
          <h3>{t('preparation')}</h3>
          <ol className="saw-steps">
            {preparation.steps.map((step, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are a fixed list
              <li key={n}>{stepWords(step, t)}</li>
            ))}
          </ol>
          <p className="soft">
            {preparation.seen === 1 ? t('sawAll') : t('sawShare', { share: (100 * preparation.seen).toFixed(1) })}
          </p>
        </section>
      )}
    </div>
  );
}

/** The network's picture in the place of the study's own; where there is none, the study's own is dimmed. */
function Picture({ series, frame, seen }: { series: Series; frame: number; seen: Pictures | undefined }) {
  const { t } = useSpeech();
  const place = useRef<HTMLCanvasElement>(null);
  const study = useStudyFrame(series.seriesInstanceUid, frame, true);
  useEffect(() => {
    const canvas = place.current!;
    canvas.width = series.columns ?? 1;
    canvas.height = series.rows ?? 1;
    const context = canvas.getContext('2d')!;
    if (study) context.drawImage(study, 0, 0);
    if (!seen) return;
    context.fillStyle = 'rgb(0 0 0 / 0.62)';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(pictureCanvas(seen.data, seen, 'grey'), 0, 0);
  }, [series, study, seen]);
  return <canvas ref={place} className="saw-picture" role="img" aria-label={t('sawPicture', { n: frame + 1 })} />;
}
