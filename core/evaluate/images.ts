import { type FrameInfo, type IndexedSeries, type IndexedStudy, ProblemError } from '../contract/index.ts';
import { type DataSet, describeFrames, readHeader } from '../dicom/index.ts';
import { indexPaths, nothingFound } from '../library/index.ts';
import { isPicture, readPicture } from '../pictures/index.ts';

/** One series that a model is given; `header` of its first image, where it is DICOM. */
export type CaseImages = { study: IndexedStudy; series: IndexedSeries; infos: FrameInfo[]; header?: DataSet };

/**
 * Opens a picture, or the only series of images below a path: of several, the one that is named. Throws `ProblemError`
 * for what cannot be read.
 */
export async function openImages(path: string, seriesInstanceUid?: string): Promise<CaseImages> {
  if (isPicture({ path })) return openPicture(path);
  const all = await imagesBelow(path);
  const [only, other] = seriesInstanceUid
    ? all.filter(({ series }) => series.seriesInstanceUid === seriesInstanceUid)
    : all;
  if (!only) throw new ProblemError('no-such-series', { series: seriesInstanceUid! });
  if (other) throw new ProblemError('case-ambiguous', { path, series: all.length });
  return openSeries(only);
}

/** Opens every series of images below a path. Throws `ProblemError` where there is none, and for what cannot be read. */
export async function openAll(path: string): Promise<CaseImages[]> {
  return Promise.all((await imagesBelow(path)).map(openSeries));
}

async function openPicture(path: string): Promise<CaseImages> {
  const { infos } = await readPicture({ path });
  const [first] = infos;
  const uid = first!.sopInstanceUid;
  const series: IndexedSeries = {
    ...{ seriesInstanceUid: uid, studyInstanceUid: uid, modality: '', description: '', images: true, kind: 'images' },
    ...{ frames: infos.length, volume: infos.length > 1, documents: 0, refersTo: [], notes: [] },
    instances: [{ sopInstanceUid: uid, sopClassUid: '', frames: infos.length, source: { path } }],
  };
  const study: IndexedStudy = {
    ...{ studyInstanceUid: uid, patientName: '', patientId: '', patientBirthDate: '', patientSex: '', patientAge: '' },
    ...{ date: '', time: '', description: '', accessionNumber: '', series: [series] },
  };
  return { study, series, infos };
}

type Found = Pick<CaseImages, 'study' | 'series'>;

async function imagesBelow(path: string): Promise<Found[]> {
  const index = await indexPaths([path]);
  const found = index.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
  const images = found.filter(({ series }) => series.kind === 'images');
  if (images.length === 0) throw nothingFound(index, [path]);
  return images;
}

async function openSeries({ study, series }: Found): Promise<CaseImages> {
  const headers = await Promise.all(series.instances.map(({ source }) => readHeader(source)));
  return { study, series, infos: headers.flatMap(describeFrames), header: headers[0]! };
}
