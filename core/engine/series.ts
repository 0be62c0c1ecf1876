import type { FrameInfo, IndexedSeries, IndexedStudy, InstanceSource, Series } from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import type { DataSet } from '../dicom/index.ts';
import type { Library } from '../library/index.ts';

/** A series with what its headers say: one data set an instance, one info and file a frame, all in reading order. */
export type SeriesFacts = {
  study: IndexedStudy;
  series: IndexedSeries;
  headers: DataSet[];
  /** Of the study's first instance by path: what results say of patient and study. */
  studyHeader: DataSet;
  infos: FrameInfo[];
  sources: InstanceSource[];
  /** Goes up each time that files may have changed: what is kept of a series belongs to one edition. */
  edition: number;
};

/** `infos` of the frames of the first and the last file. */
type PeekedSeries = Pick<SeriesFacts, 'study' | 'series' | 'infos'> & { header: DataSet };

export type FoundSeries = { study: IndexedStudy; series: IndexedSeries };

export type SeriesReader = {
  /** What the library knows of a series, without a look at its files. Throws 'no-such-series'. */
  find(seriesInstanceUid: string): Promise<FoundSeries>;
  /** Of the library, by UID. Throws 'no-such-series'. */
  facts(seriesInstanceUid: string): Promise<SeriesFacts>;
  /** Of a series at hand, as `indexPaths` found it. */
  read(found: FoundSeries): Promise<SeriesFacts>;
  /** Of a series of DICOM images, from its first and its last file only: where its volume lies, and what it is. */
  peek(found: FoundSeries): Promise<PeekedSeries>;
  /** Forgets what was read: files may have changed. */
  forget(): void;
};

/** How many series' headers stay in memory. */
const KEPT = 4;
/** Headers read at once: enough to hide the disk, few enough to leave file handles to others. */
const AT_ONCE = 8;

export function createSeriesReader(library: () => Promise<Library>): SeriesReader {
  const kept = new Map<string, Promise<SeriesFacts>>();
  let edition = 0;

  async function find(uid: string): Promise<FoundSeries> {
    const found = (await library()).series(uid);
    if (!found) throw new ProblemError('no-such-series', { series: uid });
    return found;
  }

  /** Of the edition that was current when the reading began. */
  async function read(found: FoundSeries | Promise<FoundSeries>): Promise<SeriesFacts> {
    const current = edition;
    return { ...(await readSeries(await found)), edition: current };
  }

  return {
    find,
    facts(uid) {
      const known = kept.get(uid);
      if (known) return known;
      const reading = read(find(uid));
      kept.set(uid, reading);
      reading.catch(() => kept.get(uid) === reading && kept.delete(uid));
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest) kept.delete(oldest);
      return reading;
    },
    read,
    async peek({ study, series }) {
      const { readHeader, describeFrames } = await import('../dicom/index.ts');
      const ends = [...new Set([series.instances[0]!, series.instances.at(-1)!])];
      const headers = await Promise.all(ends.map(({ source }) => readHeader(source)));
      return { study, series, header: headers[0]!, infos: headers.flatMap((header) => describeFrames(header)) };
    },
    forget() {
      kept.clear();
      edition += 1;
    },
  };
}

/** A research picture has no class and no header: what was made up for it is all that its header says. */
export const isPictureSeries = ({ notes }: Series) => notes.some(({ code }) => code === 'research-picture');

type ReadSeries = Omit<SeriesFacts, 'edition'>;

async function readPictureSeries({ study, series }: FoundSeries): Promise<ReadSeries> {
  const { readDataSet, writeInstance } = await import('../dicom/index.ts');
  const { readPicture } = await import('../pictures/index.ts');
  const [instance] = series.instances;
  const { infos } = await readPicture(instance!.source);
  const header = readDataSet(
    writeInstance({
      SOPInstanceUID: instance!.sopInstanceUid,
      StudyInstanceUID: study.studyInstanceUid,
      SeriesInstanceUID: series.seriesInstanceUid,
    }),
  );
  return { study, series, headers: [header], studyHeader: header, infos, sources: infos.map(() => instance!.source) };
}

async function readSeries({ study, series }: FoundSeries): Promise<ReadSeries> {
  if (isPictureSeries(series)) return readPictureSeries({ study, series });
  const { readHeader, describeFrames } = await import('../dicom/index.ts');
  const headers = await inParallel(series.instances, AT_ONCE, (instance) => readHeader(instance.source));
  const described = series.images ? headers.map((header) => describeFrames(header)) : [];
  const sources = described.flatMap((infos, i) => infos.map(() => series.instances[i]!.source));
  const first = firstOf(study);
  const studyHeader =
    headers[series.instances.findIndex(({ source }) => source === first)] ?? (await readHeader(first));
  return { study, series, headers, studyHeader, infos: described.flat(), sources };
}

/** The first file of a study, folder by folder. */
function firstOf(study: IndexedStudy): InstanceSource {
  const parts = ({ path, entry }: InstanceSource) => [...path.split(/[\\/]/), entry ?? ''].join('\0');
  const sources = study.series.flatMap(({ instances }) => instances.map(({ source }) => source));
  return sources.reduce((first, source) => (parts(source) < parts(first) ? source : first));
}

/** Like `Promise.all` over a function, with at most `width` calls at once; results in the order of the items. */
async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  async function worker() {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!, index);
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
