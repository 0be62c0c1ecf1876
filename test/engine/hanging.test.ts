import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Hanging } from '../../core/contract/index.ts';
import { call, type Reached, transports } from './transports.ts';

let reached: Reached;
beforeAll(async () => {
  reached = await transports[0]!.reach();
});
afterAll(() => reached.close());

test('two windows that keep rules and layouts at the same time lose no change', async () => {
  const rule = { name: 'Hand', modality: 'DX', layout: '1x2', priors: 0, panes: [{ plane: 'acquired', again: false }] };
  const modalities = ['CT', 'MR', 'CR', 'US', 'MG', 'PT', 'XA', 'NM'];
  await call(reached, 'hanging');
  await Promise.all([
    ...modalities.map((modality) => call(reached, 'rememberLayout', { body: { modality, layout: '2x2' } })),
    call(reached, 'keepRules', { body: { rules: [rule] } }),
  ]);
  const { hanging, path } = await call(reached, 'hanging');
  expect(hanging.rules).toEqual([rule]);
  expect(hanging.layouts).toEqual(Object.fromEntries(modalities.map((modality) => [modality, '2x2'])));
  expect(Hanging.parse(JSON.parse(readFileSync(path, 'utf8')))).toEqual(hanging);
});
