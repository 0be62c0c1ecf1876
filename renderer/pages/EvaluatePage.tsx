import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { Evaluation, KeptEvaluation, Problem } from '../../core/contract/index.ts';
import { call } from '../client.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { startEvaluation, useModels } from '../engine.ts';
import { Ask } from '../evaluation/Ask.tsx';
import { Cases, useCases } from '../evaluation/Cases.tsx';
import { Confusion } from '../evaluation/Confusion.tsx';
import { CoverageCard } from '../evaluation/CoverageCard.tsx';
import { ExportDialog } from '../evaluation/ExportDialog.tsx';
import { Figures } from '../evaluation/Figures.tsx';
import { Missed } from '../evaluation/Missed.tsx';
import { PlotCard } from '../evaluation/PlotCard.tsx';
import { WrongPairs } from '../evaluation/WrongPairs.tsx';
import { isActive } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { useWindow } from '../state.ts';
import '../styles/evaluate.css';

/** How good a model is on a labelled set: figures, curves, and every case that it got wrong. */
export default function EvaluatePage() {
  const { t } = useSpeech();
  const models = useModels();
  const [asked, setAsked] = useState<string>();
  const { busy, kept, evaluationId, said, choose } = useEvaluations();
  const model = models.find(({ id }) => id === (asked ?? said?.evaluation.model)) ?? models[0];
  if (!model) return <main className="evaluate quiet">{t('noModels')}</main>;
  return (
    <main className="evaluate" data-region="evaluate">
      <Ask {...{ model, models, busy }} onChoose={setAsked} />
      {kept.length > 1 && evaluationId && <Kept {...{ kept, evaluationId, choose }} />}
      {said && evaluationId ? (
        <Result key={evaluationId} {...{ evaluationId, busy, ...said }} />
      ) : (
        <div className="evaluate-empty">
          <h1>{t('evaluateFirst')}</h1>
          <p className="soft">{t('evaluateHint')}</p>
        </div>
      )}
    </main>
  );
}

/** All that are kept, the one that is shown (the newest, unless another was chosen), and whether one is being made. */
function useEvaluations() {
  const mine = Object.values(useWindow((state) => state.jobs)).filter(({ kind }) => kind === 'evaluate');
  const made = mine.findLast(({ status }) => status === 'done')?.id;
  const [chosen, choose] = useState<{ id: string; after: string | undefined }>();
  const { data: list } = useQuery({ queryKey: ['evaluations', made], queryFn: () => call('evaluations') });
  const kept = list?.evaluations ?? [];
  const evaluationId = chosen && chosen.after === made ? chosen.id : (made ?? kept[0]?.id);
  const { data: said } = useQuery({
    queryKey: ['evaluation', evaluationId],
    queryFn: () => call('evaluation', undefined, { evaluationId: evaluationId! }),
    enabled: evaluationId !== undefined,
  });
  const busy = mine.some(isActive);
  return { busy, kept, evaluationId, said, choose: (id: string) => choose({ id, after: made }) };
}

type KeptProps = { kept: KeptEvaluation[]; evaluationId: string; choose(id: string): void };

function Kept({ kept, evaluationId, choose }: KeptProps) {
  const { t, say, language } = useSpeech();
  const when = new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return (
    <label className="field">
      <span>{t('evaluationsKept')}</span>
      <select className="input" value={evaluationId} onChange={({ target }) => choose(target.value)}>
        {kept.map(({ id, name, version, split, startedAt, cases }) => (
          <option key={id} value={id}>
            {[when.format(new Date(startedAt)), `${say(name)} ${version}`, split, t('nCases', { n: cases })].join(
              ' · ',
            )}
          </option>
        ))}
      </select>
    </label>
  );
}

type ResultProps = { evaluationId: string; evaluation: Evaluation; folder: string; busy: boolean };

function Result({ evaluationId, evaluation, folder, busy }: ResultProps) {
  const { t, say, tell } = useSpeech();
  const { name, version, patients, split, data, plots, notes } = evaluation;
  const cases = useCases(evaluation);
  const show = (filter: 'all' | 'missed', number?: number) => {
    cases.setFilter(filter);
    cases.choose(number);
    requestAnimationFrame(() => document.getElementById('case-chosen')?.focus());
  };
  return (
    <>
      <header className="evaluate-head">
        <div>
          <h1>
            {say(name)} <Ltr className="quiet mono">{version}</Ltr>
          </h1>
          <p className="soft">
            <Ltr className="mono">{data}</Ltr> · <bdi>{split}</bdi> · {t('nCases', { n: evaluation.cases })} ·{' '}
            {t('nPatients', { n: patients })}
          </p>
          <p className="quiet">
            {t('evaluationKept')} <Ltr className="mono">{folder}</Ltr>
          </p>
        </div>
        <div className="button-row">
          <Button
            icon={<RotateCw />}
            disabled={busy}
            onClick={() => void startEvaluation(evaluation.model, data, split)}
          >
            {t('evaluateAgain')}
          </Button>
          <ExportDialog {...{ evaluation, evaluationId }} />
        </div>
      </header>
      {notes.map((note) => {
        const { text, next } = tell(note as Problem);
        return (
          <p key={note.code} className="tone-warn">
            {text} {next}
          </p>
        );
      })}
      <Figures evaluation={evaluation} />
      <div className="evaluate-plots">
        {plots.map((plot) => (
          <PlotCard key={`${plot.kind} ${plot.of}`} {...{ evaluation, plot }} />
        ))}
        {(evaluation.task === 'classification' || evaluation.task === 'detection') && (
          <>
            <Confusion evaluation={evaluation} />
            <Missed
              {...{ evaluation, evaluationId }}
              missed={cases.of('missed')}
              onOpen={(number) => show('all', number)}
              onAll={() => show('missed')}
            />
          </>
        )}
        {evaluation.coverage && <CoverageCard coverage={evaluation.coverage} />}
      </div>
      {evaluation.wrongPairs ? (
        <WrongPairs {...{ evaluation, evaluationId }} pairs={evaluation.wrongPairs} />
      ) : (
        <Cases {...{ evaluation, evaluationId, cases }} />
      )}
    </>
  );
}
