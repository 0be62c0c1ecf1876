import { Trash2 } from 'lucide-react';
import { type Measurement, readingText, type Series } from '../../core/contract/index.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { NBSP } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { frameIndexOf, useInstances } from '../instances.ts';
import { deleteMeasurements, MEASUREMENT_NAMES, showMeasurement, useMeasurements } from '../measurements.ts';
import { useWindow } from '../state.ts';
import { PLANES } from '../viewports/plane-names.ts';
import type { PlainWord } from '../words.ts';

const SPACINGS: Record<Measurement['spacing'], PlainWord> = {
  PixelSpacing: 'spacingPixelSpacing',
  ImagerPixelSpacing: 'spacingImagerPixelSpacing',
  NominalScannedPixelSpacing: 'spacingNominalScannedPixelSpacing',
  UltrasoundRegion: 'spacingUltrasoundRegion',
  'outside-regions': 'spacingOutsideRegions',
  none: 'spacingNone',
};

/** What was measured on a series: each goes to its slice, and says by which spacing. */
export function MeasurementList({ series }: { series: Series }) {
  const { t } = useSpeech();
  const all = useMeasurements(series.seriesInstanceUid);
  const selected = useWindow((state) => state.selectedMeasurement);
  const readingsText = ({ readings }: Measurement) =>
    readings
      .slice(0, 2)
      .map((one) => (one.quantity === 'mean' ? `${t('meanLabel')} ${readingText(one)}` : readingText(one)))
      .join(' · ');
  const instances = useInstances(all.length > 0 ? series.seriesInstanceUid : undefined);
  const onSlice = ({ sopInstanceUid, frame }: Measurement) => {
    const place = frameIndexOf(instances, sopInstanceUid, frame);
    return place === undefined ? NBSP : t('measurementOnSlice', { n: place + 1 });
  };
  if (all.length === 0 || !instances) return null;
  const spacings = [...new Set(all.map(({ spacing }) => spacing))];
  return (
    <section className="run" aria-label={t('measurements')}>
      <header className="run-head">
        <div className="run-title">
          <h3>{t('measurements')}</h3>
        </div>
        {spacings.map((spacing) => (
          <p key={spacing} className="quiet">
            {t(SPACINGS[spacing])}
          </p>
        ))}
      </header>
      <ul className="measurement-list">
        {all.map((one) => {
          const name = t(MEASUREMENT_NAMES[one.tool]);
          return (
            <li key={one.id} className="measurement" data-selected={one.id === selected}>
              <button type="button" className="measurement-go" onClick={() => showMeasurement(one)}>
                <span className="measurement-name">{name}</span>
                <Ltr className="strong">{readingsText(one)}</Ltr>
                <span className="quiet">{one.plane === 'acquired' ? onSlice(one) : t(PLANES[one.plane])}</span>
              </button>
              <Button
                look="ghost"
                icon={<Trash2 />}
                aria-label={t('measurementDelete', { name })}
                onClick={() => void deleteMeasurements([one.id])}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
