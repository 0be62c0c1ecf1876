import { useSpeech } from '../i18n.tsx';
import type { Shown } from './pane.ts';

/** The scroll bar of a viewport, with a mark for each mask along it. */
export function SliceSlider({ shown }: { shown: Shown }) {
  const { t } = useSpeech();
  const { stack, index } = shown;
  if (!stack) return null;
  return (
    <>
      <div className="slice-marks" aria-hidden="true">
        {shown.marks.map((mark) => (
          <span
            key={mark.id}
            className="slice-mark"
            style={{ background: mark.colour, top: `${mark.from * 100}%`, bottom: `${(1 - mark.to) * 100}%` }}
          />
        ))}
      </div>
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
    </>
  );
}
