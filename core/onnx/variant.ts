import type { ResidualBlock } from './blocks.ts';

/** Blocks of each stage and convolutions of each block, by depth (He et al. 2015, table 1). */
const DEPTHS: [depth: number, layers: 2 | 3, stages: string][] = [
  [18, 2, '2,2,2,2'],
  [34, 2, '3,4,6,3'],
  [50, 3, '3,4,6,3'],
  [101, 3, '3,4,23,3'],
  [152, 3, '3,8,36,3'],
];

/**
 * The name of a two-dimensional network of the shapes of He et al. 2015, of any width: ResNet-50; ResNeXt-50 (32×4d)
 * where its 3 × 3 convolutions have groups (Xie et al. 2017: how many, and channels of one in the first stage); Wide
 * ResNet-50-2 where bottlenecks are so many times a quarter (Zagoruyko and Komodakis 2016). Null for everything else,
 * such as gated and three-dimensional relatives.
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
  const counts = String(stages.map((stage) => stage.length));
  const [depth] =
    DEPTHS.find(([, layers, known]) => known === counts && blocks.every((one) => isPlain(one, layers))) ?? [];
  const [widening, ...otherWidening] = new Set(blocks.map(wideningOf));
  const [groups, ...otherGroups] = new Set(blocks.map(groupsOf));
  if (!depth || !widening || !groups || otherWidening.length > 0 || otherGroups.length > 0) return null;
  if (groups > 1) return `ResNeXt-${depth} (${groups}×${innerOf(blocks[0]!) / groups}d)`;
  if (widening === 1) return `ResNet-${depth}`;
  return Number.isInteger(widening) ? `Wide ResNet-${depth}-${widening}` : null;
}

const innerOf = ({ convolutions }: ResidualBlock) => convolutions[0]!.channels;

/** How many times as wide as in the paper a block is inside. */
const wideningOf = (block: ResidualBlock) =>
  innerOf(block) / (block.convolutions.length === 2 ? block.channels : block.channels / 4);

const groupsOf = ({ convolutions }: ResidualBlock) => (convolutions.length === 3 ? convolutions[1]!.groups : 1);

/** Two convolutions of 3 × 3, or three of which only the 3 × 3 in the middle may have groups. */
function isPlain({ gated, convolutions }: ResidualBlock, layers: 2 | 3): boolean {
  const kernels = layers === 2 ? '3,3|3,3' : '1,1|3,3|1,1';
  return (
    !gated &&
    convolutions.map(({ kernel }) => String(kernel)).join('|') === kernels &&
    convolutions.slice(0, -1).every(({ channels }) => channels === convolutions[0]!.channels) &&
    convolutions.every(({ groups }, n) => groups === 1 || (layers === 3 && n === 1))
  );
}
