import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { commands } from '../commands.ts';
import { Tip } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import type { Stack } from '../images/stack.ts';
import type { Shown } from './pane.ts';

/** Where a file names no rate. */
const USUAL_RATE = 10;
const SPEEDS = { least: 1 / 8, most: 8 };

const rateText = (rate: number) => (rate >= 10 ? rate.toFixed(0) : Number(rate.toFixed(1)).toString());

/** The frame after this one: a recording of many frames comes back to its own first, single images to the series'. */
function nextOf(stack: Stack, index: number): number {
  const at = stack.infoOf(index);
  const after = index + 1 < stack.length ? stack.infoOf(index + 1) : undefined;
  if (after?.sopInstanceUid === at.sopInstanceUid) return index + 1;
  if (stack.plane === 'acquired' && at.frame > 0) return index - at.frame;
  return after ? index + 1 : 0;
}

/** Plays the frames of a recording as fast as they were taken. Every frame is shown: what is late is waited for. */
export function Cine({ active, shown }: { active: boolean; shown: Shown }) {
  const { t } = useSpeech();
  const { stack, index } = shown;
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
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
    let due = performance.now();
    let [counted, since] = [0, due];
    const tick = (time: number) => {
      frame = requestAnimationFrame(tick);
      const { stack, index, wanted, scrollTo } = now.current;
      // The last one must be on the screen, and the next one at hand, before it is its turn.
      if (!stack || time < due || index !== wanted.current) return;
      const next = nextOf(stack, index);
      if (!stack.peek(next)) return void stack.load(next).catch(() => setPlaying(false));
      scrollTo(next);
      counted++;
      const step = 1000 / rate;
      due = Math.max(due + step, time - step);
      if (time - since < 1000) return;
      setReal((counted * 1000) / (time - since));
      [counted, since] = [0, time];
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [playing, rate]);

  if (!stack || (!isRecording && !playing)) return null;
  const behind = real !== undefined && real < rate * 0.9;
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
          ? t('playRateBehind', { real: rateText(real), rate: rateText(rate) })
          : t('playRate', { rate: rateText(rate) })}
      </bdi>
    </div>
  );
}
