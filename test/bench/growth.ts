/*
 * `node test/bench/growth.ts`: how indexing and the library grow from 100 to 10,000 CT slices, each point the median of
 * five whole processes. Prints the numbers and draws docs/growth.svg.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexPaths, openLibrary } from '../../core/library/index.ts';
import { median, runProcess } from './pair.ts';
import { cli, ctPhantom, root, scratch } from './places.ts';

const COUNTS = [100, 300, 1000, 3000, 10_000];
const HEADER_BYTES = 8192;

/** The phantom's 1,000 slices as `count` in studies of a thousand; behind the header a file is a hole that takes no disk. */
async function slices(count: number): Promise<string> {
  const [folder, phantom] = [await scratch('growth'), await ctPhantom()];
  const names = readdirSync(phantom).sort();
  for (let n = 0; n < count; n++) {
    const from = join(phantom, names[n % names.length]!);
    const study = Math.floor(n / names.length);
    const header = readFileSync(from).subarray(0, HEADER_BYTES);
    // Another last digit in every UID makes another study of other instances.
    const text = header
      .toString('latin1')
      .replace(/2\.25\.\d{30,}/g, (uid) => uid.slice(0, -1) + ((study + Number(uid.at(-1))) % 10));
    mkdirSync(join(folder, String(study)), { recursive: true });
    const file = join(folder, String(study), names[n % names.length]!);
    writeFileSync(file, text, 'latin1');
    truncateSync(file, statSync(from).size);
  }
  return folder;
}

const LIBRARY = new URL('../../core/library/index.ts', import.meta.url).href;
const LIST = `
import { openLibrary } from ${JSON.stringify(LIBRARY)};
if (openLibrary(process.argv[1]).list().studies.length === 0) process.exit(1);`;

async function five(args: string[]) {
  const samples = [];
  for (let n = 0; n < 5; n++) samples.push(await runProcess(process.execPath, args));
  return { ms: median(samples.map(({ ms }) => ms)), mb: median(samples.map(({ peakMb }) => peakMb ?? 0)) };
}

async function measure(count: number) {
  const folder = await slices(count);
  const file = join(await scratch('library'), 'library.sqlite');
  const library = openLibrary(file);
  library.add(await indexPaths([folder]));
  library.close();
  const index = await five([cli, 'index', folder, '--json']);
  const list = await five(['--input-type=module', '-e', LIST, file]);
  return { count, index: index.ms, list: list.ms, memory: index.mb };
}

const COLOURS = { index: '#57cc99', list: '#4cc9f0', memory: '#f4a261' };
const WORDS = { index: 'index, ms', list: 'open and list the library, ms', memory: 'memory of index, MB' };
const [LEFT, TOP, WIDTH, HEIGHT] = [60, 40, 400, 210];

/** Both axes are logarithmic: what grows in step with the slices is a line at 45 degrees of decades. */
function drawn(points: Awaited<ReturnType<typeof measure>>[]): string {
  const x = (count: number) => LEFT + (Math.log10(count / 100) / 2) * WIDTH;
  const y = (value: number) => TOP + HEIGHT - (Math.log10(value / 10) / 3) * HEIGHT;
  const ticks = [100, 1000, 10_000].map(
    (n) => `<text x="${x(n)}" y="${TOP + HEIGHT + 16}" text-anchor="middle">${n.toLocaleString('en')}</text>`,
  );
  const levels = [10, 100, 1000, 10_000].map(
    (v) => `<text x="${LEFT - 6}" y="${y(v) + 4}" text-anchor="end">${v.toLocaleString('en')}</text>`,
  );
  const lines = (Object.keys(COLOURS) as (keyof typeof COLOURS)[]).map((key, n) => {
    const path = points.map((point) => `${x(point.count).toFixed(1)},${y(point[key]).toFixed(1)}`).join(' ');
    return (
      `<polyline points="${path}" fill="none" stroke="${COLOURS[key]}" stroke-width="2"/>` +
      `<path d="M475 ${50 + n * 18}h24" stroke="${COLOURS[key]}" stroke-width="2"/><text x="505" y="${54 + n * 18}">${WORDS[key]}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 290" font-family="sans-serif" font-size="12" fill="#c3ccd6">` +
    `<rect width="700" height="290" fill="#10151b"/><text x="${LEFT}" y="24" font-size="14">Growth with the number of CT slices</text>` +
    `<path d="M${LEFT} ${TOP}V${TOP + HEIGHT}H${LEFT + WIDTH}" fill="none" stroke="#3a4552"/>` +
    `${ticks.join('')}${levels.join('')}<text x="260" y="284" text-anchor="middle">slices</text>${lines.join('')}</svg>\n`
  );
}

const points = [];
for (const count of COUNTS) points.push(await measure(count));
for (const { count, index, list, memory } of points)
  console.log(
    `| ${count.toLocaleString('en')} | ${index.toFixed(0)} ms | ${memory.toFixed(0)} MB | ${list.toFixed(0)} ms |`,
  );
await writeFile(join(root, 'docs/growth.svg'), drawn(points));
process.exit();
