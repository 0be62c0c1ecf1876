import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFrameDecoder, type FrameDecoder } from '../../../core/dicom/index.ts';
import { median, type Row, runProcess } from '../pair.ts';
import { ctPhantom, missing, once, python, root, scratch } from '../places.ts';

const SLICES = 40;
const SYNTAXES = {
  rle: 'RLE',
  'jpeg-lossless': 'JPEG lossless',
  'jpeg-ls': 'JPEG-LS lossless',
  'jpeg-2000': 'JPEG 2000 lossless',
};

const series = (name: string) =>
  once(async () => {
    const folder = await scratch(name);
    const script = join(root, 'test/bench/transcode.py');
    await runProcess(python, [script, await ctPhantom(), folder, name, String(SLICES)]);
    return folder;
  });

const decoders = new Map<number | undefined, FrameDecoder>();

/** Warm: threads and codecs are there, as while a reader scrolls. */
async function decodeAll(folder: string, threads: number | undefined) {
  const decoder = decoders.get(threads) ?? createFrameDecoder({ threads });
  decoders.set(threads, decoder);
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const started = performance.now();
  await Promise.all(paths.map((path) => decoder.decode({ path }, 0)));
  return { ms: performance.now() - started };
}

export const rows: Row[] = Object.entries(SYNTAXES).flatMap(([name, words]) => {
  const folder = series(name);
  const against = 'GDCM, one thread, warm';
  const unavailable = () => missing('/usr/lib/python3/dist-packages/gdcm.py');
  const theirs = async () => {
    const { stdout } = await runProcess(python, [join(root, 'test/bench/decode.py'), await folder(), '3']);
    return { ms: median((JSON.parse(stdout) as { ms: number[] }).ms) };
  };
  const work = `decode ${SLICES} CT slices of 512 × 512, ${words}`;
  return [
    { work: `${work}, all cores`, threads: undefined, goal: 0.8 },
    { work: `${work}, one thread`, threads: 1, goal: 1.6 },
  ].map(({ threads, ...row }) => ({
    ...{ ...row, against, unavailable, theirs },
    ours: async () => decodeAll(await folder(), threads),
    async after() {
      await decoders.get(threads)?.close();
      decoders.delete(threads);
    },
  }));
});
