import { useSpeech } from '../i18n.tsx';
import type { Shown } from './pane.ts';

/** The scroll bar of a viewport, with a mark where the selected finding lies. */
export function SliceSlider({ shown }: { shown: Shown }) {
  const { t } = useSpeech();
  const { stack, index } = shown;
  if (!stack) return null;
  return (
    <input
      type="range"
      className="slice-slider"
      data-own-pointer
      aria-label={t('sliceSlider')}
      aria-valuetext={`${index + 1} / ${stack.length}`}
      min={0}
      max={stack.length - 1}
      value={Math.min(index, stack.length - 1)}
      onChange={(event) => shown.scrollTo(Number(event.target.value))}
    />
  );
}
