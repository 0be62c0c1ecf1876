import type { FrameInfo, Problem } from '../core/contract/index.ts';
import { binaryPaths } from '../core/contract/paths/index.ts';

/** What the engine refused, with the problem that it names. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code} ${JSON.stringify(problem.values)}`);
    this.problem = problem;
  }
}

export const fill = (path: string, parameters: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));

export async function refusalOf(response: Response): Promise<Refused> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = (body as { problem?: Problem } | undefined)?.problem;
  return new Refused(problem ?? { code: 'bug', values: { message: `${response.status} ${response.url}` } });
}

export async function get(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, { signal });
  if (!response.ok) throw await refusalOf(response);
  return response;
}

export async function fetchFrameInfos(seriesInstanceUid: string, signal?: AbortSignal): Promise<FrameInfo[]> {
  return (await get(fill(binaryPaths.frames, { seriesInstanceUid }), signal)).json();
}

/** Stored values of `count` frames of a series of `of` after each other, and the name of their type. */
export async function fetchPixels(
  seriesInstanceUid: string,
  { from, count, of }: { from: number; count: number; of: number },
  signal?: AbortSignal,
) {
  const path = `${fill(binaryPaths.pixels, { seriesInstanceUid })}?from=${from}&count=${count}&of=${of}`;
  const response = await get(path, signal);
  return { type: response.headers.get('x-pixel-type') ?? 'u8', bytes: await response.arrayBuffer() };
}

export const thumbnailUrl = (seriesInstanceUid: string) => fill(binaryPaths.thumbnail, { seriesInstanceUid });

export async function fetchArtefact(sha256: string): Promise<ArrayBuffer> {
  return (await get(fill(binaryPaths.artefact, { sha256 }))).arrayBuffer();
}
