import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { commands } from '../commands.ts';
import { Tip } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import type { Shown } from './pane.ts';
import { nextOf, stepOf, USUAL_RATE } from './playing.ts';

const SPEEDS = { least: 1 / 8, most: 8 };

const rateText = (rate: number) => (rate >= 10 ? rate.toFixed(0) : Number(rate.toFixed(1)).toString());

/** Plays the frames of a recording as fast as they were taken. Every frame is shown: what is late is waited for. */
export function Cine({ active, shown }: { active: boolean; shown: Shown }) {
  const { t } = useSpeech();
  const { stack, index } = shown;
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  /** Recorded time played in a second, as a share of what should have been. */
  const [real, setReal] = useState<number>();
  const now = useRef(shown);
  now.current = shown;
  const info = stack?.infoOf(Math.min(index, stack.length - 1));
  const rate = (info?.frameRate?.value ?? USUAL_RATE) * speed;
  const isRecording = stack?.plane === 'acquired' && stack.length > 1 && (info?.frameRate || !info?.plane);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another series does not go on playing
  useEffect(() => setPlaying(false), [stack]);

  useEffect(() => {
    if (!active) return;
    return commands.listen((command) => {
      if (command.kind === 'play') setPlaying((before) => !before && (now.current.stack?.length ?? 0) > 1);
      if (command.kind === 'speed')
        setSpeed((before) => Math.min(Math.max(before * command.factor, SPEEDS.least), SPEEDS.most));
    });
  }, [active]);

  useEffect(() => {
    if (!playing) return setReal(undefined);
    let frame = 0;
    let back = false;
    let due = performance.now();
    let [played, standing, since] = [0, 0, due];
    const tick = (time: number) => {
      frame = requestAnimationFrame(tick);
      const { stack, index, wanted, scrollTo } = now.current;
      // The last one must be on the screen, and the next one at hand, before it is its turn.
      if (!stack || time < due || index !== wanted.current) return;
      const next = nextOf(stack, { index, back });
      if (!stack.peek(next.index)) return void stack.load(next.index).catch(() => setPlaying(false));
      scrollTo(next.index);
      // The wait that follows is that of the frame now shown.
      const step = stepOf(stack, next.index, nextOf(stack, next).index) / speed;
      back = next.back;
      played += standing;
      standing = step;
      due = Math.max(due + step, time - step);
      if (time - since < 1000) return;
      setReal(played / (time - since));
      [played, since] = [0, time];
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed]);

  if (!stack || (!isRecording && !playing)) return null;
  const behind = real !== undefined && real < 0.9;
  return (
    <div className="cine" data-own-pointer>
      <Tip
        text={info?.frameRate ? t('playSource', { attribute: info.frameRate.source }) : t('playUnknownRate')}
        keys="Space"
      >
        <button
          type="button"
          className="button button-icon"
          aria-label={t(playing ? 'pause' : 'play')}
          aria-keyshortcuts="Space"
          onClick={() => setPlaying(!playing)}
        >
          {playing ? <Pause /> : <Play />}
        </button>
      </Tip>
      <bdi className={behind ? 'tone-warn' : ''}>
        {behind
          ? t('playRateBehind', { real: rateText(real * rate), rate: rateText(rate) })
          : t('playRate', { rate: rateText(rate) })}
      </bdi>
    </div>
  );
}
