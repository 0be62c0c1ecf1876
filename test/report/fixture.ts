import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  Artefact,
  Finding,
  FindingReview,
  Frame,
  InstanceSource,
  JournalEvent,
  Language,
  Run,
} from '../../core/contract/index.ts';
import { type DataSet, decodeFrame, describeFrames, newUid, readInstance } from '../../core/dicom/index.ts';
import { stackOf } from '../../core/imaging/index.ts';
import { inputsSha256, pixelsSha256 } from '../../core/inference/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import { parseManifest } from '../../core/models/index.ts';
import { type ExportInput, exportRun } from '../../core/report/index.ts';
import { reviewOf, sha256Of } from '../../core/review/index.ts';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const judge = join(shared, 'acceptance/export.py');
export const dicom = (path: string) => join(shared, 'data/dicom', path);
export const HIPPOCAMPUS = dicom('mr-brain-tumor-studies/Study1/13_HCropVolume');
export const RADIOGRAPH = dicom('chest-radiograph/test1.dcm');
/** Tests on real studies are left out where the shared data are not there. */
export const data = existsSync(judge);

/** What a test wants to be found: findings without numbers that follow, masks by finding id, maps by label. */
export type Found = {
  findings: Omit<Finding, 'trackingUid' | 'voxels' | 'volumeMl'>[];
  masks?: Record<string, Uint8Array>;
  voxelMl?: number;
  maps?: { label: string; columns: number; rows: number; values: Float32Array }[];
};

export type Series = {
  input: Omit<ExportInput, 'run' | 'review' | 'events' | 'artefact'>;
  frames: Frame[];
};

/** A series of real files, read by the stations before ours. */
export async function openSeries(path: string, modelId: string): Promise<Series> {
  const { studies } = await indexPaths([path]);
  const study = studies[0]!;
  const series = study.series[0]!;
  const manifest = readFileSync(new URL(`../../models/${modelId}/model.json`, import.meta.url));
  const model = { manifest: parseManifest(JSON.parse(manifest.toString())), sha256: sha256Of(manifest) };
  const read = ({ source }: { source: InstanceSource }) => readInstance(source);
  const headers = await Promise.all(series.instances.map(read));
  const infos = headers.flatMap(describeFrames);
  const frames = await Promise.all(headers.flatMap((h) => describeFrames(h).map(({ frame }) => decodeFrame(h, frame))));
  return { input: { model, study, series, headers, infos, decode: async (n) => frames[n]!, drawn: [] }, frames };
}

/** A finished run on a series, as the inference station would have made it, and what a reader decided on it. */
export function runOn(
  { input, frames: all }: Series,
  found: Found,
  decisions: Record<string, Partial<FindingReview>> = {},
): ExportInput {
  const { model, study, series } = input;
  // Slice k of a mask lies on input k: of a volume in order of position, as the inference station has it.
  const order = found.voxelMl === undefined ? input.infos.map((_, n) => n) : stackOf(input.infos).order;
  const infos = order.map((n) => input.infos[n]!);
  const frames = order.map((n) => all[n]!);
  const kept = new Map<string, Uint8Array>();
  const keep = (bytes: Uint8Array) => {
    kept.set(sha256Of(bytes), bytes);
    return sha256Of(bytes);
  };
  const { columns, rows } = infos[0]!;
  const masks = Object.entries(found.masks ?? {}).map(
    ([of, mask]): Artefact => ({ kind: 'mask', of, sha256: keep(mask), shape: [columns, rows, infos.length] }),
  );
  const maps = (found.maps ?? []).map(
    (map): Artefact => ({
      kind: 'map',
      of: map.label,
      sha256: keep(new Uint8Array(map.values.buffer)),
      shape: [map.columns, map.rows],
      exact: true,
      coversPx: [0, 0, columns, rows],
    }),
  );
  const run: Run = {
    id: '0b9f3c1e-5f0e-4d53-9a86-3a1f6f2f1c11',
    startedAt: '2026-03-14T14:52:00+03:00',
    status: 'done',
    model: { id: model.manifest.id, version: model.manifest.version, sha256: model.sha256 },
    provider: { requested: 'auto', actual: 'cpu', reason: 'WebGPU found no adapter.' },
    inputs: infos.map(({ sopInstanceUid, frame }) => ({ sopInstanceUid, frame })),
    inputsSha256: inputsSha256(
      infos.map(({ sopInstanceUid, frame }, n) => ({ sopInstanceUid, frame, sha256: pixelsSha256(frames[n]!) })),
    ),
    seriesInstanceUid: series.seriesInstanceUid,
    studyInstanceUid: study.studyInstanceUid,
    overruled: [],
    findings: found.findings.map((finding) => numbered(finding, found, infos.length)),
    artefacts: [...masks, ...maps],
    timingMs: { read: 1, prepare: 1, run: 1, finish: 1, total: 4 },
  };
  const events: JournalEvent[] = [
    {
      ...{ seq: 1, at: '2026-03-14T11:52:10Z', by: 'Skiagraph', previous: '', hash: '' },
      action: { kind: 'run-recorded', runId: run.id, runSha256: '' },
    },
  ];
  const review = reviewOf(run, events);
  for (const [id, decision] of Object.entries(decisions))
    review.findings[id] = { ...review.findings[id]!, ...decision };
  return { ...input, run, review, events, artefact: async (sha256) => kept.get(sha256)! };

  function numbered(finding: Found['findings'][number], { masks = {}, voxelMl }: Found, slices: number): Finding {
    const mask = masks[finding.id];
    if (!mask) return { ...finding, trackingUid: newUid() };
    const size = mask.length / slices;
    const counts = Array.from({ length: slices }, (_, k) => sum(mask.subarray(k * size, (k + 1) * size)));
    const best = infos[counts.indexOf(Math.max(...counts))]!;
    const volumeMl = voxelMl === undefined ? {} : { volumeMl: Number((sum(mask) * voxelMl).toPrecision(6)) };
    const where = { sopInstanceUid: best.sopInstanceUid, frame: best.frame };
    return { ...finding, voxels: sum(mask), ...volumeMl, ...where, trackingUid: newUid() };
  }
}

