import type { Language } from '../contract/index.ts';
import type { Demand } from './demand.ts';
import type { Evidence, Sources } from './evidence.ts';
import { readPdf } from './pdf-text.ts';
import { millilitreText, probabilityText, reviewNotice } from './report-data.ts';
import { nameInWords, wordsIn } from './words.ts';

/** Name, model, notices and numbers stand in the text of the PDF, and it is the tagged PDF/A that it claims to be. */
export function checkPdf(bytes: Uint8Array, evidence: Evidence, language: Language, demand: Demand): void {
  const pdf = readPdf(bytes);
  const unreviewed = reviewNotice(evidence, wordsIn(language));
  checkNotices(pdf, evidence, language, unreviewed ? [unreviewed] : [], demand);
  const whole = plain(pdf.pages.join(' '));
  demand(whole.includes(plain(evidence.manifest.id)), 'model');
  for (const { finding } of evidence.findings) {
    const { probability, volumeMl } = finding;
    if (probability !== undefined) demand(whole.includes(probabilityText(probability)), `${finding.id}: probability`);
    if (volumeMl !== undefined) demand(whole.includes(millilitreText(volumeMl)), `${finding.id}: volume`);
  }
}

/** Tagged PDF/A with the patient's name, and on every page that it is for research, and whatever else must stand there. */
export function checkNotices(
  pdf: ReturnType<typeof readPdf>,
  { study }: Sources,
  language: Language,
  more: string[],
  demand: Demand,
): void {
  const w = wordsIn(language);
  demand(pdf.tagged && pdf.language === language, 'tags, language');
  demand(/pdfaid:part(>|=")[23]/.test(pdf.metadata) && pdf.metadata.includes('dc:language'), 'XMP');
  demand(pdf.forbidden.length === 0, pdf.forbidden.join());
  demand(pdf.pages.length > 0, 'pages');
  const notices = [w.notice, ...more, ...(language === 'ar' ? [wordsIn('en').notice] : [])];
  for (const [n, text] of pdf.pages.entries()) {
    const page = plain(text);
    for (const word of notices.flatMap(wordsOf)) demand(page.includes(word), `page ${n + 1}: "${word}"`);
  }
  const whole = plain(pdf.pages.join(' '));
  // Characters that no font has were replaced, which the report says; what is left of the name cannot be compared.
  if (!whole.includes('□'))
    for (const word of wordsOf(nameInWords(study.patientName))) demand(whole.includes(word), `name: ${word}`);
}

/** Compatibility forms folded, spaces and direction marks dropped: what a reader sees, not how it was shaped. */
export const plain = (text: string): string => text.normalize('NFKC').replace(/[\s\p{Cf}\u0640]/gu, '');

/**
 * Words, each looked for by itself: punctuation and a letter with a vowel mark may be runs of their own, whose place in
 * a line of two directions is not certain.
 */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/.\p{Mn}+|[^\p{L}\p{N}]+/u)
    .map(plain)
    .filter(Boolean);
