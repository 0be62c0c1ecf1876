import { Tag } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Evaluation, labelName } from '../../core/contract/index.ts';
import { Ltr, Segments } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { CaseDetail } from './CaseDetail.tsx';
import { CaseThumbnail } from './CaseThumbnail.tsx';
import { VerdictMark } from './VerdictMark.tsx';
import { answerOf, isJudged, type Judged, judged, type Verdict, worstDice } from './verdict.ts';

type Filter = 'all' | 'wrong' | 'missed' | 'mistake';

const passes = (filter: Filter, verdict: Verdict) =>
  filter === 'all' || (filter === 'wrong' ? verdict !== 'right' : verdict === filter);

/** The cases of an evaluation, those first that went wrong; which of them are shown, and the one that is chosen. */
export function useCases(evaluation: Evaluation) {
  const all = judged(evaluation);
  const of = (filter: Filter) => all.filter(({ verdict }) => passes(filter, verdict));
  const [filter, setFilter] = useState<Filter>(of('wrong').length > 0 ? 'wrong' : 'all');
  const [chosen, choose] = useState<number>();
  const shown = of(filter);
  const place = Math.max(
    0,
    shown.findIndex(({ number }) => number === chosen),
  );
  return { of, filter, setFilter, shown, place, choose };
}

type CasesProps = { evaluation: Evaluation; evaluationId: string; cases: ReturnType<typeof useCases> };

/** Every case of an evaluation; one of them is shown. */
export function Cases({
  evaluation,
  evaluationId,
  cases: { of, filter, setFilter, shown, place, choose },
}: CasesProps) {
  const { t } = useSpeech();
  useStepKeys(shown, place, choose);
  const counted = (value: Filter) => of(value).length;
  const filters = [
    { value: 'all' as const, label: t('casesAll', { n: counted('all') }) },
    { value: 'wrong' as const, label: t('casesWrong', { n: counted('wrong') }) },
    { value: 'missed' as const, label: t('casesMissed', { n: counted('missed') }) },
    { value: 'mistake' as const, label: t('casesMistake', { n: counted('mistake') }) },
  ].filter(({ value }) => value === 'all' || counted(value) > 0);
  const selected = shown[place];
  return (
    <div className="evaluate-cases">
      <section className="card evaluate-list" aria-label={t('cases')}>
        <div className="evaluate-list-head">
          <h2>{t('cases')}</h2>
          {filters.length > 1 && (
            <Segments name={t('casesShown')} options={filters} value={filter} onChoose={setFilter} />
          )}
        </div>
        <CaseTable {...{ evaluation, evaluationId, shown, place }} onChoose={choose} />
      </section>
      {selected && <CaseDetail key={selected.number} {...{ evaluation, evaluationId, selected }} />}
    </div>
  );
}

/** J and K step through the cases, where no text is being written. */
function useStepKeys(shown: Judged[], place: number, choose: (number: number) => void) {
  useEffect(() => {
    const pressed = ({ code, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (ctrlKey || metaKey || altKey || (target as HTMLElement).closest('input, select, textarea')) return;
      const next = code === 'KeyJ' ? shown[place + 1] : code === 'KeyK' ? shown[place - 1] : undefined;
      if (!next) return;
      choose(next.number);
      document.querySelector(`[data-case="${next.number}"]`)?.scrollIntoView({ block: 'nearest' });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [shown, place, choose]);
}

type TableProps = {
  evaluation: Evaluation;
  evaluationId: string;
  shown: Judged[];
  place: number;
  onChoose(number: number): void;
};

function CaseTable({ evaluation, evaluationId, shown, place, onChoose }: TableProps) {
  const { t, language } = useSpeech();
  const masks = evaluation.task === 'segmentation';
  const questioned = new Set(evaluation.doubts?.cases.map((one) => one.name));
  const name = (key: string | undefined) => (key ? labelName(evaluation, key, language) : '–');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className="evaluate-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('caseName')}</th>
            {!masks && <th scope="col">{t('caseTruth')}</th>}
            {!masks && <th scope="col">{t('caseAnswer')}</th>}
            <th scope="col">{t(masks ? 'caseWorstDice' : 'caseProbability')}</th>
            <th scope="col">{t('caseResult')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ one, number, verdict }, n) => {
            const answer = answerOf(one);
            const points = evaluation.labels.find(({ key }) => key === answer?.label)?.operatingPoints;
            const tick = masks ? undefined : points?.[0]?.threshold;
            const value = masks ? worstDice(one) : answer?.score;
            return (
              <tr key={number} data-case={number} aria-current={n === place} onClick={() => onChoose(number)}>
                <th scope="row">
                  <button type="button" className="evaluate-case mono">
                    {!one.problem && <CaseThumbnail {...{ evaluationId, number }} />}
                    <bdi>{one.name}</bdi>
                  </button>
                </th>
                {!masks && <td>{name(one.label)}</td>}
                {!masks && <td>{name(answer?.label)}</td>}
                <td>
                  {value !== undefined && !one.problem && (
                    <span className="evaluate-score">
                      <span className="evaluate-bar" style={{ '--share': value } as object}>
                        {tick !== undefined && <span className="evaluate-tick" style={{ '--at': tick } as object} />}
                      </span>
                      <Ltr>{value.toFixed(2)}</Ltr>
                    </span>
                  )}
                </td>
                <td>
                  {isJudged(evaluation, verdict) && <VerdictMark verdict={verdict} />}
                  {questioned.has(one.name) && (
                    <span className="evaluate-verdict tone-warn">
                      <Tag className="icon-small" /> {t('questioned')}
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
