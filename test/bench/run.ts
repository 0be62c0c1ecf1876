/*
 * `npm run bench [-- word]`: every row whose name holds the word, as a table of ratios. Ratios against an alternative in
 * the same run hold on a shared machine; single milliseconds do not, and are printed only to give the order of size.
 */
import { readdir } from 'node:fs/promises';
import { pair, type Result, type Row } from './pair.ts';

const word = process.argv[2] ?? '';
const files = (await readdir(new URL('./rows/', import.meta.url))).filter((name) => name.endsWith('.ts')).sort();
const rows: Row[] = [];
for (const file of files) rows.push(...((await import(`./rows/${file}`)) as { rows: Row[] }).rows);

const size = ({ ms, peakMb }: Result['ours'], unit = 'ms') =>
  `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ${unit}${peakMb ? `, ${peakMb.toFixed(0)} MB` : ''}`;

console.log('| work | against | ratio (least–largest) | goal | ours | theirs |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const row of rows.filter(({ work, against }) => `${work} ${against}`.includes(word))) {
  const why = await row.unavailable?.();
  if (why) {
    console.log(`| ${row.work} | ${row.against} | not measured: ${why} | | | |`);
    continue;
  }
  const result = await pair(row);
  const goal = result.goal === undefined ? '' : `≤ ${result.goal} ${result.ratio <= result.goal ? 'met' : 'missed'}`;
  console.log(
    `| ${result.work} | ${result.against} | ${result.ratio.toFixed(2)} (${result.low.toFixed(2)}–${result.high.toFixed(2)}) | ${goal} | ${size(result.ours, result.unit)} | ${size(result.theirs, result.unit)} |`,
  );
}
// A browser or a host that only the last row of all would have closed ends here.
process.exit();
