import { readFileSync } from 'node:fs';
import { decodeCompressed } from '../../core/dicom/codecs/index.ts';
import { frameBytes } from '../../core/dicom/fragments.ts';
import { readPixelLayout } from '../../core/dicom/pixel-layout.ts';
import { readDataSet } from '../../core/dicom/read.ts';
import { dataFile, hasData } from '../dicom/shared.ts';
import type { Target } from './target.ts';

/** One frame of each codec; a slow one takes fewer inputs. */
const FRAMES: [name: string, share: number, file: string][] = [
  ['RLE', 4, 'pydicom-tests/test_files/MR_small_RLE.dcm'],
  ['JPEG baseline', 3, 'pydicom-tests/test_files/SC_rgb_small_odd_jpeg.dcm'],
  ['JPEG of 12 bits', 0.5, 'cornerstone-tests/CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm'],
  [
    'JPEG spectral selection',
    0.5,
    'cornerstone-tests/CTImage.dcm_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm',
  ],
  [
    'JPEG full progression',
    0.5,
    'cornerstone-tests/CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm',
  ],
  ['JPEG lossless', 0.5, 'cornerstone-tests/CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm'],
  ['JPEG-LS', 3, 'pydicom-tests/test_files/MR_small_jpeg_ls_lossless.dcm'],
  ['JPEG 2000', 3, 'pydicom-tests/test_files/MR_small_jp2klossless.dcm'],
  ['HTJ2K', 2, 'pydicom-data/HTJ2KLossless_08_RGB.dcm'],
  ['deflated frames', 1, 'pydicom-data/liver_deflate.dcm'],
];

/** Law: a codec gives rows × columns × samples values, or a tile's where it says so, or refuses. */
export const codecs: Target[] = hasData
  ? FRAMES.map(([name, share, file]) => {
      const read = () => {
        const dataSet = readDataSet(readFileSync(dataFile(file)));
        const { element, ...layout } = readPixelLayout(dataSet);
        return { layout, frame: frameBytes(dataSet, element, 0, layout.frames) };
      };
      let known: ReturnType<typeof read>['layout'] | undefined;
      return {
        name,
        share,
        seeds: () => [read().frame],
        async run(bytes) {
          known ??= read().layout;
          const { data, tile } = await decodeCompressed(bytes, known);
          const { rows, columns } = tile ?? known;
          const promised = rows * columns * known.samplesPerPixel;
          if (data.length !== promised) throw new Error(`decoded ${data.length} values of ${promised}`);
        },
      };
    })
  : [];
