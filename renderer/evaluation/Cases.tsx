import { useEffect, useState } from 'react';
import { type Evaluation, labelName } from '../../core/contract/index.ts';
import { Ltr, Segments } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { CaseDetail } from './CaseDetail.tsx';
import { VerdictMark } from './VerdictMark.tsx';
import { answerOf, type Judged, judged, type Verdict, worstDice } from './verdict.ts';

type Filter = 'all' | 'wrong' | 'missed' | 'mistake';

const passes = (filter: Filter, verdict: Verdict) =>
  filter === 'all' || (filter === 'wrong' ? verdict !== 'right' : verdict === filter);

/** Every case of an evaluation, those first that went wrong; one of them is shown. */
export function Cases({ evaluation, evaluationId }: { evaluation: Evaluation; evaluationId: string }) {
  const { t } = useSpeech();
  const all = judged(evaluation);
  const counted = (filter: Filter) => all.filter(({ verdict }) => passes(filter, verdict)).length;
  const [filter, setFilter] = useState<Filter>(counted('wrong') > 0 ? 'wrong' : 'all');
  const [chosen, setChosen] = useState<number>();
  const shown = all.filter(({ verdict }) => passes(filter, verdict));
  const place = Math.max(
    0,
    shown.findIndex(({ number }) => number === chosen),
  );
  useStepKeys(shown, place, setChosen);
  const filters = [
    { value: 'all' as const, label: t('casesAll', { n: all.length }) },
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
        <CaseTable {...{ evaluation, shown, place }} onChoose={setChosen} />
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

type TableProps = { evaluation: Evaluation; shown: Judged[]; place: number; onChoose(number: number): void };

function CaseTable({ evaluation, shown, place, onChoose }: TableProps) {
  const { t, language } = useSpeech();
  const masks = evaluation.task === 'segmentation';
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
                  <VerdictMark verdict={verdict} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
