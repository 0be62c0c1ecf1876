import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { inferno } from './colour.ts';
import { CLEAR_BELOW } from './picture.ts';
import type { ReportData } from './report-data.ts';
import { pictureFile, type ReportImages } from './report-images.ts';

/** Tagged, with text as Unicode and alternative texts (ISO 19005-2, level A). */
const STANDARD = 'a-2a';

const FONTS = [
  ...['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold'].map(
    (name) => `@expo-google-fonts/inter/${name}.ttf`,
  ),
  ...['400Regular', '500Medium', '600SemiBold'].map(
    (weight) => `@expo-google-fonts/ibm-plex-sans-arabic/${weight}/IBMPlexSansArabic_${weight}.ttf`,
  ),
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
];

const TEMPLATE = fileURLToPath(new URL('./report.typ', import.meta.url));

/** Loading fonts takes as long as setting a page, so one compiler serves all reports of the process. */
let shared: NodeCompiler | undefined;

function compiler(): NodeCompiler {
  if (!shared) {
    const { resolve } = createRequire(import.meta.url);
    shared = NodeCompiler.create({
      workspace: dirname(TEMPLATE),
      fontArgs: [{ fontBlobs: FONTS.map((font) => readFileSync(resolve(font))) }],
    });
    shared.addSource(TEMPLATE, readFileSync(TEMPLATE, 'utf8'));
  }
  return shared;
}

/**
 * Sets the report. `madeAt` is the creation date inside the PDF. Characters that no font has are shown as □, and the
 * report says so: a name is never dropped in silence.
 */
export function writePdf(data: ReportData, images: ReportImages, madeAt: Date): Uint8Array {
  try {
    return typeset(data, images, madeAt);
  } catch (error) {
    const missing = undisplayable(error);
    if (!missing.size) throw error;
    const substitute = JSON.parse(JSON.stringify(data), (_, value: unknown) =>
      typeof value === 'string' ? [...value].map((char) => (missing.has(char) ? '□' : char)).join('') : value,
    ) as ReportData;
    return typeset({ ...substitute, substituted: true }, images, madeAt);
  }
}

function typeset(data: ReportData, images: ReportImages, madeAt: Date): Uint8Array {
  const typst = compiler();
  const beside = (name: string, bytes: Uint8Array) => {
    const path = join(dirname(TEMPLATE), name);
    typst.mapShadow(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return path;
  };
  const paths = [
    beside('report.json', new TextEncoder().encode(JSON.stringify(data))),
    beside('bar.raw', colourBar()),
    ...Object.entries(images).flatMap(([part, all]) =>
      all.map(({ picture }, n) => beside(pictureFile(part, n), picture.rgb)),
    ),
  ];
  try {
    const compiled = typst.compile({ mainFilePath: TEMPLATE });
    if (compiled.hasError() || !compiled.result) throw new Error(diagnostics(typst, compiled));
    return typst.pdf(compiled.result, {
      pdfStandard: STANDARD,
      creationTimestamp: Math.floor(madeAt.getTime() / 1000),
    });
  } finally {
    for (const path of paths) typst.unmapShadow(path);
    typst.evictCache(10);
  }
}

const diagnostics = (typst: NodeCompiler, compiled: ReturnType<NodeCompiler['compile']>): string => {
  const error = compiled.takeError();
  return error ? JSON.stringify(typst.fetchDiagnostics(error)) : 'Typst gave no document';
};

/** The characters that an error of Typst says no font can display. */
function undisplayable(error: unknown): Set<string> {
  const said = error instanceof Error ? error.message : String(error);
  const texts = [...said.matchAll(/the text `\\?"(.+?)\\?"` could not be displayed/g)].map(([, text = '']) => text);
  return new Set(texts.flatMap((text) => [...text]));
}

/** The activation colours from 0 to the maximum, 256 pixels wide, white where the map is clear. */
function colourBar(): Uint8Array {
  const steps = Array.from({ length: 256 }, (_, n) => n / 255);
  return Uint8Array.from(steps.flatMap((t) => (t < CLEAR_BELOW ? [236, 238, 242] : inferno(t).map(Math.round))));
}
