import { type FrameInfo, ProblemError, type Series, type Study } from '../contract/index.ts';
import { type DataSet, describeFrames, type FrameDecoder, readHeader } from '../dicom/index.ts';
import { indexPaths, nothingFound } from '../library/index.ts';
import { isPicture, readPicture } from '../pictures/index.ts';

/** A case as a model is given it: one series; `header` of its first image, where it is DICOM. */
export type CaseImages = { study: Study; series: Series; infos: FrameInfo[]; decoder: FrameDecoder; header?: DataSet };

/** Opens a picture, or the only series of images below a path. Throws `ProblemError` for what cannot be read. */
export async function openImages(path: string, decoder: FrameDecoder): Promise<CaseImages> {
  return isPicture({ path }) ? openPicture(path) : openSeries(path, decoder);
}

async function openPicture(path: string): Promise<CaseImages> {
  const { infos, decode } = await readPicture({ path });
  const [first] = infos;
  const uid = first!.sopInstanceUid;
  const series: Series = {
    ...{ seriesInstanceUid: uid, studyInstanceUid: uid, modality: '', description: '', images: true, kind: 'images' },
    ...{ frames: infos.length, volume: infos.length > 1, refersTo: [], notes: [] },
    instances: [{ sopInstanceUid: uid, sopClassUid: '', frames: infos.length, source: { path } }],
  };
  const study: Study = {
    ...{ studyInstanceUid: uid, patientName: '', patientId: '', patientBirthDate: '', patientSex: '', patientAge: '' },
    ...{ date: '', time: '', description: '', accessionNumber: '', series: [series] },
  };
  return { study, series, infos, decoder: { decode: (_, n) => decode(n), close: async () => {} } };
}

async function openSeries(path: string, decoder: FrameDecoder): Promise<CaseImages> {
  const index = await indexPaths([path]);
  const found = index.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
  const images = found.filter(({ series }) => series.kind === 'images');
  if (images.length === 0) throw nothingFound(index, [path]);
  if (images.length > 1) throw new ProblemError('case-ambiguous', { path, series: images.length });
  const { study, series } = images[0]!;
  const headers = await Promise.all(series.instances.map(({ source }) => readHeader(source)));
  return { study, series, infos: headers.flatMap(describeFrames), decoder, header: headers[0]! };
}
