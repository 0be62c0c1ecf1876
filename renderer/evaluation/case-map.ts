import { useQuery } from '@tanstack/react-query';
import { binaryPaths } from '../../core/contract/index.ts';
import { fill, get } from '../fetching.ts';
import { CLEAR_BELOW, inferno } from '../images/colour.ts';

/** A map as a picture of its own size, one pixel a place, and the rectangle of the image that it covers. */
export type CaseMap = { url: string; covers: [x0: number, y0: number, x1: number, y1: number] };

async function fetchMap(path: string, signal: AbortSignal): Promise<CaseMap | null> {
  const answer = await get(path, signal);
  if (answer.status === 204) return null;
  const numbers = (name: string) => (answer.headers.get(name) ?? '').split(' ').map(Number);
  const [columns = 0, rows = 0] = numbers('x-shape');
  const values = new Float32Array(await answer.arrayBuffer());
  return { url: painted(values, columns, rows), covers: numbers('x-covers') as CaseMap['covers'] };
}

/** Shares of the highest value in inferno; what is low is clear. */
function painted(values: Float32Array, columns: number, rows: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  const most = Math.max(...values, 1e-9);
  values.forEach((value, at) => {
    const share = value / most;
    const alpha = share < CLEAR_BELOW ? 0 : Math.round(255 * Math.min(1, share + 0.2));
    image.data.set([...inferno(share), alpha], 4 * at);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/** What of a case speaks for a label; null where the model explains nothing. */
export function useCaseMap(evaluationId: string, number: number, label: string | undefined) {
  const path = fill(binaryPaths.caseMap, { evaluationId, caseNumber: String(number), label: label ?? '' });
  return useQuery({
    queryKey: ['evaluation', path],
    queryFn: ({ signal }) => fetchMap(path, signal),
    enabled: label !== undefined,
    gcTime: 60_000,
  }).data;
}
