import { ScanEye } from 'lucide-react';
import type { ModelSummary, Series } from '../../core/contract/index.ts';
import { problemBehind } from '../client.ts';
import { Button, Segments } from '../components/parts.tsx';
import { useEligibility } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { stepWords } from '../network/preparation.ts';
import { toggleSeen, usePreparation, useSeer } from '../overlays/seen.ts';
import { change, useWindow } from '../state.ts';
import { useSlices } from '../viewports/slices.ts';
import { CheckRow } from './CheckRow.tsx';

/** Lays what a model saw over the pictures, and tells how they came to be that. */
export function SeenWords({ model, series }: { model: ModelSummary; series: Series }) {
  const { t } = useSpeech();
  const on = useSeer(series.seriesInstanceUid)?.id === model.id;
  return (
    <section className="seen-words" aria-label={t('sawTitle')}>
      <Button
        icon={<ScanEye />}
        keys="V"
        aria-pressed={on}
        aria-keyshortcuts="V"
        onClick={() => toggleSeen(model.id, series.seriesInstanceUid)}
      >
        {t('sawTitle')}
      </Button>
      {on && model.channels && <ChannelSteps channels={model.channels} />}
      {on && <Words model={model} series={series} />}
    </section>
  );
}

/** Steps through the series that a network was given, one channel after the other. */
function ChannelSteps({ channels }: { channels: NonNullable<ModelSummary['channels']> }) {
  const { t, say } = useSpeech();
  const saw = useWindow((state) => state.saw);
  return (
    <Segments
      name={t('sawChannel')}
      value={channels[saw?.channel ?? 0]?.key ?? ''}
      options={channels.map(({ key, name }) => ({ value: key, label: say(name) }))}
      onChoose={(key) => saw && change({ saw: { ...saw, channel: channels.findIndex((one) => one.key === key) } })}
    />
  );
}

function Words({ model, series }: { model: ModelSummary; series: Series }) {
  const { t, tell } = useSpeech();
  const { seriesInstanceUid } = series;
  const place = useWindow((state) => state.activePane);
  const frame = useSlices((slices) => {
    const shown = slices[place];
    return model.input === 'image' && shown?.seriesInstanceUid === seriesInstanceUid ? (shown.frame ?? 0) : 0;
  });
  const channel = useWindow((state) => state.saw?.channel ?? 0);
  const { data: preparation, error } = usePreparation(model.id, seriesInstanceUid, frame, channel);
  const eligibility = useEligibility(seriesInstanceUid)?.find(({ modelId }) => modelId === model.id)?.eligibility;
  // Of several series, those of the one that is shown.
  const shown = model.channels?.[channel]?.key;
  const checks = eligibility?.checks.filter((check) => check.channel === shown) ?? [];
  if (error) {
    const { text, next } = tell(problemBehind(error));
    return <p role="alert">{`${text} ${next}`}</p>;
  }
  return (
    <>
      {preparation && (
        <>
          <p>{preparation.seen === 1 ? t('sawAll') : t('sawShare', { share: (100 * preparation.seen).toFixed(1) })}</p>
          <h4>{t('preparation')}</h4>
          <ol className="preparation">
            {preparation.steps.map((step, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are a fixed list
              <li key={n}>{stepWords(step, t)}</li>
            ))}
          </ol>
        </>
      )}
      {checks.length > 0 && (
        <>
          <h4>{t('sawEligibility')}</h4>
          <ul className="checks">
            {checks.map((check) => (
              <CheckRow key={`${check.rule} ${check.wanted}`} check={check} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}
