export { describeDocument, encapsulatedPdf } from './document.ts';
