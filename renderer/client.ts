import type { z } from 'zod';
import { binaryPaths, type FrameInfo, type OperationName, operations, type Problem } from '../core/contract/index.ts';

type Operation<Name extends OperationName> = (typeof operations)[Name];
export type Answer<Name extends OperationName> = z.infer<Operation<Name>['response']>;
type Asked<Name extends OperationName> =
  Operation<Name> extends { request: infer Schema extends z.ZodType } ? z.input<Schema> : undefined;

/** What the engine refused, with the problem that it names. */
class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.code} ${JSON.stringify(problem.values)}`);
    this.problem = problem;
  }
}

/** The problem behind anything that an operation threw. */
export function problemBehind(thrown: unknown): Problem {
  if (thrown instanceof Refused) return thrown.problem;
  return { code: 'bug', values: { message: thrown instanceof Error ? thrown.message : String(thrown) } };
}

const fill = (path: string, parameters: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));

async function refusalOf(response: Response): Promise<Refused> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = (body as { problem?: Problem } | undefined)?.problem;
  return new Refused(problem ?? { code: 'bug', values: { message: `${response.status} ${response.url}` } });
}

async function get(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, { signal });
  if (!response.ok) throw await refusalOf(response);
  return response;
}

/** Calls one operation of the engine. Answers are typed by the contract; a refusal is thrown as `Refused`. */
export async function call<Name extends OperationName>(
  name: Name,
  request?: Asked<Name>,
  parameters: Record<string, string> = {},
): Promise<Answer<Name>> {
  const { method, path } = operations[name];
  const response = await fetch(fill(path, parameters), {
    method,
    ...(method === 'POST' && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request ?? {}),
    }),
  });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}

export async function fetchFrameInfos(seriesInstanceUid: string, signal?: AbortSignal): Promise<FrameInfo[]> {
  return (await get(fill(binaryPaths.frames, { seriesInstanceUid }), signal)).json();
}

/** Stored values of `count` frames after each other, and the name of their type. */
export async function fetchPixels(seriesInstanceUid: string, from: number, count: number, signal?: AbortSignal) {
  const path = `${fill(binaryPaths.pixels, { seriesInstanceUid })}?from=${from}&count=${count}`;
  const response = await get(path, signal);
  return { type: response.headers.get('x-pixel-type') ?? 'u8', bytes: await response.arrayBuffer() };
}

export const thumbnailUrl = (seriesInstanceUid: string) => fill(binaryPaths.thumbnail, { seriesInstanceUid });

export async function fetchArtefact(sha256: string): Promise<ArrayBuffer> {
  return (await get(fill(binaryPaths.artefact, { sha256 }))).arrayBuffer();
}

/** Copies files that a browser may read into the engine's folder and opens them. */
export async function upload(files: File[]): Promise<Answer<'open'>> {
  const form = new FormData();
  for (const file of files) form.append('files', file, file.webkitRelativePath || file.name);
  const response = await fetch(binaryPaths.upload, { method: 'POST', body: form });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}
