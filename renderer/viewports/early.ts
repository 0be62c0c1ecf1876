import type { Series } from '../../core/contract/index.ts';
import { statusPath, studiesPath } from '../../core/contract/paths/index.ts';
import type { Answer } from '../client.ts';
import { get } from '../fetching.ts';
import { firstImagesOf, firstIndexOf } from '../first-images.ts';
import { framesOf } from '../images/frames.ts';
import { voiOf } from '../images/paint.ts';
import { openStack } from '../images/stack.ts';
import { chosenLanguage } from '../state.ts';
import { paintFirst } from './first-picture.ts';

/** What the engine said before the window was there, and the series that it shows first. */
export type Known = { status: Answer<'status'>; studies: Answer<'studies'>; series: Series | undefined };

const PLACE = 'early';
/** A picture that takes longer to decode does not keep the window waiting; it is still painted if it comes first. */
const LONGEST_WAIT_MS = 300;

/**
 * Paints the first image of what the program was started with, where the reading page will show it, before the scripts
 * of the window are loaded.
 */
export async function showEarly(): Promise<Known> {
  const [status, studies] = await Promise.all([
    get(statusPath).then((answer) => answer.json() as Promise<Answer<'status'>>),
    get(studiesPath).then((answer) => answer.json() as Promise<Answer<'studies'>>),
  ]);
  const all = studies.studies.flatMap((study) => study.series);
  const series = status.startPaths.length > 0 ? firstImagesOf(all) : undefined;
  if (series) {
    const late = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_WAIT_MS));
    const painted = load(series).then((picture) => {
      // A window that is there already paints for itself.
      if (!document.getElementById('root')!.childElementCount) hang(picture, chosenLanguage() ?? status.language);
    });
    await Promise.race([painted.catch(() => undefined), late]);
  }
  return { status, studies, series };
}

async function load(series: Series) {
  const stack = await openStack(framesOf(series, []), 'acquired');
  const index = firstIndexOf(series, stack.length);
  return { stack, index, slice: await stack.load(index) };
}

/** The reading page without its words, laid out by the same styles, so that nothing jumps when the words come. */
function hang({ stack, index, slice }: Awaited<ReturnType<typeof load>>, language: string) {
  const frame = document.createElement('div');
  frame.id = PLACE;
  frame.setAttribute('aria-hidden', 'true');
  frame.dir = language === 'ar' ? 'rtl' : 'ltr';
  frame.innerHTML = `<div class="window"><div class="bar"></div>
    <div class="read"><div class="browser"></div>
      <div class="stage"><canvas></canvas><div class="overlay-bar"></div></div>
      <div class="findings"></div></div>
    <div class="strip"></div></div>`;
  document.body.append(frame);
  const info = stack.infoOf(index);
  paintFirst(
    frame.querySelector('canvas')!,
    stack,
    index,
    slice,
    voiOf(info, slice),
    info.photometric === 'MONOCHROME1',
  );
}

/** Called by the viewport that has painted the same picture in its own place. */
export const takeDownEarly = () => document.getElementById(PLACE)?.remove();
