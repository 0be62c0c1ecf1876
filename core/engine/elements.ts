import { type ListedElement, ProblemError } from '../contract/index.ts';
import type { EngineContext } from './context.ts';

/** The header of one instance of the library. Throws 'no-such-series', 'no-such-instance' and what reading throws. */
export async function elementsOf(
  { series }: EngineContext,
  seriesInstanceUid: string,
  sopInstanceUid: string,
): Promise<{ transferSyntaxUid: string; elements: ListedElement[]; complete: boolean }> {
  const found = await series.find(seriesInstanceUid);
  const instance = found.series.instances.find((one) => one.sopInstanceUid === sopInstanceUid);
  if (!instance) throw new ProblemError('no-such-instance', { instance: sopInstanceUid });
  const { listElements, readHeader } = await import('../dicom/index.ts');
  const header = await readHeader(instance.source);
  return { transferSyntaxUid: header.transferSyntaxUid, ...listElements(header) };
}
