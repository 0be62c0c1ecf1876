import type { ResidualBlock } from './blocks.ts';

/** Blocks of each stage and convolutions of each block (He et al. 2015, table 1). */
const VARIANTS: Record<string, { layers: 2 | 3; stages: number[] }> = {
  'ResNet-18': { layers: 2, stages: [2, 2, 2, 2] },
  'ResNet-34': { layers: 2, stages: [3, 4, 6, 3] },
  'ResNet-50': { layers: 3, stages: [3, 4, 6, 3] },
  'ResNet-101': { layers: 3, stages: [3, 4, 23, 3] },
  'ResNet-152': { layers: 3, stages: [3, 8, 36, 3] },
};

/**
 * The name of a two-dimensional ResNet of the paper's shape, of any width, or null: grouped, gated, widened (bottleneck
 * other than a quarter) and three-dimensional relatives have other names.
 */
export function variantOf(blocks: ResidualBlock[]): string | null {
  const stages: ResidualBlock[][] = [];
  for (const block of blocks) {
    const stage = stages.at(-1);
    if (stage?.[0]?.channels === block.channels) stage.push(block);
    else stages.push([block]);
  }
  const doubles = stages.every((stage, i) => i === 0 || stage[0]!.channels === 2 * stages[i - 1]![0]!.channels);
  if (!doubles) return null;
  const found = Object.entries(VARIANTS).find(
    ([, { layers, stages: counts }]) =>
      String(stages.map((stage) => stage.length)) === String(counts) && blocks.every((block) => isPlain(block, layers)),
  );
  return found?.[0] ?? null;
}

function isPlain(block: ResidualBlock, layers: 2 | 3): boolean {
  const kernels = layers === 2 ? '3,3|3,3' : '1,1|3,3|1,1';
  const inner = layers === 2 ? block.channels : block.channels / 4;
  return (
    !block.gated &&
    block.convolutions.map(({ kernel }) => String(kernel)).join('|') === kernels &&
    block.convolutions.slice(0, -1).every(({ channels }) => channels === inner) &&
    block.convolutions.every(({ groups }) => groups === 1)
  );
}