const sum = (mask: Uint8Array) => mask.reduce((total, value) => total + value, 0);

/** A blob with a corner cut out, so that no mirror image of it is the same. */
function lopsided(
  [columns, rows, slices]: [number, number, number],
  [cx, cy, cz]: [number, number, number],
  [rx, ry, rz]: [number, number, number],
): Uint8Array {
  const mask = new Uint8Array(columns * rows * slices);
  for (let k = 0; k < slices; k += 1)
    for (let j = 0; j < rows; j += 1)
      for (let i = 0; i < columns; i += 1) {
        const inside = ((i - cx) / rx) ** 2 + ((j - cy) / ry) ** 2 + ((k - cz) / rz) ** 2 < 1;
        const cutOut = i > cx && j < cy - 1 && k > cz - 2;
        if (inside && !cutOut) mask[i + columns * (j + rows * k)] = 1;
      }
  return mask;
}

/** The two parts of a hippocampus as they might have been outlined in the crop of 35 × 51 × 32 voxels of 1 mm. */
export function hippocampusFound(): Found {
  const size: [number, number, number] = [35, 51, 32];
  return {
    findings: [
      { id: 'anterior', kind: 'region', label: 'anterior' },
      { id: 'posterior', kind: 'region', label: 'posterior' },
    ],
    masks: { anterior: lopsided(size, [17, 16, 15], [7, 8, 6]), posterior: lopsided(size, [15, 34, 18], [5, 11, 7]) },
    voxelMl: 0.001,
  };
}

/** Two boxes in the same crop: one over some slices, one within a slice. */
export function boxesFound({ input: { infos } }: Series): Found {
  const { order } = stackOf(infos);
  const box = (
    id: string,
    label: string,
    px: [number, number, number, number],
    across: [number, number],
    score: number,
  ) => {
    const { sopInstanceUid, frame } = infos[order[Math.floor((across[0] + across[1]) / 2)]!]!;
    const [width, height, depth] = [px[2] - px[0], px[3] - px[1], across[1] - across[0]];
    return {
      ...{ id, label, kind: 'box' as const, probability: score, boxPx: px, boxSlices: across, sopInstanceUid, frame },
      boxMm: {
        centre: [1.5, -2.25, 3] as [number, number, number],
        size: [width, height, depth] as [number, number, number],
      },
    };
  };
  return {
    findings: [
      box('anterior-1', 'anterior', [8.5, 10.25, 24, 30], [9.2, 20.8], 0.913402),
      box('posterior-1', 'posterior', [12, 31, 20.75, 44.5], [25.3, 25.9], 0.640011),
    ],
    voxelMl: 0.001,
  };
}

/** Two regions that overlap and one that came out empty, on any series. */
export function anywhereFound({ input: { infos, series } }: Series): Found {
  const { columns, rows, spacing } = infos[0]!;
  const size: [number, number, number] = [columns, rows, infos.length];
  const centre = size.map((extent) => extent * 0.45) as typeof size;
  const within = (share: number) => lopsided(size, centre, size.map((extent) => extent * share + 1) as typeof size);
  const region = (id: string, label: string) => ({ id, label, kind: 'region' as const });
  const voxelMl =
    series.volume && spacing ? { voxelMl: (series.sliceSpacing! * spacing.rows * spacing.columns) / 1000 } : {};
  return {
    findings: [region('large', 'anterior'), region('none', 'posterior'), region('small', 'posterior')],
    masks: { large: within(0.3), none: new Uint8Array(columns * rows * infos.length), small: within(0.15) },
    ...voxelMl,
  };
}

export function pneumoniaFound({ input }: Series): Found {
  const { sopInstanceUid } = input.infos[0]!;
  const point = { operatingPoint: 0.5, sopInstanceUid, frame: 0, kind: 'class' as const };
  const values = Float32Array.of(-0.2, 0.1, 0.3, 0.1, 0.2, 1.2, 3.1, 0.4, 0.1, 0.9, 2.2, 0.3, 0, 0.1, 0.2, 0.1);
  return {
    findings: [
      { id: 'normal', label: 'normal', kind: 'class', probability: 0.0213, sopInstanceUid, frame: 0 },
      { id: 'bacteria', label: 'bacteria', probability: 0.718453, positive: true, ...point },
      { id: 'virus', label: 'virus', probability: 0.260247, positive: false, ...point },
    ],
    maps: [{ label: 'bacteria', columns: 4, rows: 4, values }],
  };
}

/** Exports as the command line does: `<out>/<model id>/<name>/`. */
export async function exported(
  input: ExportInput,
  out: string,
  o: { language?: Language; only?: string[]; force?: boolean } = {},
) {
  const folder = join(out, input.run.model.id, 'series');
  const now = () => new Date('2026-03-14T14:52:00Z');
  const files = await exportRun(input, { folder, language: 'en', now, softwareVersion: '0.1.0', ...o });
  return { folder, files };
}

/** The same header with other texts, as another file would have had them. */
export const retold = (header: DataSet, texts: Record<string, string>): DataSet =>
  Object.create(header, {
    has: { value: (keyword: string) => keyword in texts || header.has(keyword) },
    text: { value: (keyword: string) => texts[keyword] ?? header.text(keyword) },
    texts: { value: (keyword: string) => (keyword in texts ? [texts[keyword]!] : header.texts(keyword)) },
  });
