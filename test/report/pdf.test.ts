import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingReview, Language } from '../../core/contract/index.ts';
import { readPdf } from '../../core/report/pdf-text.ts';
import { data, exported, openSeries, pneumoniaFound, RADIOGRAPH, retold, runOn, type Series } from './fixture.ts';

describe.skipIf(!data)('The report', () => {
  let out: string;
  let series: Series;
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'pdf-'));
    series = await openSeries(RADIOGRAPH, 'chest-pneumonia');
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  /** The report of a radiograph whose header says other things; poppler's text of each page. */
  async function report(
    texts: Record<string, string>,
    language: Language,
    decisions: Record<string, Partial<FindingReview>> = {},
  ) {
    const headers = series.input.headers.map((header) => retold(header, texts));
    const input = runOn({ ...series, input: { ...series.input, headers } }, pneumoniaFound(series), decisions);
    const { folder } = await exported(input, mkdtempSync(join(out, 'r-')), { language, only: ['pdf'] });
    const path = join(folder, 'report.pdf');
    const text = execFileSync('pdftotext', ['-enc', 'UTF-8', path, '-'], { encoding: 'utf8' });
    return { path, pages: text.split('\f').slice(0, -1), own: readPdf(readFileSync(path)) };
  }

  it('shows values as text, whatever Typst would make of them', async () => {
    const name = '#panic("x")^$ x^2 $ *b* _i_ `r` <l> @r \\ // "q"';
    const { pages } = await report({ PatientName: name, StudyDescription: '#import "/etc/passwd"' }, 'en');
    expect(pages[0]).toContain('#panic("x")');
    expect(pages[0]).toContain('#import "/etc/passwd"');
    expect(pages[0]!.replace(/\s+/g, ' ')).toContain('*b* _i_ `r` <l> @r');
  });

  it.each([
    ['an Arabic name', 'قباني^لنزار', ['قباني', 'لنزار']],
    ['a Greek name', 'Διονυσιος', ['Διονυσιος']],
    ['a Russian name', 'Люкceмбypг', ['Люкceмбypг']],
    ['a German name', 'Äneas^Rüdiger', ['Äneas', 'Rüdiger']],
  ])('prints %s in both languages, in the order in which it is read', async (_, name, parts) => {
    for (const language of ['en', 'ar'] as const) {
      const { pages, own } = await report({ PatientName: name }, language);
      for (const part of parts) {
        expect(pages[0]).toContain(part);
        expect(own.pages[0]!.replaceAll(' ', '')).toContain(part);
      }
    }
  });

  it('says where a character has no font, and keeps the part of the name that has one', async () => {
    const { pages } = await report({ PatientName: 'Wang^XiaoDong=\u{10400}\u{10401}^\u{10402}' }, 'en');
    expect(pages[0]).toMatch(/Wang, XiaoDong/);
    expect(pages.join()).toMatch(/no font of this machine has/);
  });

  it.each(['en', 'ar'] as const)(
    'says on every page that it is for research, and what was not reviewed (%s)',
    async (language) => {
      const comments = Array.from({ length: 40 }, (_, seq) => ({
        ...{ seq, at: '2026-03-14T12:00:00Z', by: 'R. Reader' },
        text: `Remark-${seq}: ${'A long remark on the left lower zone. '.repeat(9)}`,
      }));
      const { pages, own, path } = await report({}, language, { virus: { comments } });
      expect(pages.length).toBeGreaterThan(2);
      for (const { seq } of comments) expect(pages.join()).toContain(`Remark-${seq}:`);
      for (const page of pages) expect(page.replace(/\s+/g, ' ')).toMatch(/Research use only\. Not for diagnosis\./);
      for (const page of own.pages)
        expect(page.replace(/\s+/g, ' ')).toContain(language === 'ar' ? 'لم يراجعه قارئ' : 'Not reviewed by a reader');
      expect(pages.at(-1)!.replace(/[\u200e\u200f\u202a-\u202e]/g, '')).toContain(String(pages.length));
      const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
      expect(info).toMatch(/Tagged: +yes/);
      expect(info).toMatch(/JavaScript: +no/);
    },
  );

  it.each([
    ['en', 'Expected calibration error'],
    ['ar', 'خطأ المعايرة المتوقع'],
  ] as const)('names what was measured as an evaluation does (%s)', async (language, name) => {
    const { own } = await report({}, language);
    expect(own.pages.join().replace(/\s+/g, ' ')).toContain(name);
  });

  it('is the same bytes for the same run', async () => {
    const [one, two] = [await report({}, 'en'), await report({}, 'en')];
    expect(readFileSync(one.path).equals(readFileSync(two.path))).toBe(true);
  });

  it('embeds every font', async () => {
    const { path } = await report({}, 'ar');
    const fonts = execFileSync('pdffonts', [path], { encoding: 'utf8' }).split('\n').slice(2).filter(Boolean);
    expect(fonts.length).toBeGreaterThan(2);
    for (const font of fonts) expect(font).toMatch(/ yes +yes +yes /);
  });
});
