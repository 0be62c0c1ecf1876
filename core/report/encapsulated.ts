import type { Elements } from '../dicom/index.ts';
import { codeItem } from './codes.ts';
import { type Sources, seriesOf } from './evidence.ts';
import { common, type Making, referenceTo } from './modules.ts';

const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1';

/** The report as an Encapsulated PDF (PS3.3 A.45.1): the same bytes; padding is not counted as document. */
export function encapsulatedPdf(sources: Sources, making: Making, pdf: Uint8Array, title: string): Elements {
  return {
    ...common(sources, making, ENCAPSULATED_PDF, 'DOC', 9003),
    ConversionType: 'WSD',
    AcquisitionDateTime: '',
    BurnedInAnnotation: 'YES',
    RecognizableVisualFeatures: 'NO',
    DocumentTitle: title,
    ConceptNameCodeSequence: [codeItem({ value: '18748-4', scheme: 'LN', meaning: 'Diagnostic imaging report' })],
    SourceInstanceSequence: seriesOf(sources).flatMap(({ headers }) => headers.map(referenceTo)),
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocument: pdf,
    EncapsulatedDocumentLength: pdf.length,
  };
}
