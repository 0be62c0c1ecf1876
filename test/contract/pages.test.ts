import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const page = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** The numbers of a table's rows, in their order. */
const numbersOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) => line.match(/\d+(\.\d+)?/g));

it('The Arabic page on residual networks has the measurements of the English one', async () => {
  const measured = numbersOf(await page('resnet.md'));
  expect(measured.length).toBeGreaterThan(4);
  expect(numbersOf(await page('resnet-ar.md'))).toEqual(measured);
});
