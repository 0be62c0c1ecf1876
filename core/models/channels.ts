import type {
  ChannelCandidate,
  ChannelChoice,
  Eligibility,
  EligibilityCheck,
  Localised,
  NamedChannels,
} from '../contract/index.ts';
import { ProblemError } from '../contract/index.ts';
import { coverageOf, type Lattice, latticeOf } from '../imaging/index.ts';
import { type Asks, checkEligible, checkInput, checkRules, eligibilityOf } from './eligible.ts';
import type { SeriesFacts } from './facts.ts';
import type { Channel } from './manifest.ts';

/** A series as one channel: what was asked of it, do the rules find it, may no reader take it. */
type Judged = { facts: SeriesFacts; checks: EligibilityCheck[]; found: boolean; forbidden: boolean };

/**
 * May this network read this series, and which others of its study are its further channels? The series stands for the
 * first. Another channel is the one series that all rules of the channel find, or the one that a reader names; no series
 * is two of them. What no reader may overrule forbids a series: a rule that is `meaningless`, another frame of
 * reference, or no place in common with the first. Of `others` the infos of the first and the last frame are enough.
 */
export function findChannels(
  manifest: Asks,
  first: SeriesFacts,
  others: SeriesFacts[],
  named: NamedChannels,
): Eligibility {
  const [head, ...further] = manifest.input.channels ?? [];
  const alone = checkEligible(manifest, first);
  if (!head) return alone;
  // What cannot be the first needs no others.
  if (!alone.eligible && !alone.overrulable) return { ...alone, checks: labelled(head, alone.checks) };
  const grid = latticeIn(first);
  const judged = further.map((channel) => others.map((facts) => judge(manifest, channel, facts, { first, grid })));
  const chosen = choose(further, judged, named);
  const checks = [...labelled(head, alone.checks), ...chosen.flatMap((one) => one?.checks ?? [])];
  const { eligible, overrulable } = eligibilityOf(checks);
  const complete = chosen.every((one) => one !== undefined);
  const { seriesInstanceUid } = first.series;
  const itself = { key: head.key, name: head.name, seriesInstanceUid, candidates: [], refused: [] };
  return {
    eligible: eligible && complete,
    overrulable: overrulable && complete,
    checks,
    channels: [itself, ...further.map((channel, n) => choiceOf(channel, judged[n]!, chosen, n))],
  };
}

function judge(
  manifest: Asks,
  channel: Channel,
  facts: SeriesFacts,
  { first, grid }: { first: SeriesFacts; grid: Lattice | undefined },
): Judged {
  const own = checkRules(channel.find, facts);
  const checks = labelled(channel, [...checkInput(manifest, facts), ...own, ...checkPlace(first, facts, grid)]);
  return {
    ...{ facts, checks },
    found: own.every(({ passed }) => passed),
    forbidden: checks.some(({ passed, severity }) => !passed && severity === 'meaningless'),
  };
}

const labelled = ({ key }: Channel, checks: EligibilityCheck[]): EligibilityCheck[] =>
  checks.map((check) => ({ ...check, channel: key }));

/** Does a series lie in the space of the first, and does it cover it? */
function checkPlace(first: SeriesFacts, facts: SeriesFacts, grid: Lattice | undefined): EligibilityCheck[] {
  const [wanted, has] = [first, facts].map(({ series }) => series.frameOfReferenceUid);
  const shared = wanted !== undefined && wanted === has;
  const space: EligibilityCheck = {
    ...{ rule: 'frameOfReference', severity: 'meaningless', reason: REASONS.frameOfReference },
    ...{ passed: shared, found: endOf(has), wanted: endOf(wanted) },
  };
  if (!shared) return [space];
  const own = latticeIn(facts);
  const share = grid && own && coverageOf(grid, own);
  const found = share === undefined ? '—' : `${Math.floor(100 * share)} %`;
  const coverage: EligibilityCheck = {
    ...{ rule: 'coverage', severity: share === 0 ? 'meaningless' : 'caution', reason: REASONS.coverage },
    ...{ passed: share === 1, found, wanted: '100 %' },
  };
  return [space, coverage];
}

