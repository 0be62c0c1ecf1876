import { useModels } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { inferno, opacityOf } from '../images/colour.ts';
import { useReading } from '../reading.ts';

/** Colours of a map from none to the strongest, clear below 0.18. */
export const MAP_STOPS = Array.from({ length: 17 }, (_, step) => {
  const share = step / 16;
  return `rgb(${inferno(share).join(' ')} / ${opacityOf(share)}) ${share * 100}%`;
});

/** The colour bar of an activation map. */
export function MapLegend({ label, seriesInstanceUid }: { label: string; seriesInstanceUid: string | undefined }) {
  const { t, say } = useSpeech();
  const models = useModels();
  const reading = useReading(seriesInstanceUid);
  const ids = reading.map(({ run }) => run.model.id);
  const found = models
    .filter(({ id }) => ids.includes(id))
    .flatMap((model) => model.labels)
    .find(({ key }) => key === label);
  return (
    <div
      className="map-legend"
      role="img"
      aria-label={`${t('activationMap')}: ${found ? say(found.name) : label}, 0–1.0 ${t('shareOfStrongest')}`}
    >
      <strong>{found ? say(found.name) : label}</strong>
      <div className="map-scale" dir="ltr">
        <span className="map-bar" style={{ background: `linear-gradient(to top, ${MAP_STOPS.join(', ')})` }} />
        <span className="map-ticks">
          <span>1.0</span>
          <span>0.5</span>
          <span>0</span>
        </span>
      </div>
      <span className="quiet">{t('shareOfStrongest')}</span>
    </div>
  );
}
