import { Check, CircleX, LoaderCircle } from 'lucide-react';
import type { Job } from '../../core/contract/index.ts';
import { ProgressBar } from '../components/parts.tsx';
import { cancelJob, useModels } from '../engine.ts';
import { isActive, progressText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { useWindow } from '../state.ts';

/** What the engine is busy with, or the last thing that it did in this session. */
export function RunPill() {
  const { t } = useSpeech();
  const jobs = Object.values(useWindow((state) => state.jobs));
  const active = jobs.filter(isActive);
  const job =
    active.find(({ kind }) => kind === 'run') ??
    active.find(({ kind }) => kind !== 'watch') ??
    active[0] ??
    jobs.findLast(({ kind }) => kind === 'run' || kind === 'look' || kind === 'evaluate');
  const title = useJobTitle(job);
  if (!job || !title) return null;
  if (!isActive(job)) {
    const done = job.status === 'done';
    return (
      <div className="pill" role="status">
        {done ? <Check className="tone-ok" /> : <CircleX className="tone-no" />}
        <strong className="clip">{title}</strong>
        <span className="pill-progress">
          {t(done ? 'jobDone' : job.status === 'failed' ? 'runFailed' : 'runCancelled')}
        </span>
      </div>
    );
  }
  return (
    <div className="pill">
      <LoaderCircle className="spin tone-accent" />
      <strong className="clip">{title}</strong>
      <span className="pill-progress">
        {job.kind === 'watch'
          ? t(job.stage === 'away' ? 'watchAway' : 'watchTaken', { n: job.done })
          : progressText(job, t)}
      </span>
      {active.length > 1 && <span className="quiet">{t('stillRunning', { n: active.length - 1 })}</span>}
      {job.kind !== 'watch' && <ProgressBar name={t('jobProgress', { title })} done={job.done} total={job.total} />}
      <button type="button" className="button button-ghost" onClick={() => void cancelJob(job.id)}>
        <span className="button-text">{t('cancel')}</span>
      </button>
    </div>
  );
}

/** A job by the name that the reader knows: the model's, or what is opened or written. */
function useJobTitle(job: Job | undefined): string | undefined {
  const { t, say } = useSpeech();
  const models = useModels();
  if (!job) return undefined;
  const model = models.find(({ id }) => id === job.modelId);
  if (job.kind === 'run') return model ? say(model.name) : job.title;
  if (job.kind === 'evaluate') return t('evaluateTitle', { model: model ? say(model.name) : job.title });
  if (job.kind === 'look') return t('lookTitle', { model: model ? say(model.name) : job.title });
  if (job.kind === 'export') return t('exportTitle');
  if (job.kind === 'watch') return t('watchTitle', { folder: job.title });
  return job.title === 'example' ? t('exampleCard') : `${t('opening')} ${job.title}`;
}
