import { Play } from 'lucide-react';
import { useState } from 'react';
import type {
  ChannelCandidate,
  ChannelChoice,
  Eligibility,
  ModelSummary,
  NamedChannels,
  Series,
} from '../../core/contract/index.ts';
import { Button } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { startRun } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { ChannelSeries } from './ChannelSeries.tsx';
import { CheckRow } from './CheckRow.tsx';
import { seriesLabel } from './channels.ts';

type Asked = { model: ModelSummary; series: Series; eligibility: Eligibility; onClose(): void };

const FORM = 'channels';

/**
 * Asks which series of the study the further channels of a model are and runs it. Those that its rules find are chosen
 * already; a reader may choose others.
 */
export function ChannelDialog({ model, series, eligibility, onClose }: Asked) {
  const { t, say } = useSpeech();
  const [first, ...further] = eligibility.channels ?? [];
  const [named, setNamed] = useState<Partial<NamedChannels>>(() =>
    Object.fromEntries(further.map(({ key, seriesInstanceUid }) => [key, seriesInstanceUid])),
  );
  const [reason, setReason] = useState('');
  const chosen = further.map(({ key, candidates }) => candidateAmong(candidates, named[key]));
  const against = [
    ...eligibility.checks.filter(({ passed, channel }) => !passed && channel === first?.key),
    ...chosen.flatMap((candidate) => candidate?.against ?? []),
  ];
  const ready = chosen.every(Boolean) && (against.length === 0 || reason.trim() !== '');
  /** No series is two channels: the one that had it gets the other's, if it may have that. */
  const choose = (key: string, uid: string) => {
    const other = further.find((channel) => channel.key !== key && named[channel.key] === uid);
    const swapped = other && { [other.key]: candidateAmong(other.candidates, named[key])?.seriesInstanceUid };
    setNamed({ ...named, ...swapped, [key]: uid });
  };
  const run = () => {
    const channels = Object.fromEntries(further.flatMap(({ key }) => (named[key] ? [[key, named[key]]] : [])));
    const more = { channels, ...(against.length > 0 && { overruleReason: reason.trim() }) };
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
        <ChannelSeries channels={first ? [first] : []} />
        {further.map((channel) => (
          <Choice
            key={channel.key}
            channel={channel}
            value={named[channel.key]}
            onChoose={(uid) => choose(channel.key, uid)}
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

const candidateAmong = (candidates: ChannelCandidate[], uid: string | undefined) =>
  candidates.find(({ seriesInstanceUid }) => seriesInstanceUid === uid);

type ChoiceProps = { channel: ChannelChoice; value: string | undefined; onChoose(seriesInstanceUid: string): void };

/** The series that a channel may be; folded where its rules find one, until a reader wants another. */
function Choice({ channel, value, onChoose }: ChoiceProps) {
  const { t, say } = useSpeech();
  const { name, candidates, seriesInstanceUid } = channel;
  const chosen = candidateAmong(candidates, value);
  const candidateList = <CandidateList {...{ channel, value, onChoose }} />;
  if (!seriesInstanceUid) return candidateList;
  return (
    <details className="channels-other">
      <summary>
        <strong>{say(name)}</strong>: <bdi>{chosen ? seriesLabel(chosen, t) : t('unnamedSeries')}</bdi>{' '}
        <span className="link">{t('chooseAnotherSeries')}</span>
      </summary>
      {candidateList}
    </details>
  );
}

function CandidateList({ channel, value, onChoose }: ChoiceProps) {
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
