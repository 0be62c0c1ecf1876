import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from '../../core/contract/problems/index.ts';

const FOLDER = new URL('../../core/contract/problems/', import.meta.url);

test('every code of a problem stands in one station only, so that none speaks with the words of another', async () => {
  const codes: string[] = [];
  for (const file of readdirSync(FOLDER)) {
    const parts = (await import(new URL(file, FOLDER).href)) as Record<string, object>;
    for (const [name, part] of Object.entries(parts)) if (name.endsWith('Problems')) codes.push(...Object.keys(part));
  }
  expect(codes.filter((code, n) => codes.indexOf(code) !== n)).toEqual([]);
  expect(codes.toSorted()).toEqual(Object.keys(catalogue).toSorted());
});
