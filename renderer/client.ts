import type { z } from 'zod';
import { binaryPaths, type OperationName, operations, type Problem } from '../core/contract/index.ts';
import { fill, Refused, refusalOf } from './fetching.ts';

type Operation<Name extends OperationName> = (typeof operations)[Name];
export type Answer<Name extends OperationName> = z.infer<Operation<Name>['response']>;
type Asked<Name extends OperationName> =
  Operation<Name> extends { request: infer Schema extends z.ZodType } ? z.input<Schema> : undefined;

/** The problem behind anything that an operation threw. */
export function problemBehind(thrown: unknown): Problem {
  if (thrown instanceof Refused) return thrown.problem;
  return { code: 'bug', values: { message: thrown instanceof Error ? thrown.message : String(thrown) } };
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

/** Copies files that a browser may read into the engine's folder and opens them. */
export async function upload(files: File[]): Promise<Answer<'open'>> {
  const form = new FormData();
  for (const file of files) form.append('files', file, file.webkitRelativePath || file.name);
  const response = await fetch(binaryPaths.upload, { method: 'POST', body: form });
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}
