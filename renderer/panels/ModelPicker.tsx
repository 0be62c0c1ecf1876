import { Play, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { ChannelChoice, Eligibility, ModelSummary, Series } from '../../core/contract/index.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { startRun, useBrokenModels, useEligibility, useModels, useModelsKnown } from '../engine.ts';
import { isActive } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import type { ReadRun } from '../reading.ts';
import { useWindow } from '../state.ts';
import { ChannelDialog } from './ChannelDialog.tsx';
import { ChannelSeries } from './ChannelSeries.tsx';
import { CheckRow } from './CheckRow.tsx';
import { asksOnly, openChannels, seriesLabel } from './channels.ts';

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
  const [fits, refused] = [true, false].map((may) =>
    judged.filter((one) => (one.eligibility.eligible || asksOnly(one.eligibility)) === may),
  ) as [typeof judged, typeof judged];
  const ran = new Set(reading.filter(({ run }) => run.status === 'done').map(({ run }) => run.model.id));
  return (
    <section className="picker" aria-label={t('modelsForSeries')}>
      <h3>{t('modelsForSeries')}</h3>
      {known && models.length === 0 && <p className="quiet">{t('noModelsText')}</p>}
      {fits.length > 0 && <h4>{t('fitsGroup')}</h4>}
      {fits.map(({ model, eligibility }) => (
        <Fitting key={model.id} {...{ model, series, eligibility }} again={ran.has(model.id)} />
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

type FittingProps = { model: ModelSummary; series: Series; eligibility: Eligibility; again: boolean };

function Fitting({ model, series, eligibility, again }: FittingProps) {
  const { t, say } = useSpeech();
  const [asking, setAsking] = useState(false);
  const open = openChannels(eligibility);
  const running = useRunning(model.id, series.seriesInstanceUid);
  return (
    <div className="fitting">
      <div className="fitting-words">
        <span className="strong clamp">{say(model.name)}</span>
        <Ltr className="version">{model.version}</Ltr>
        {eligibility.channels && <ChannelSeries channels={eligibility.channels} />}
        {open.length > 0 && (
          <p className="quiet">{t('channelsOpen', { channels: open.map(({ name }) => say(name)).join(' · ') })}</p>
        )}
        {open.length === 0 && eligibility.channels?.some(({ candidates }) => candidates.length > 1) && (
          <button type="button" className="link" disabled={running} onClick={() => setAsking(true)}>
            {t('chooseSeries')}
          </button>
        )}
      </div>
      <Button
        look={again ? 'plain' : 'primary'}
        icon={<Play />}
        disabled={running}
        aria-label={t('runModel', { model: say(model.name) })}
        onClick={() => (open.length > 0 ? setAsking(true) : void startRun(model.id, series.seriesInstanceUid))}
      >
        {t(open.length > 0 ? 'runAsking' : again ? 'runAgain' : 'run')}
      </Button>
      {asking && <ChannelDialog {...{ model, series, eligibility }} onClose={() => setAsking(false)} />}
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
          <CheckRow
            key={`${check.channel} ${check.rule} ${check.wanted}`}
            {...{ check, channels: eligibility.channels }}
          />
        ))}
      </ul>
      {failed.map((check) => (
        <p key={`${check.channel} ${check.rule} ${check.wanted}`} className="soft">
          {say(check.reason)}
        </p>
      ))}
      {openChannels(eligibility).map((channel) => (
        <MissingChannel key={channel.key} channel={channel} />
      ))}
      <p className="soft">{t(eligibility.overrulable ? 'mayOverrule' : 'mayNotOverrule')}</p>
      {eligibility.overrulable && <OverruleForm model={model} series={series} />}
    </details>
  );
}

/** Why no series of the study is a channel. */
function MissingChannel({ channel: { name, refused } }: { channel: ChannelChoice }) {
  const { t, say } = useSpeech();
  return (
    <>
      <p className="soft">{t('channelMissing', { channel: say(name) })}</p>
      {refused.map((candidate) => (
        <p key={candidate.seriesInstanceUid} className="soft">
          <bdi>{seriesLabel(candidate, t)}</bdi>: {candidate.against.map(({ reason }) => say(reason)).join(' ')}
        </p>
      ))}
    </>
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
        const overruleReason = reason.trim();
        if (overruleReason)
          void startRun(model.id, series.seriesInstanceUid, { overruleReason }).then(() => setReason(''));
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
