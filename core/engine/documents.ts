import { type Document, type Instance, ProblemError } from '../contract/index.ts';
import type { EngineContext } from './context.ts';

/** A series lists no more objects to read than this: some have thousands of image files without pixels. */
const MOST_DOCUMENTS = 200;

/** What there is to read in a series, in its order. Throws 'no-such-series' and what reading throws. */
export async function documentsOf(context: EngineContext, seriesInstanceUid: string): Promise<Document[]> {
  const { readInstance } = await import('../dicom/index.ts');
  const { describeDocument } = await import('../documents/index.ts');
  const documents: Document[] = [];
  for (const { source } of (await readable(context, seriesInstanceUid)).slice(0, MOST_DOCUMENTS)) {
    documents.push(describeDocument(await readInstance(source)));
  }
  return documents;
}

/** The PDF of one of them. Throws 'no-such-instance' and 'no-pdf' too. */
export async function pageOf(
  context: EngineContext,
  seriesInstanceUid: string,
  sopInstanceUid: string,
): Promise<Uint8Array> {
  const { readInstance } = await import('../dicom/index.ts');
  const { encapsulatedPdf } = await import('../documents/index.ts');
  const instances = await readable(context, seriesInstanceUid);
  const found = instances.find((instance) => instance.sopInstanceUid === sopInstanceUid);
  if (!found) throw new ProblemError('no-such-instance', { instance: sopInstanceUid });
  return encapsulatedPdf(await readInstance(found.source));
}

async function readable({ series }: EngineContext, seriesInstanceUid: string): Promise<Instance[]> {
  const found = await series.find(seriesInstanceUid);
  return found.series.instances.filter(({ frames }) => frames === 0);
}