/** Of the UIDs of one study only the ends differ. */
const endOf = (uid: string | undefined) => (uid ? `…${uid.slice(-8)}` : '—');

function latticeIn({ infos, series }: SeriesFacts): Lattice | undefined {
  try {
    return latticeOf(infos, series.frames);
  } catch (thrown) {
    if (thrown instanceof ProblemError) return undefined;
    throw thrown;
  }
}

const uidOf = ({ facts }: Judged) => facts.series.seriesInstanceUid;

/** The series of each further channel; undefined where a reader has to say. */
function choose(further: Channel[], judged: Judged[][], named: NamedChannels): (Judged | undefined)[] {
  const said = further.map(({ key }, n) => judged[n]!.filter((one) => isNamed(one, named[key])));
  const spokenFor = new Set(said.flat().map(uidOf));
  const chosen = further.map(({ key }, n) => {
    const found = judged[n]!.filter((one) => one.found && !spokenFor.has(uidOf(one)));
    const allowed = (named[key] === undefined ? found : said[n]!).filter(({ forbidden }) => !forbidden);
    return allowed.length === 1 ? allowed[0] : undefined;
  });
  const times = (one: Judged) => chosen.filter((other) => other && uidOf(other) === uidOf(one)).length;
  return chosen.map((one) => (one && times(one) === 1 ? one : undefined));
}

/** By its UID, or by a number that no other series of the study has. */
function isNamed({ facts: { series, study } }: Judged, name: string | undefined): boolean {
  if (name === undefined) return false;
  const alike = study.series.filter(({ number }) => number !== undefined && String(number) === name);
  return series.seriesInstanceUid === name || (alike.length === 1 && String(series.number) === name);
}

function choiceOf(channel: Channel, all: Judged[], chosen: (Judged | undefined)[], n: number): ChannelChoice {
  const { key, name } = channel;
  const own = chosen[n];
  const fit = all.filter(({ forbidden }) => !forbidden);
  if (own) return { key, name, seriesInstanceUid: uidOf(own), candidates: candidatesOf(fit), refused: [] };
  const elsewhere = new Set(chosen.map((one) => one && uidOf(one)));
  const allowed = fit.filter((one) => !elsewhere.has(uidOf(one)));
  const found = allowed.filter((one) => one.found);
  return {
    ...{ key, name },
    candidates: candidatesOf(found.length > 0 ? found : allowed),
    refused: all.filter((one) => one.found && one.forbidden).map(candidateOf),
  };
}

const candidatesOf = (all: Judged[]): ChannelCandidate[] =>
  all.map(candidateOf).toSorted((a, b) => a.against.length - b.against.length);

const candidateOf = ({ facts: { series }, checks }: Judged): ChannelCandidate => ({
  seriesInstanceUid: series.seriesInstanceUid,
  ...(series.number !== undefined && { number: series.number }),
  description: series.description,
  frames: series.frames,
  against: checks.filter(({ passed }) => !passed),
});

/** Every reason of a manifest that a reader may set aside, as a run records it: of several series with the channel's name. */
export function reasonsOf({ eligible, input: { channels } }: Asks): Localised[] {
  const general = eligible.map(({ reason }) => reason);
  if (!channels) return general;
  return channels.flatMap(({ name, find }) =>
    [...general, ...find.map(({ reason }) => reason), REASONS.coverage].map((reason) => inChannel(name, reason)),
  );
}

/** A reason that speaks of the series of a channel. */
const inChannel = (name: Localised, reason: Localised): Localised => ({
  en: `${name.en}: ${reason.en}`,
  ar: `${name.ar}: ${reason.ar}`,
});

const REASONS = {
  frameOfReference: {
    en: 'It has another frame of reference: nothing says where it lies on the first series.',
    ar: 'لها إطار مرجعي آخر، فلا شيء يحدد موضعها من السلسلة الأولى.',
  },
  coverage: {
    en: 'It does not cover the first series; where it has no images the network would read 0.',
    ar: 'لا تغطي السلسلة الأولى كلها، وستقرأ الشبكة 0 حيث لا صور لها.',
  },
} satisfies Record<string, Localised>;
