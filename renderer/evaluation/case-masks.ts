import { useQuery } from '@tanstack/react-query';
import { binaryPaths } from '../../core/contract/index.ts';
import { fill, get } from '../fetching.ts';
import { contoursOf } from '../images/contour.ts';

/** The slice on which a network and the set differ most: outlines of all labels as paths of an SVG, in pixels. */
export type CaseMasks = { frame: number; told: string; found: string };

async function fetchMasks(path: string, signal: AbortSignal): Promise<CaseMasks | null> {
  const answer = await get(path, signal);
  if (answer.status === 204) return null;
  const [columns = 0, rows = 0] = (answer.headers.get('x-shape') ?? '').split(' ').map(Number);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const half = columns * rows;
  const outlines = (labels: Uint8Array) =>
    [...new Set(labels)]
      .filter((label) => label !== 0)
      .flatMap((label) =>
        contoursOf(
          labels.map((value) => Number(value === label)),
          columns,
          rows,
        ),
      )
      .map((loop) => `M${loop.map(([x, y]) => `${x + 0.5} ${y + 0.5}`).join('L')}Z`)
      .join('');
  return {
    frame: Number(answer.headers.get('x-frame')),
    told: outlines(bytes.subarray(0, half)),
    found: outlines(bytes.subarray(half)),
  };
}

/** Undefined until they are there; null where the set has no masks, or they cannot be had any more. */
export function useCaseMasks(evaluationId: string, number: number, wanted: boolean): CaseMasks | null | undefined {
  const path = fill(binaryPaths.caseMasks, { evaluationId, caseNumber: String(number) });
  const { data, isError } = useQuery({
    queryKey: ['case-masks', path],
    queryFn: ({ signal }) => fetchMasks(path, signal),
    enabled: wanted,
    gcTime: 60_000,
  });
  return !wanted || isError ? null : data;
}
