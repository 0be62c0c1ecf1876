import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { problemOf, type Series } from '../../core/contract/index.ts';
import { createFrameDecoder } from '../../core/dicom/index.ts';
import { type FileIndex, indexPaths } from '../../core/library/index.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/dicom/', import.meta.url));
const TABLE = new URL('opens.tsv', import.meta.url);
const here = existsSync(DATA);
if (!here) console.warn('skipped: the open files are not at ../shared/data/dicom');

/** `image`, `volume`, `overlay` or `document`; behind it, or alone, the code of the reason why it does not open. */
async function outcomesOf(index: FileIndex): Promise<Map<string, string>> {
  const decoder = createFrameDecoder();
  const outcomes = new Map(index.skipped.map(({ path, code }) => [path.slice(DATA.length), code]));
  const series = index.studies.flatMap((study) => study.series);
  const listed = series.flatMap((one) => one.instances.map((instance) => ({ one, instance })));
  await Promise.all(
    listed.map(async ({ one, instance }) => {
      const what = instance.frames === 0 ? 'document' : shows(one);
      const decoding = instance.frames === 0 ? undefined : decoder.decode(instance.source, 0);
      const reason = await decoding?.then(
        () => undefined,
        (error) => problemOf(error).code,
      );
      outcomes.set(instance.source.path.slice(DATA.length), reason ? `${what} ${reason}` : what);
    }),
  );
  await decoder.close();
  return outcomes;
}

const shows = ({ kind, volume }: Series) => (kind === 'overlay' ? kind : volume ? 'volume' : 'image');

/** What the README of the files calls odd, and the note, or the reason why it is left out, that names it. */
const ODD: [file: string, note: string][] = [
  ['scanner-cases/failing/sliceincrement', 'slice-gap'],
  ['scanner-cases/failing/sliceorientation', 'mixed-orientations'],
  ['scanner-cases/ge/fmri', 'repeated-positions'],
  ['scanner-cases/generic/rgb', 'colour-series'],
  ['mr-enhanced/14_DWI_dir80_PA', 'colour-series'],
  ['ct-gantry-tilt-phantom', 'gantry-tilt'],
  ['seg-sr-dcmjs/test/no-meta-length-test.dcm', 'meta-length-missing'],
  ['pydicom-tests/test_files/no_meta_group_length.dcm', 'meta-length-missing'],
  ['pydicom-tests/test_files/ExplVR_LitEndNoMeta.dcm', 'file-header-missing'],
  ['pydicom-tests/test_files/ExplVR_BigEndNoMeta.dcm', 'file-header-missing'],
  ['pydicom-tests/test_files/rtstruct.dcm', 'file-header-missing'],
  ['pydicom-data/OT-PAL-8-face.dcm', 'file-header-missing'],
  ['pydicom-data/JLSL_RGB_ILV0.dcm', 'preamble-missing'],
  ['pydicom-tests/test_files/badVR.dcm', 'value-wrong'],
  ['seg-sr-dcmqi/paramaps/pm-example-slice.dcm', 'vr-wrong'],
  ['fo-dicom-tests/HasFragmentSequence.dcm', 'vr-wrong'],
  ['chest-radiograph/test1.dcm', 'same-picture'],
  ['chest-radiograph/test5.dcm', 'mixed-modalities'],
  ['nibabel-tests/slicethickness_empty_string.dcm', 'slice-thickness-empty'],
  ['fo-dicom-tests/D_CLUNIE_CT1_RLE_FRAGS.dcm', 'rle-fragments'],
  ['fo-dicom-tests/multiframe.dcm', 'tiles-partial'],
  ['fo-dicom-tests/GH364.dcm', 'meta-length-wrong'],
  ['fo-dicom-tests/GH364.dcm', 'sequence-damaged'],
  ['fo-dicom-tests/GH1339.dcm', 'delimiter-missing'],
  ['fo-dicom-tests/GH340.dcm', 'file-header-missing'],
  ['fo-dicom-tests/GH487.dcm', 'picture-missing'],
  ['fo-dicom-tests/GH626.dcm', 'picture-missing'],
  ['pydicom-tests/test_files/J2K_pixelrep_mismatch.dcm', 'sign-differs'],
  ['seg-sr-dcmjs/test/sample-sr.dcm', 'no-images'],
  ['mr-enhanced/14_DWI_dir80_PA', 'icc-ignored'],
  ['pydicom-tests/test_files/examples_palette.dcm', 'region-spacing'],
  ['pydicom-tests/test_files/MR_truncated.dcm', 'picture-cut-off'],
  ['pydicom-tests/test_files/meta_missing_tsyntax.dcm', 'file-header-missing'],
  ['dcm4che-tests/no_preamble_dicm_in_data', 'file-header-missing'],
  ['pydicom-tests/test_files/MR_small_bigendian.dcm', 'syntax-retired'],
  ['cornerstone-tests/CTImage.dcm_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm', 'syntax-retired'],
  ['cornerstone-tests/CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm', 'syntax-retired'],
  ['pylibjpeg-data/JPEG2000Lossless/TOSHIBA_J2K_SIZ0_PixRep1.dcm', 'sign-differs'],
  ['pylibjpeg-data/JPEG2000Lossless/TOSHIBA_J2K_SIZ1_PixRep0.dcm', 'sign-differs'],
  ['pylibjpeg-data/JPEG2000/ELSCINT1_JP2vsJ2K.dcm', 'picture-boxed'],
  ['fo-dicom-tests/multiframe.dcm', 'tiled'],
  ['nibabel-tests/csa_slice_norm.dcm', 'picture-missing'],
  ['seg-sr-dcmjs/examples/data/QIICR_Test3/tumor_User1_Manual_Trial1.dcm', 'source-missing'],
  ['rt-dicompyler/rtss.dcm', 'source-incomplete'],
  ['fo-dicom-tests/GH178.dcm', 'picture-missing'],
  ['fo-dicom-tests/GH223.dcm', 'stand-in-identifier'],
  ['fo-dicom-tests/GH179B.dcm', 'element-too-long'],
  ['pydicom-tests/test_files/dicomdirtests/DICOMDIR', 'dicomdir'],
];

describe.skipIf(!here)('every file of the open data', () => {
  let index: FileIndex;
  beforeAll(async () => {
    index = await indexPaths([DATA]);
  });

  it('opens as what the table says, or not for the reason that it says', async () => {
    const found = await outcomesOf(index);
    const table = [...found].map(([path, outcome]) => `${path}\t${outcome}\n`).sort();
    if (process.env.WRITE_TABLE) writeFileSync(TABLE, table.join(''));
    expect(table.join('')).toBe(readFileSync(TABLE, 'utf8'));
  });

  it.each(ODD)('%s is noted as %s', (file, code) => {
    const series = index.studies
      .flatMap((study) => study.series)
      .filter(({ instances }) => instances.some(({ source }) => source.path.startsWith(DATA + file)));
    const leftOut = index.skipped.filter(({ path }) => path.startsWith(DATA + file));
    expect([...series.flatMap(({ notes }) => notes), ...leftOut].map((note) => note.code)).toContain(code);
  });
});
