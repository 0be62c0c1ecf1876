import { Check, TriangleAlert } from 'lucide-react';
import type { ChannelChoice, EligibilityCheck } from '../../core/contract/index.ts';
import { Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import type { PlainWord } from '../words.ts';

const RULES: Record<string, PlainWord> = {
  images: 'ruleImages',
  modality: 'ruleModality',
  bodyPart: 'ruleBodyPart',
  viewPosition: 'ruleViewPosition',
  photometric: 'rulePhotometric',
  patientAge: 'rulePatientAge',
  repetitionTime: 'ruleRepetitionTime',
  echoTime: 'ruleEchoTime',
  inversionTime: 'ruleInversionTime',
  contrast: 'ruleContrast',
  laterality: 'ruleLaterality',
  orientation: 'ruleOrientation',
  description: 'ruleDescription',
  volume: 'ruleVolume',
  pixelSpacing: 'rulePixelSpacing',
  sliceSpacing: 'ruleSliceSpacing',
  fieldOfView: 'ruleFieldOfView',
  slices: 'ruleSlices',
  rows: 'ruleRows',
  bitsStored: 'ruleBitsStored',
  samplesPerPixel: 'ruleSamplesPerPixel',
  frameOfReference: 'ruleFrameOfReference',
  coverage: 'ruleCoverage',
};

type CheckProps = {
  check: EligibilityCheck /** Of a model of several series, to name the one. */;
  channels?: ChannelChoice[];
};

/** What a model asks of a series, what the series has, and whether that fits. */
export function CheckRow({ check, channels }: CheckProps) {
  const { t, say } = useSpeech();
  const rule = RULES[check.rule];
  const channel = channels?.find(({ key }) => key === check.channel);
  return (
    <li className={check.passed ? '' : 'strong'}>
      {check.passed ? (
        <Check className="tone-ok" aria-label={t('passedCheck')} />
      ) : (
        <TriangleAlert className="tone-warn" aria-label={t('failedCheck')} />
      )}
      <span>
        {channel && (
          <>
            <bdi>{say(channel.name)}</bdi>
            {' · '}
          </>
        )}
        {rule ? t(rule) : check.rule}
      </span>
      <span className="check-values">
        {check.passed ? (
          <Ltr>{check.found}</Ltr>
        ) : (
          t('checkWanted', { found: check.found || '–', wanted: check.wanted })
        )}
      </span>
    </li>
  );
}
