import { Play, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { Eligibility, ModelSummary, Series } from '../../core/contract/index.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { startRun, useBrokenModels, useEligibility, useModels, useModelsKnown } from '../engine.ts';
import { isActive } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import type { ReadRun } from '../reading.ts';
import { useWindow } from '../state.ts';
import { CheckRow } from './CheckRow.tsx';

/** Which models can read this series, which cannot and why, and the button that runs one. */
export function ModelPicker({ series, reading }: { series: Series; reading: ReadRun[] }) {
  const { t } = useSpeech();
  const models = useModels();
  const known = useModelsKnown();
  const eligibility = useEligibility(series.seriesInstanceUid);
  const judged = models.flatMap((model) => {
    const found = eligibility?.find(({ modelId }) => modelId === model.id);
    return found ? [{ model, eligibility: found.eligibility }] : [];
  });
  const fits = judged.filter((one) => one.eligibility.eligible);
  const refused = judged.filter((one) => !one.eligibility.eligible);
  const ran = new Set(reading.filter(({ run }) => run.status === 'done').map(({ run }) => run.model.id));
  return (
    <section className="picker" aria-label={t('modelsForSeries')}>
      <h3>{t('modelsForSeries')}</h3>
      {known && models.length === 0 && <p className="quiet">{t('noModelsText')}</p>}
      {fits.length > 0 && <h4>{t('fitsGroup')}</h4>}
      {fits.map(({ model }) => (
        <Fitting key={model.id} model={model} series={series} again={ran.has(model.id)} />
      ))}
      {refused.length > 0 && <h4>{t('refusedGroup')}</h4>}
      {refused.map((one) => (
        <Refused key={one.model.id} {...one} series={series} open={fits.length === 0} />
      ))}
      <BrokenModels />
    </section>
  );
}

function BrokenModels() {
  const { t, tell } = useSpeech();
  const broken = useBrokenModels();
  if (broken.length === 0) return null;
  return (
    <>
      <h4>{t('brokenGroup')}</h4>
      {broken.map((problem) => {
        const { text, next } = tell(problem);
        return (
          <p key={JSON.stringify(problem)} className="problem-card">
            {text} <span className="soft">{next}</span>
          </p>
        );
      })}
    </>
  );
}

const useRunning = (modelId: string, seriesInstanceUid: string) =>
  useWindow((state) =>
    Object.values(state.jobs).some(
      (job) =>
        job.kind === 'run' && job.modelId === modelId && job.seriesInstanceUid === seriesInstanceUid && isActive(job),
    ),
  );

function Fitting({ model, series, again }: { model: ModelSummary; series: Series; again: boolean }) {
  const { t, say } = useSpeech();
  const running = useRunning(model.id, series.seriesInstanceUid);
  return (
    <div className="fitting">
      <div className="fitting-words">
        <span className="strong clamp">{say(model.name)}</span>
        <Ltr className="version">{model.version}</Ltr>
      </div>
      <Button
        look={again ? 'plain' : 'primary'}
        icon={<Play />}
        disabled={running}
        aria-label={t('runModel', { model: say(model.name) })}
        onClick={() => void startRun(model.id, series.seriesInstanceUid)}
      >
        {t(again ? 'runAgain' : 'run')}
      </Button>
    </div>
  );
}

type RefusedProps = { model: ModelSummary; eligibility: Eligibility; series: Series; open: boolean };

function Refused({ model, eligibility, series, open }: RefusedProps) {
  const { t, say } = useSpeech();
  const failed = eligibility.checks.filter(({ passed }) => !passed);
  const passed = eligibility.checks.filter((check) => check.passed);
  return (
    <details className="refused" open={open}>
      <summary>
        <ShieldAlert className="tone-warn" />
        <span className="refused-title">
          <strong className="clamp">{say(model.name)}</strong>
          <span className="quiet">{t('checksFailed', { n: failed.length, total: eligibility.checks.length })}</span>
        </span>
      </summary>
      <ul className="checks">
        {[...failed, ...passed].map((check) => (
          <CheckRow key={`${check.rule} ${check.wanted}`} check={check} />
        ))}
      </ul>
      {failed.map((check) => (
        <p key={`${check.rule} ${check.wanted}`} className="soft">
          {say(check.reason)}
        </p>
      ))}
      <p className="soft">{t(eligibility.overrulable ? 'mayOverrule' : 'mayNotOverrule')}</p>
      {eligibility.overrulable && <OverruleForm model={model} series={series} />}
    </details>
  );
}

function OverruleForm({ model, series }: { model: ModelSummary; series: Series }) {
  const { t } = useSpeech();
  const [reason, setReason] = useState('');
  const running = useRunning(model.id, series.seriesInstanceUid);
  return (
    <form
      className="overrule"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim()) void startRun(model.id, series.seriesInstanceUid, reason.trim()).then(() => setReason(''));
      }}
    >
      <input
        className="input"
        dir="auto"
        aria-label={t('overruleReason')}
        placeholder={t('overruleReason')}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button type="submit" disabled={!reason.trim() || running}>
        {t('overrule')}
      </Button>
    </form>
  );
}
