import type { NetworkBlock, NetworkDescription } from '../../core/contract/index.ts';

/** Blocks are named by stage and place in it, both from 1. */
export function blockNumbers(blocks: NetworkBlock[]): string[] {
  let stage = 0;
  let place = 0;
  return blocks.map((block) => {
    place = block.stage === stage ? place + 1 : 1;
    stage = block.stage;
    return `${stage}.${place}`;
  });
}

/** 279552 → "0.28 M", 74496 → "74 k", 640 → "640". */
export function countText(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} G`;
  if (count >= 1e5) return `${(count / 1e6).toFixed(count >= 1e7 ? 1 : 2)} M`;
  if (count >= 1e3) return `${Math.round(count / 1e3)} k`;
  return String(count);
}

export const normText = (norm: number) => (norm >= 100 ? norm.toFixed(0) : norm.toPrecision(3));

export const msText = (ms: number) => (ms >= 100 ? ms.toFixed(0) : ms >= 0.1 ? ms.toFixed(1) : ms.toFixed(2));

export const shapeText = (shape: (number | string)[] | undefined) => shape?.join(' × ') ?? '–';

/** 3 × 3 or, along three axes, 3³ where all are alike. */
export function kernelText(kernel: number[]): string {
  const [first] = kernel;
  if (kernel.length === 3 && kernel.every((size) => size === first)) return `${first}³`;
  return kernel.join('×');
}

export const shortcutsOf = ({ blocks }: NetworkDescription) => ({
  identity: blocks.filter(({ shortcut }) => shortcut === 'identity').length,
  projection: blocks.filter(({ shortcut }) => shortcut === 'projection').length,
});
