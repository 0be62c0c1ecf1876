import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { viridis } from '../images/colour.ts';
import { framesOf } from '../images/frames.ts';
import { createPainter, voiOf } from '../images/paint.ts';
import { shownSeries } from '../state.ts';
import { channelOf, type Pictures, pictureCanvas, rangeOf } from './pictures.ts';

type Rectangle = [number, number, number, number];

/** The frame of the study as the file wants it shown, on a canvas of its own size. */
const useStudyFrame = (seriesInstanceUid: string, frame: number, wanted: boolean) =>
  useQuery({
    queryKey: ['look', 'frame', seriesInstanceUid, frame],
    enabled: wanted,
    gcTime: 30_000,
    async queryFn() {
      const frames = framesOf({ seriesInstanceUid }, shownSeries());
      const info = (await frames.infos())[frame]!;
      const slice = await frames.load(frame);
      const painter = createPainter();
      painter.paint(slice, voiOf(info, slice), info.photometric === 'MONOCHROME1');
      return painter.canvas;
    },
  }).data;

type Props = {
  seriesInstanceUid: string;
  frame: number;
  /** Where the network's input lies on the frame; without it, what it was given is shown alone. */
  coversPx: Rectangle | undefined;
  input: Pictures | undefined;
  activations: Pictures | undefined;
  channel: number | undefined;
};

/**
 * One channel over what it was computed from: over the study's own picture where the network's input lies in its plane,
 * else over that input. What the network was not given is dimmed.
 */
export function StudyPicture({ seriesInstanceUid, frame, coversPx, input, activations, channel }: Props) {
  const { t } = useSpeech();
  const study = useStudyFrame(seriesInstanceUid, frame, coversPx !== undefined);
  const place = useRef<HTMLCanvasElement>(null);
  const shown = activations && channel !== undefined && channel < activations.channels ? channel : undefined;
  useEffect(() => {
    if (place.current && input) draw(place.current, { study, coversPx, input, activations, channel: shown });
  }, [study, coversPx, input, activations, shown]);
  const name =
    shown === undefined ? t('networkInput') : t(coversPx ? 'channelOver' : 'channelOverInput', { channel: shown });
  const [low, high] = activations && shown !== undefined ? rangeOf(channelOf(activations, shown)) : [0, 0];
  return (
    <figure className="study-picture" dir="ltr">
      <canvas ref={place} role="img" aria-label={name} />
      <figcaption className="picture-name">{name}</figcaption>
      {shown !== undefined && (
        <p className="picture-scale">
          <Ltr>{low.toPrecision(2)}</Ltr>
          <span style={{ background: `linear-gradient(to right, ${STOPS})` }} />
          <Ltr>{high.toPrecision(2)}</Ltr>
        </p>
      )}
    </figure>
  );
}

const STOPS = Array.from({ length: 9 }, (_, n) => `rgb(${viridis(n / 8).join(' ')})`).join(', ');

/** Longest side of the drawing. */
const SIZE = 720;
const DIMMED = 'rgb(0 0 0 / 0.62)';

type Layers = Pick<Props, 'coversPx' | 'input' | 'activations' | 'channel'> & { study: HTMLCanvasElement | undefined };

function draw(canvas: HTMLCanvasElement, { study, coversPx, input, activations, channel }: Layers) {
  const ground = study ?? pictureCanvas(channelOf(input!, 0), input!, 'grey');
  const scale = SIZE / Math.max(ground.width, ground.height);
  canvas.width = Math.round(ground.width * scale);
  canvas.height = Math.round(ground.height * scale);
  const context = canvas.getContext('2d')!;
  context.drawImage(ground, 0, 0, canvas.width, canvas.height);
  const [x0, y0, x1, y1] = (study && coversPx ? coversPx : [0, 0, ground.width, ground.height]).map((at) => at * scale);
  const rectangle = [x0!, y0!, x1! - x0!, y1! - y0!] as const;
  if (study) {
    context.fillStyle = DIMMED;
    const outside = new Path2D();
    outside.rect(0, 0, canvas.width, canvas.height);
    outside.rect(...rectangle);
    context.fill(outside, 'evenodd');
  }
  // Pixel for pixel as the network has it.
  context.imageSmoothingEnabled = false;
  if (!activations || channel === undefined) {
    if (study) context.drawImage(pictureCanvas(channelOf(input!, 0), input!, 'grey'), ...rectangle);
    return;
  }
  context.globalAlpha = 0.62;
  context.drawImage(pictureCanvas(channelOf(activations, channel), activations, 'viridis'), ...rectangle);
  context.globalAlpha = 1;
}
