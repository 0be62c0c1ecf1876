import { ProblemError } from '../contract/index.ts';
import type { Tensor } from './protocol.ts';

/**
 * Refuses what must not become a finding: another shape than `dims` (`network-output`), NaN or infinity
 * (`not-numbers`), one and the same number everywhere (`constant-output`). `dims` may lack trailing axes of 1; an axis
 * that is undefined may have any size.
 */
export function checkOutput(name: string, output: Tensor, dims: readonly (number | undefined)[]): void {
  const found = output.dims;
  const fits =
    dims.every((n, axis) => n === undefined || found[axis] === n) && found.slice(dims.length).every((n) => n === 1);
  if (!fits)
    throw new ProblemError('network-output', {
      name,
      wanted: dims.map((n) => n ?? '?').join(' × '),
      found: found.join(' × '),
    });
  const first = output.data[0];
  let constant = output.data.length > 1;
  for (let at = 0; at < output.data.length; at++) {
    const value = output.data[at]!;
    if (!Number.isFinite(value)) throw new ProblemError('not-numbers');
    if (value !== first) constant = false;
  }
  if (constant) throw new ProblemError('constant-output');
}
