import { useQuery } from '@tanstack/react-query';
import { binaryPaths } from '../../core/contract/index.ts';
import { fill, get } from '../fetching.ts';
import { mapCanvas } from '../images/map.ts';

/** An activation map as a picture, and the rectangle of the image that it covers. */
export type CaseMap = { url: string; covers: [x0: number, y0: number, x1: number, y1: number] };

async function fetchMap(path: string, signal: AbortSignal): Promise<CaseMap | null> {
  const answer = await get(path, signal);
  if (answer.status === 204) return null;
  const numbers = (name: string) => (answer.headers.get(name) ?? '').split(' ').map(Number);
  const [columns = 0, rows = 0] = numbers('x-shape');
  const values = new Float32Array(await answer.arrayBuffer());
  return { url: mapCanvas(values, columns, rows).toDataURL(), covers: numbers('x-covers') as CaseMap['covers'] };
}

/** What of a case speaks for a label; null where the model explains nothing. */
export function useCaseMap(evaluationId: string, number: number, label: string | undefined) {
  const path = fill(binaryPaths.caseMap, { evaluationId, caseNumber: String(number), label: label ?? '' });
  return useQuery({
    queryKey: ['case-map', path],
    queryFn: ({ signal }) => fetchMap(path, signal),
    enabled: label !== undefined,
    gcTime: 60_000,
  }).data;
}
