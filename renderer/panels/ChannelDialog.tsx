import { Play } from 'lucide-react';
import { useState } from 'react';
import type { ChannelChoice, Eligibility, ModelSummary, NamedChannels, Series } from '../../core/contract/index.ts';
import { Button } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { startRun } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { ChannelSeries } from './ChannelSeries.tsx';
import { CheckRow } from './CheckRow.tsx';
import { openChannels, seriesLabel } from './channels.ts';

type Asked = { model: ModelSummary; series: Series; eligibility: Eligibility; onClose(): void };

const FORM = 'channels';

/** Asks which series of the study the channels of a model are, where its rules do not say it, and runs it. */
export function ChannelDialog({ model, series, eligibility, onClose }: Asked) {
  const { t, say } = useSpeech();
  const [named, setNamed] = useState<NamedChannels>({});
  const [reason, setReason] = useState('');
  const open = openChannels(eligibility);
  const chosen = open.map(({ key, candidates }) => candidates.find((one) => one.seriesInstanceUid === named[key]));
  const against = [
    ...eligibility.checks.filter(({ passed }) => !passed),
    ...chosen.flatMap((candidate) => candidate?.against ?? []),
  ];
  const ready = chosen.every(Boolean) && (against.length === 0 || reason.trim() !== '');
  const run = () => {
    const more = { channels: named, ...(against.length > 0 && { overruleReason: reason.trim() }) };
    void startRun(model.id, series.seriesInstanceUid, more);
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={t('channelsTitle', { model: say(model.name) })}
      act={
        <Button look="primary" icon={<Play />} type="submit" form={FORM} disabled={!ready}>
          {t(against.length > 0 ? 'overrule' : 'run')}
        </Button>
      }
    >
      <form
        id={FORM}
        className="channels-ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) run();
        }}
      >
        <p className="soft">{t('channelsText')}</p>
        <ChannelSeries channels={eligibility.channels ?? []} />
        {open.map((channel) => (
          <Choice
            key={channel.key}
            channel={channel}
            value={named[channel.key]}
            taken={Object.entries(named).flatMap(([key, uid]) => (key === channel.key ? [] : uid))}
            onChoose={(uid) => setNamed({ ...named, [channel.key]: uid })}
          />
        ))}
        {against.length > 0 && (
          <label className="field">
            <span>{t('mayOverrule')}</span>
            <input
              className="input"
              dir="auto"
              required
              aria-label={t('overruleReason')}
              placeholder={t('overruleReason')}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
        )}
      </form>
    </Sheet>
  );
}

type ChoiceProps = {
  channel: ChannelChoice;
  value: string | undefined;
  /** Series that were chosen for other channels. */
  taken: string[];
  onChoose(seriesInstanceUid: string): void;
};

function Choice({ channel, value, taken, onChoose }: ChoiceProps) {
  const { t, say } = useSpeech();
  return (
    <fieldset className="channels-choice">
      <legend>{t('whichSeries', { channel: say(channel.name) })}</legend>
      {channel.candidates.map((candidate) => {
        const { seriesInstanceUid, frames, against } = candidate;
        return (
          <label key={seriesInstanceUid} className="channels-candidate">
            <input
              type="radio"
              name={channel.key}
              checked={value === seriesInstanceUid}
              disabled={taken.includes(seriesInstanceUid)}
              onChange={() => onChoose(seriesInstanceUid)}
            />
            <span>
              <bdi>{seriesLabel(candidate, t)}</bdi> <span className="quiet">{t('nSlices', { n: frames })}</span>
              {against.length > 0 && (
                <ul className="checks">
                  {against.map((check) => (
                    <CheckRow key={`${check.rule} ${check.wanted}`} check={check} />
                  ))}
                </ul>
              )}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
