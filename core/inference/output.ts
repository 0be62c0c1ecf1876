import { ProblemError } from '../contract/index.ts';
import type { Tensor } from './protocol.ts';

/**
 * Refuses what must not become a finding: another shape than `dims` (`network-output`), NaN or infinity
 * (`not-numbers`). `dims` may lack trailing axes of 1; an axis that is undefined may have any size.
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
  for (let at = 0; at < output.data.length; at++)
    if (!Number.isFinite(output.data[at])) throw new ProblemError('not-numbers');
}

/** Refuses one and the same number everywhere (`constant-output`): a network that saw nothing. */
export function refuseConstant(data: Float32Array): void {
  const { see, refuseConstant } = watchForConstant();
  see(data);
  refuseConstant();
}

/** The same over several answers. */
export function watchForConstant() {
  let [first, count] = [0, 0];
  let differs = false;
  return {
    see(data: Float32Array): void {
      if (count === 0) first = data[0]!;
      count += data.length;
      differs ||= data.some((value) => value !== first);
    },
    refuseConstant(): void {
      if (count > 1 && !differs) throw new ProblemError('constant-output');
    },
  };
}
