import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readDataSet } from '../../core/dicom/index.ts';
import { decoderFor } from '../../core/dicom/text.ts';
import { concat, element, part10, pixels, slice } from './part10.ts';
import { hasPython, python } from './shared.ts';

/** Names as their writers would write them, with the character sets that hold them (PS3.3 C.12.1.1.2). */
const NAMES: [script: string, terms: string[], name: string][] = [
  ['Arabic', ['ISO_IR 127'], 'قباني^لنزار'],
  ['Arabic in UTF-8', ['ISO_IR 192'], 'Qabani^Nizar=قباني^نزار'],
  ['Hebrew', ['ISO_IR 138'], 'שרון^דבורה'],
  ['Thai', ['ISO_IR 166'], 'นามสกุล^ชื่อ'],
  ['Greek', ['ISO_IR 126'], 'Διονυσιος^Σολωμός'],
  ['Cyrillic', ['ISO_IR 144'], 'Люкceмбypг^Иван'],
  ['Latin 1', ['ISO_IR 100'], 'Buc^Jérôme'],
  ['Latin 2', ['ISO_IR 101'], 'Wałęsa^Łukasz'],
  ['Latin 3', ['ISO_IR 109'], 'Ĉapek^Ĝoĝo'],
  ['Latin 4', ['ISO_IR 110'], 'Bērziņš^Ēriks'],
  ['Turkish', ['ISO_IR 148'], 'Çavuşoğlu^İpek'],
  ['Japanese katakana', ['ISO_IR 13'], 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
  ['Japanese, three groups', ['', 'ISO 2022 IR 87'], 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
  ['Japanese, katakana and kanji', ['ISO 2022 IR 13', 'ISO 2022 IR 87'], 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'],
  ['Japanese, supplementary kanji', ['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'], 'Tei^Ichi=鄭^壱'],
  ['Korean, three groups', ['', 'ISO 2022 IR 149'], 'Hong^Gildong=洪^吉洞=홍^길동'],
  ['Chinese in GB18030', ['GB18030'], 'Wang^XiaoDong=王^小东'],
  ['Chinese in GBK', ['GBK'], 'Wang^XiaoDong=王^小东'],
  ['Chinese in UTF-8', ['ISO_IR 192'], 'Wang^XiaoDong=王^小東'],
  ['Latin and Greek', ['ISO 2022 IR 100', 'ISO 2022 IR 126'], 'Dionysios=Διονυσιος'],
  ['Latin and Cyrillic', ['ISO 2022 IR 100', 'ISO 2022 IR 144'], 'Luxembourg=Люксембург'],
];

describe.runIf(hasPython)('names that pydicom wrote', () => {
  const written = hasPython
    ? python<[hex: string, back: string][]>(
        'write_names.py',
        NAMES.map(([, terms, name]) => [terms, name]),
      )
    : [];

  it.each(NAMES.map(([script, terms, name], n) => ({ script, terms, name, n })))(
    'are read in $script',
    ({ terms, name, n }) => {
      const [hex, back] = written[n]!;
      expect(back).toBe(name);
      const decoder = decoderFor(terms);
      expect(decoder.decode(Buffer.from(hex, 'hex'))).toBe(name);
      expect(decoder.damaged).toBe(false);
      expect(decoder.unknown).toEqual([]);
    },
  );

  it('are read with the sets of their sequence item, which go before those of the data set', () => {
    const at = (script: string) => NAMES.findIndex(([name]) => name === script);
    const greek = Buffer.from(written[at('Greek')]![0], 'hex');
    const russian = Buffer.from(written[at('Cyrillic')]![0], 'hex');
    const item = concat(element(0x00080005, 'CS', 'ISO_IR 126'), element(0x00081070, 'PN', padded(greek)));
    const bare = element(0x00081070, 'PN', padded(russian));
    const sequence = element(0x00081140, 'SQ', concat(itemOf(item), itemOf(bare)));
    const sets = { 524293: element(0x00080005, 'CS', 'ISO_IR 144'), 528704: sequence };
    const dataSet = readDataSet(part10(concat(slice(sets), pixels())));
    const names = dataSet.items('ReferencedImageSequence').map((one) => one.text('OperatorsName'));
    expect(names).toEqual([NAMES[at('Greek')]![2], NAMES[at('Cyrillic')]![2]]);
  });
});

const padded = (bytes: Uint8Array) => (bytes.length % 2 ? concat(bytes, Uint8Array.of(0x20)) : Uint8Array.from(bytes));
function itemOf(content: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint16(0, 0xfffe, true);
  head.setUint16(2, 0xe000, true);
  head.setUint32(4, content.length, true);
  return concat(new Uint8Array(head.buffer), content);
}

describe('wrong labels', () => {
  const utf8 = (text: string) => Uint8Array.from(Buffer.from(text));

  test.each([
    ['ISO_IR 100', 'قباني^نزار'],
    ['', '王^小東'],
    ['ISO_IR 6', 'Łukasz'],
    ['ISO_IR 101', 'Sørensen'],
  ])('UTF-8 under %s is read as UTF-8', (term, name) => {
    expect(decoderFor([term]).decode(utf8(name))).toBe(name);
  });

  test.each(['ISO IR 100', 'ISO-IR 100', 'iso_ir 100', 'ISO_IR_100', 'ISO_IR100', 'ISO8859-1', 'latin1'])(
    'the set is understood when it is written %s',
    (term) => {
      const decoder = decoderFor([term]);
      expect(decoder.decode(Uint8Array.of(0x4a, 0xe9, 0x72))).toBe('Jér');
      expect(decoder.unknown).toEqual([]);
    },
  );

  test.each([
    ['latin5', 0xfd, 'ı'],
    ['ISO-8859-5', 0xbf, 'П'],
    ['Latin-9', 0xa4, '€'],
  ])('%s is told by its own number: alphabets are not numbered as the parts of the standard', (term, byte, letter) => {
    const decoder = decoderFor([term]);
    expect(decoder.decode(Uint8Array.of(byte))).toBe(letter);
    expect(decoder.unknown).toEqual([]);
  });

  test.each(['ISO_IR 192', 'ISO IR 192', 'utf-8', 'UTF8', 'ISO 2022 IR 192'])('UTF-8 is understood as %s', (term) => {
    expect(decoderFor([term]).decode(utf8('Łukasz'))).toBe('Łukasz');
  });

  it('any bytes under any sets give text and no error, and ASCII stays what it is', () => {
    const terms = fc.array(fc.constantFrom(...new Set(NAMES.flatMap(([, some]) => some)), 'nonsense', ''), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(terms, fc.uint8Array({ maxLength: 64 }), (some, bytes) => {
        expect(typeof decoderFor(some).decode(bytes)).toBe('string');
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(terms, fc.string({ unit: fc.constantFrom(...'abcXYZ^= 09-') }), (some, text) => {
        expect(decoderFor(some).decode(utf8(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
