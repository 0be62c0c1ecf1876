import {
  type Eligibility,
  type EligibilityCheck,
  type Language,
  ProblemError,
  type Series,
  setAside,
} from '../contract/index.ts';
import { findChannels, type Manifest, type SeriesFacts } from '../models/index.ts';
import { type CaseImages, openAll, openImages } from './images.ts';
import type { LabelledCase } from './labelled-set.ts';

/** A case as a model is given it: the series that findings lie on and, where it reads several, the further channels. */
export type CaseInput = CaseImages & { further: CaseImages[] };

/** A case that is opened for a model; `language` is that of reasons. */
type Asked = { manifest: Manifest; labelled: Pick<LabelledCase, 'path' | 'channels'>; language: Language };

/**
 * The series of a case that a model may read. Several channels are the files that the table names, or are found by the
 * manifest's rules among the series below the case's folder, as `analyse` finds them. Throws `no-eligible-series`,
 * `case-channel-missing`, `case-channel-unclear`, and what reading throws.
 */
export async function openCase(asked: Asked): Promise<CaseInput> {
  const { manifest, labelled } = asked;
  if (!manifest.input.channels) return asNamed(asked, [await openImages(labelled.path)]);
  if (!labelled.channels) return asFound(asked, await openAll(labelled.path));
  const absent = labelled.channels.indexOf(undefined);
  if (absent >= 0) throw missing(asked, absent, []);
  return asNamed(asked, await Promise.all(labelled.channels.map((path) => openImages(path!))));
}

/** Images without a header of DICOM carry nothing that could be asked for. */
const factsOf = (all: CaseImages[]): SeriesFacts[] =>
  all.flatMap(({ header, ...facts }) => (header ? { ...facts, header } : []));

function asNamed(asked: Asked, all: CaseImages[]): CaseInput {
  const { manifest } = asked;
  const [first, ...further] = all;
  const facts = factsOf(all);
  if (facts.length === all.length) {
    const uids = further.map(({ series }, n) => [manifest.input.channels![n + 1]!.key, series.seriesInstanceUid]);
    demand(asked, findChannels(manifest, facts[0]!, facts.slice(1), Object.fromEntries(uids)));
  }
  return { ...first!, further };
}

/** One series must be the first channel, and have all others beside it in its study. */
function asFound(asked: Asked, all: CaseImages[]): CaseInput {
  const facts = factsOf(all);
  const tried = facts.map((first) => {
    const others = facts.filter((one) => one !== first && one.study === first.study);
    return { first, eligibility: findChannels(asked.manifest, first, others, {}) };
  });
  const [closest] = tried.toSorted((a, b) => faults(a.eligibility) - faults(b.eligibility));
  if (!closest) throw missing(asked, 1, []);
  const fits = tried.filter(({ eligibility }) => eligibility.eligible);
  if (fits.length > 1)
    throw unclear(
      asked,
      0,
      fits.map(({ first }) => first.series),
    );
  demand(asked, closest.eligibility);
  const [chosen, ...further] = closest.eligibility.channels!.map(
    ({ seriesInstanceUid }) => all.find(({ series }) => series.seriesInstanceUid === seriesInstanceUid)!,
  );
  return { ...chosen!, further };
}

const failed = ({ checks }: Eligibility): EligibilityCheck[] => checks.filter(({ passed }) => !passed);
/** How far a series is from being the first channel; channels that are missing count less than what it is itself. */
const faults = (eligibility: Eligibility) =>
  failed(eligibility).length + open(eligibility).length / 10 + (eligibility.channels ? 0 : 1);
const open = ({ channels = [] }: Eligibility) => channels.filter((one) => one.seriesInstanceUid === undefined);

function demand(asked: Asked, eligibility: Eligibility): void {
  if (eligibility.eligible) return;
  const { manifest, language } = asked;
  const { channels = [] } = manifest.input;
  const [lacking] = open(eligibility);
  if (channels.length > 0 && !eligibility.channels) throw missing(asked, 0, failed(eligibility));
  if (lacking) {
    const n = channels.findIndex(({ key }) => key === lacking.key);
    const fitting = lacking.candidates.filter(({ against }) => against.length === 0);
    if (fitting.length > 1) throw unclear(asked, n, fitting);
    throw missing(
      asked,
      n,
      [...lacking.candidates, ...lacking.refused].flatMap(({ against }) => against),
    );
  }
  const reasons = setAside(eligibility, language);
  throw new ProblemError('no-eligible-series', { model: manifest.id, reasons: reasons.join(' ') });
}

const channelName = ({ manifest, language }: Asked, n: number) => manifest.input.channels![n]!.name[language];

function missing(asked: Asked, n: number, against: EligibilityCheck[]): ProblemError {
  const reasons = new Set(against.map(({ reason }) => reason[asked.language]));
  const values = { channel: channelName(asked, n), reasons: [...reasons].join(' ') };
  return new ProblemError('case-channel-missing', values);
}

function unclear(asked: Asked, n: number, among: Pick<Series, 'seriesInstanceUid' | 'number' | 'description'>[]) {
  const names = among.map(({ number, description, seriesInstanceUid }) =>
    [number ?? seriesInstanceUid, description && `(${description})`].filter(Boolean).join(' '),
  );
  const values = { channel: channelName(asked, n), candidates: names.join(', ') };
  return new ProblemError('case-channel-unclear', values);
}
