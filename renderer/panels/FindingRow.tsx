import { Check, CircleDashed, Pencil, X } from 'lucide-react';
import type { Series } from '../../core/contract/index.ts';
import { Ltr, Swatch } from '../components/parts.tsx';
import { leftToRight, mlText, NBSP, shareText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { frameIndexOf, useInstances } from '../instances.ts';
import { framesReached, labelOf, type ReadFinding } from '../reading.ts';
import type { PlainWord, Translate } from '../words.ts';

const STATUS: Record<ReadFinding['review']['status'], { word: PlainWord; icon: typeof Check; tone: string }> = {
  unreviewed: { word: 'statusUnreviewed', icon: CircleDashed, tone: 'tone-soft' },
  accepted: { word: 'statusAccepted', icon: Check, tone: 'tone-ok' },
  rejected: { word: 'statusRejected', icon: X, tone: 'tone-no' },
  edited: { word: 'statusEdited', icon: Pencil, tone: 'tone-edit' },
};

type RowProps = {
  read: ReadFinding;
  series: Series;
  selected: boolean;
  tabbable: boolean;
  onSelect: () => void;
  onKey: (code: string) => boolean;
};

export function FindingRow({ read, series, selected, tabbable, onSelect, onKey }: RowProps) {
  const { t, say } = useSpeech();
  const { finding, review } = read;
  const label = labelOf(read);
  const name = label ? say(label.name) : finding.label;
  const status = STATUS[review.status];
  const instances = useInstances(finding.boxPx && series.frames > 1 ? series.seriesInstanceUid : undefined);
  const reached = framesReached(read, instances);
  const frame = reached ? undefined : frameIndexOf(instances, finding.sopInstanceUid, finding.frame);
  return (
    <button
      type="button"
      className="finding-main"
      aria-pressed={selected}
      tabIndex={tabbable ? 0 : -1}
      onClick={onSelect}
      onKeyDown={(event) => onKey(event.code) && event.preventDefault()}
    >
      <span className="finding-line">
        <Swatch colour={read.colour} />
        <bdi className="finding-name">{name}</bdi>
        {frame !== undefined && <span className="quiet">{t('measurementOnSlice', { n: frame + 1 })}</span>}
        {reached && <span className="quiet">{slicesText(reached, t)}</span>}
        {finding.volumeMl === undefined && (
          <span className={`status ${status.tone}`}>
            <status.icon /> {t(status.word)}
          </span>
        )}
      </span>
      {finding.volumeMl !== undefined && (
        <span className="finding-line">
          <span className="finding-number">
            <Ltr>{mlText(finding.volumeMl)}</Ltr>
            <small>
              {NBSP}
              {t('ml')}
            </small>
          </span>
          <span className={`status ${status.tone}`}>
            <status.icon /> {t(status.word)}
          </span>
        </span>
      )}
      {finding.boxMm && (
        <span className="finding-line quiet">
          {t('boxSize')}
          <Ltr>{finding.boxMm.size.map((side) => side.toFixed(0)).join(' × ')}</Ltr>
          {t('mm')}
        </span>
      )}
      {finding.probability !== undefined && <ProbabilityBar read={read} />}
    </button>
  );
}

const slicesText = ([first, last]: [number, number], t: Translate) =>
  first === last
    ? t('measurementOnSlice', { n: first + 1 })
    : t('findingOnSlices', { range: leftToRight(`${first + 1}–${last + 1}`) });

/** A probability with the tick of its operating point; below it the bar is grey. */
function ProbabilityBar({ read: { finding } }: { read: ReadFinding }) {
  const { t } = useSpeech();
  const { probability = 0, operatingPoint, positive } = finding;
  const name =
    operatingPoint === undefined
      ? t('probabilityAlone', { value: shareText(probability) })
      : t('probabilityOf', { value: shareText(probability), threshold: shareText(operatingPoint) });
  return (
    <span className="probability" role="img" aria-label={positive === false ? `${name}, ${t('belowPoint')}` : name}>
      <span className="probability-track">
        <span
          className="probability-fill"
          data-positive={positive !== false}
          style={{ inlineSize: `${probability * 100}%` }}
        />
        {operatingPoint !== undefined && (
          <span className="probability-tick" style={{ insetInlineStart: `${operatingPoint * 100}%` }} />
        )}
      </span>
      <Ltr className="probability-value">{shareText(probability)}</Ltr>
    </span>
  );
}
