import type { PreparationStep } from '../../core/contract/index.ts';
import type { Translate } from '../words.ts';

type Say = (step: PreparationStep, t: Translate) => string;

/** A number with as many digits as mean something to a reader. */
const short = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(short).join(', ');
  const number = Number(value);
  return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(3)));
};
const by = (values: readonly number[] = []) => values.map(short).join(' × ');
const sizes = ({ before, after }: PreparationStep) => ({ from: by(before.size), to: by(after.size) });
const same = ({ before, after }: PreparationStep) => by(before.size) === by(after.size);

/** A step of a preparation in words, with the figures of this very picture. */
const WORDS: Record<string, Say> = {
  modality: (_, t) => t('prepModality'),
  align: ({ before, after }, t) => t('prepAlign', { from: by(before.spacingMm), to: by(after.spacingMm) }),
  voi: ({ use, center, width, before }, t) => {
    if (use === 'minmax') return t('prepRange', { low: short(before.low), high: short(before.high) });
    return use === 'fixed' ? t('prepWindow', { center: short(center), width: short(width) }) : t('prepFileWindow');
  },
  invertMonochrome1: ({ before, after }, t) => t(before.mean === after.mean ? 'prepNotTurned' : 'prepTurned'),
  orient: ({ to }, t) => t('prepOrient', { to: String(to) }),
  resample: ({ before, after }, t) => {
    const [from, to] = [by(before.spacingMm), by(after.spacingMm)];
    return from === to ? t('prepSpacingKept', { from }) : t('prepResample', { from, to });
  },
  resize: (step, t) => {
    const mode = { stretch: 'prepStretch', fit: 'prepFit', fill: 'prepFill' } as const;
    return t(mode[step.mode as keyof typeof mode], sizes(step));
  },
  crop: (step, t) => t(step.to === 'foreground' ? 'prepForeground' : 'prepCrop', sizes(step)),
  pad: (step, t) => (same(step) ? t('prepNoPad') : t('prepPad', sizes(step))),
  normalise: ({ by: how, low, high, mean, deviation, before }, t) => {
    if (how === 'zscore') return t('prepZscore', { mean: short(before.mean), deviation: short(before.deviation) });
    if (how === 'minmax') return t('prepRange', { low: short(before.low), high: short(before.high) });
    if (how === 'percentile') return t('prepPercentile', { low: short(low), high: short(high) });
    return t('prepFixed', { mean: short(mean), deviation: short(deviation) });
  },
  clip: ({ min, max }, t) => t('prepClip', { min: short(min), max: short(max) }),
  scale: ({ factor, offset }, t) => t('prepScale', { factor: short(factor), offset: short(offset) }),
  channels: (_, t) => t('prepChannels'),
  type: ({ to }, t) => t('prepType', { to: String(to) }),
};

export const stepWords: Say = (step, t) => WORDS[step.step]?.(step, t) ?? step.step;
