import type { Series, Study } from '../../core/contract/index.ts';
import { dateOf, NBSP, patientLine, personName, windowText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { edgeLetters, lettersOf, lettersOfOrientation } from '../images/orientation.ts';
import { UPTAKE } from '../images/uptake.ts';
import { SLABS } from '../slabs.ts';
import { scaleBar } from './overlay.ts';
import type { Shown } from './pane.ts';
import { PLANES } from './plane-names.ts';

/** Who, what, slice and window in the corners; letters at the edges; a scale bar where pixels have a size. */
export function Corners({ study, series, shown }: { study: Study; series: Series; shown: Shown }) {
  const { t, language } = useSpeech();
  const { stack, index, voi, placement, zoom } = shown;
  if (!stack) return null;
  const at = Math.min(index, stack.length - 1);
  const info = stack.infoOf(at);
  const geometry = stack.geometry(at);
  const plane = t(PLANES[stack.plane]);
  const what =
    stack.plane === 'acquired'
      ? ''
      : stack.tilt >= 1
        ? t('planeTilted', { plane, angle: `${Math.round(stack.tilt)}°` })
        : plane;
  const along: [string, string] | undefined = info.plane
    ? [lettersOf(geometry.rowDirection), lettersOf(geometry.columnDirection)]
    : lettersOfOrientation(info);
  const letters = placement && along ? edgeLetters(along, placement) : undefined;
  const bar = placement && stack.calibrated ? scaleBar(placement, geometry, shown.width) : undefined;
  const name = series.description || series.modality;
  return (
    <div className="corners" dir={language === 'ar' ? 'rtl' : 'ltr'}>
      <div className="corner corner-who">
        <bdi className="strong">{personName(study.patientName) || t('unnamedPatient')}</bdi>
        <span>{patientLine(study, t)}</span>
      </div>
      <div className="corner corner-what">
        {what && <span className="strong">{what}</span>}
        <span>
          <bdi className={what ? '' : 'strong'}>{name}</bdi>
          {study.date && <> · {dateOf(study.date, language)}</>}
        </span>
      </div>
      <div className="corner corner-slice" dir="ltr">
        <span>
          {at + 1} / {stack.length}
        </span>
        {stack.slab && (
          <bdi>
            {t('slabOf', {
              mode: t(SLABS.find(({ mode }) => mode === stack.slab?.mode)!.name),
              mm: `${stack.slab.mm}${NBSP}mm`,
            })}
          </bdi>
        )}
        <bdi>
          {info.regions?.some(({ spacing }) => spacing)
            ? t('regionSpacing')
            : spacingText(stack.calibrated, stack.calibrated ? geometry.columnSpacing : info.spacing?.columns, t)}
        </bdi>
      </div>
      <div className="corner corner-window" dir="ltr">
        {voi && (
          <span>{'table' in voi ? 'LUT' : `W${NBSP}${windowText(voi.width)} L${NBSP}${windowText(voi.center)}`}</span>
        )}
        {info.suv &&
          ('factor' in info.suv ? <bdi>{UPTAKE}</bdi> : <bdi>{t('noUptake', { attribute: info.suv.lacks })}</bdi>)}
        <bdi>{t('zoomOf', { zoom: `${zoom.toFixed(1)}×` })}</bdi>
      </div>
      {letters && (
        <div className="letters" dir="ltr" lang="en">
          <span className="letter letter-left">{letters.left}</span>
          <span className="letter letter-right">{letters.right}</span>
          <span className="letter letter-top">{letters.top}</span>
          <span className="letter letter-bottom">{letters.bottom}</span>
        </div>
      )}
      {bar && (
        <div className="scale-bar" dir="ltr">
          <span className="scale-bar-line" style={{ inlineSize: `${bar.px}px` }} />
          <span>{bar.mm >= 10 ? `${bar.mm / 10}${NBSP}cm` : `${bar.mm}${NBSP}mm`}</span>
        </div>
      )}
    </div>
  );
}

function spacingText(
  calibrated: boolean,
  columnSpacing: number | undefined,
  t: ReturnType<typeof useSpeech>['t'],
): string {
  if (columnSpacing === undefined) return t('noSpacing');
  const mm = `${Number(columnSpacing.toPrecision(3))}${NBSP}mm`;
  return calibrated ? mm : `${mm} ${t('detectorSpacing')}`;
}
