import { expect, it } from 'vitest';
import { hangBeside } from '../../renderer/comparing.ts';
import type { Prior } from '../../renderer/priors.ts';
import { type Pane, useWindow } from '../../renderer/state.ts';
import { type ShownSlice, useSlices } from '../../renderer/viewports/slices.ts';

const show = (...series: string[]) =>
  useSlices.setState({ ...series.map((seriesInstanceUid) => ({ seriesInstanceUid }) as ShownSlice) });
const now: Pane = { seriesInstanceUid: 'now', plane: 'acquired' };
const prior = { series: { seriesInstanceUid: 'prior' } } as Prior;

it('Viewports are linked once all priors are shown, but not where another was hung in between', () => {
  show('now');
  hangBeside(now, [prior]);
  expect(useWindow.getState().links).toBeUndefined();
  show('now', 'prior');
  expect(useWindow.getState().links).toBeDefined();

  show('now', 'other');
  hangBeside(now, [prior]);
  hangBeside(now, []);
  show('now', 'other');
  show('now', 'prior');
  expect(useWindow.getState().links).toBeUndefined();
});
