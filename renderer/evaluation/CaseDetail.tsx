import { FolderOpen } from 'lucide-react';
import {
  binaryPaths,
  type EvaluatedBox,
  type EvaluatedCase,
  type Evaluation,
  figureName,
  labelName,
} from '../../core/contract/index.ts';
import { Button, Keys, Ltr } from '../components/parts.tsx';
import { openPaths } from '../engine.ts';
import { fill } from '../fetching.ts';
import { useSpeech } from '../i18n.tsx';
import { change } from '../state.ts';
import { type CaseMap, useCaseMap } from './case-map.ts';
import { type CaseMasks, useCaseMasks } from './case-masks.ts';
import { Doubt } from './Doubt.tsx';
import { wayToFind } from './points.ts';
import { VerdictMark } from './VerdictMark.tsx';
import { answerOf, isJudged, type Judged, pointMissed } from './verdict.ts';

type DetailProps = { evaluation: Evaluation; evaluationId: string; selected: Judged };

/** One case: its picture, what people say and what the model said. */
export function CaseDetail({ evaluation, evaluationId, selected: { one, number, verdict } }: DetailProps) {
  const { t, tell, language } = useSpeech();
  const name = (key: string) => labelName(evaluation, key, language);
  const answer = answerOf(one);
  // Of a miss one wants to know what there was to see.
  const seen =
    one.scores && !one.problem ? (one.label && one.label in one.scores ? one.label : answer?.label) : undefined;
  const map = useCaseMap(evaluationId, number, seen);
  const masks = useCaseMasks(evaluationId, number, evaluation.task === 'segmentation' && !one.problem);
  const frame = masks?.frame ?? one.shown?.frame;
  const picture = fill(binaryPaths.casePicture, { evaluationId, caseNumber: String(number) });
  return (
    <section className="card evaluate-detail" aria-label={t('caseChosen')}>
      <div className="evaluate-picture" dir="ltr">
        {!one.problem && masks !== undefined && (
          <img
            src={frame === undefined ? picture : `${picture}?frame=${frame}`}
            alt={t('casePicture', { name: one.name })}
          />
        )}
        <Layers {...{ one, map, masks }} />
        {masks === undefined && <p className="evaluate-map">{t('caseMasksAwaited')}</p>}
        {frame !== undefined && <p className="evaluate-map">{t('caseSlice', { n: frame + 1 })}</p>}
        {map && seen && <p className="evaluate-map">{t('caseMap', { label: name(seen) })}</p>}
      </div>
      <div className="evaluate-facts">
        {isJudged(evaluation, verdict) && <VerdictMark verdict={verdict} />}
        <h2 className="mono" id="case-chosen" tabIndex={-1}>
          <bdi>{one.name}</bdi>
        </h2>
        <p className="soft">
          {t('casePatient')} <bdi>{one.patient}</bdi>
        </p>
        {one.problem && (
          <p>
            {tell(one.problem).text} {tell(one.problem).next}
          </p>
        )}
        <dl>
          {one.label !== undefined && (
            <>
              <dt>{t('caseTruth')}</dt>
              <dd>{name(one.label)}</dd>
            </>
          )}
          {answer && (
            <>
              <dt>{t('caseAnswer')}</dt>
              <dd>
                {name(answer.label)} <Ltr>{answer.score.toFixed(3)}</Ltr>
              </dd>
            </>
          )}
          {Object.entries(one.scores ?? {})
            .filter(([key]) => key !== answer?.label)
            .map(([key, score]) => (
              <Fact key={key} name={name(key)} value={score} />
            ))}
          {Object.entries(one.measures ?? {}).map(([key, value]) => (
            <Fact key={key} name={figureName(evaluation, key, language)} value={value} />
          ))}
        </dl>
        {verdict === 'missed' && <HowFound {...{ evaluation, one }} />}
        {(one.marked || masks) && (
          <p className="evaluate-legend">
            <span className="evaluate-truth">{t('caseTruth')}</span>{' '}
            <span className="evaluate-answer">{t('caseAnswer')}</span>
          </p>
        )}
        <Button
          icon={<FolderOpen />}
          onClick={() => {
            void openPaths([one.path]);
            change({ page: 'read' });
          }}
        >
          {t('openInRead')}
        </Button>
        <Doubt one={one} doubt={evaluation.doubts?.cases.find(({ name }) => name === one.name)} />
        <p className="quiet">
          <Keys>J</Keys> <Keys>K</Keys> {t('caseSteps')}
        </p>
      </div>
    </section>
  );
}

/** Of a missed case: which operating point would find it, and at what price. */
function HowFound({ evaluation, one }: { evaluation: Evaluation; one: EvaluatedCase }) {
  const { t } = useSpeech();
  const { found, needed } = wayToFind(evaluation, one) ?? {};
  const shown = (threshold: number) => Number(threshold.toFixed(3));
  const point = pointMissed(evaluation, one);
  if (point)
    return (
      <p>
        {t('caseBoxBelow', {
          score: shown(one.boxes![0]!.score),
          point: point.name,
          threshold: shown(point.threshold),
        })}
      </p>
    );
  if (found)
    return <p>{t('caseFoundAt', { point: found.name, threshold: shown(found.threshold), n: found.mistakes })}</p>;
  if (!needed) return null;
  const { threshold, mistakes, beside } = needed;
  return (
    <p>
      {t('caseFoundBelow', { threshold, n: mistakes })}{' '}
      {beside && t('caseFoundBeside', { point: beside.name, threshold: shown(beside.threshold), n: beside.mistakes })}
    </p>
  );
}

const Fact = ({ name, value }: { name: string; value: number | null }) => (
  <>
    <dt>{name}</dt>
    <dd>
      <Ltr>{value === null ? '–' : value.toFixed(3)}</Ltr>
    </dd>
  </>
);

type LayersProps = { one: EvaluatedCase; map?: CaseMap | null; masks?: CaseMasks | null };

/** What lies over the picture: the map of a classifier, boxes or outlines of the set and of the model. */
function Layers({ one: { marked: all = [], boxes: found = [], sizePx, shown }, map, masks }: LayersProps) {
  const here = ({ boxSlices }: EvaluatedBox) =>
    !boxSlices || !shown || (boxSlices[0] < shown.slice + 1 && boxSlices[1] > shown.slice);
  const [marked, boxes] = [all.filter(here), found.filter(here)];
  if (!sizePx || (marked.length === 0 && boxes.length === 0 && !map && !masks)) return null;
  const rect = ([x0, y0, x1, y1]: readonly [number, number, number, number]) => ({
    x: x0,
    y: y0,
    width: x1 - x0,
    height: y1 - y0,
  });
  return (
    <svg viewBox={`0 0 ${sizePx.join(' ')}`} aria-hidden="true">
      {map && <image href={map.url} {...rect(map.covers)} preserveAspectRatio="none" opacity="0.62" />}
      {masks && <path className="evaluate-box-truth" d={masks.told} />}
      {masks && <path className="evaluate-box-answer" d={masks.found} />}
      {marked.map(({ boxPx }) => (
        <rect key={boxPx.join()} className="evaluate-box-truth" {...rect(boxPx)} />
      ))}
      {boxes.slice(0, 1).map(({ boxPx }) => (
        <rect key={boxPx.join()} className="evaluate-box-answer" {...rect(boxPx)} />
      ))}
    </svg>
  );
}
