/* Takes PDF files apart in a thread of its own: they come from anywhere. */
import 'pdfjs-dist/build/pdf.worker.min.mjs';
