import { Ltr } from '../components/parts.tsx';
import { MAP_STOPS } from '../viewports/MapLegend.tsx';
import type { NumberMap } from './layers.ts';

/** The colour bar of a map of numbers: between which it lies, and their unit. */
export function NumbersLegend({ overlay: { label, unit }, low, high }: NumberMap) {
  const ticks = [high, (low + high) / 2, low].map((value) => String(Number(value.toPrecision(3))));
  return (
    <div className="map-legend" role="img" aria-label={`${label}: ${ticks[2]} – ${ticks[0]} ${unit ?? ''}`}>
      <strong>
        <bdi>{label}</bdi>
      </strong>
      <div className="map-scale" dir="ltr">
        <span className="map-bar" style={{ background: `linear-gradient(to top, ${MAP_STOPS.join(', ')})` }} />
        <span className="map-ticks">
          {ticks.map((tick) => (
            <span key={tick}>{tick}</span>
          ))}
        </span>
      </div>
      {unit && <Ltr className="quiet">{unit}</Ltr>}
    </div>
  );
}
