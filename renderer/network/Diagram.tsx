import type { KeyboardEvent } from 'react';
import type { NetworkBlock, NetworkDescription, NetworkLook } from '../../core/contract/index.ts';
import { useSpeech } from '../i18n.tsx';
import { blockNumbers, countText, kernelText, msText, shapeText } from './facts.ts';

const COLUMN = 61;
const GAP = 24;
const END = 46;
/** Heights of the drawing from above, in pixels; rows of bars follow each other. */
const AT = { stage: 18, shape: 35, line: 48, arch: 78, middle: 146, rows: 236 };
const ROW = 88;
const BAR = 42;
/** Runs of a look at a network that is not slow. */
const RUNS = 20;
const LAYER = 42;
/** Width of a letter of a shape, at most. */
const SHAPE_LETTER = 6;

type Place = { block: NetworkBlock; number: string; left: number };
type Props = {
  network: NetworkDescription;
  look: NetworkLook | undefined;
  chosen: number;
  onChoose(block: number): void;
};

/**
 * Stages and blocks from left to right, as data flows, in every language. Each block is one choice of a group: arrows
 * and [ ] go from one to the next.
 */
export function Diagram({ network, look, chosen, onChoose }: Props) {
  const { t } = useSpeech();
  const { blocks } = network;
  const places = placesOf(blocks);
  const right = (places.at(-1)?.left ?? END) + COLUMN + 18;
  const parts = [network.stem, ...blocks, network.rest];
  const multiplyAdds = parts.flatMap((part) => part.multiplyAdds ?? []);
  const rows = [
    { title: t('networkParameters'), values: parts.map(({ parameters }) => parameters), text: countText },
    // Where a shape is not known, a sum of those that are would say less than nothing.
    ...(multiplyAdds.length === parts.length
      ? [{ title: t('blockMultiplyAdds'), values: multiplyAdds, text: countText }]
      : []),
    {
      title: t('networkTime', { n: look?.runs ?? RUNS }),
      values: look ? [look.ms.stem, ...look.blocks.map(({ ms }) => ms), look.ms.rest] : [],
      text: (value: number) => `${msText(value)} ms`,
    },
  ];
  const norms = AT.rows + rows.length * ROW;
  const width = right + END + 8;
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = Math.min(Math.max(chosen + by, 0), blocks.length - 1);
    onChoose(next);
    (event.currentTarget.querySelectorAll('[role="radio"]')[next] as SVGGElement | undefined)?.focus();
  };
  return (
    <div
      className="diagram"
      dir="ltr"
      role="radiogroup"
      tabIndex={-1}
      aria-label={t('networkBlocks', { n: blocks.length })}
      onKeyDown={step}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the group around it has the name */}
      <svg width={width} height={norms + 66}>
        <line className="wire" x1={END} x2={right} y1={AT.middle} y2={AT.middle} />
        <End left={4} name={t('networkStem')} />
        <End left={right} name={t('networkHead')} />
        <Stages places={places} />
        {places.map(({ block, number, left }, n) => (
          <Block
            key={number}
            {...{ block, number, left }}
            look={look?.blocks[n]}
            chosen={n === chosen}
            onChoose={() => onChoose(n)}
          />
        ))}
        {rows.map((row, n) => (
          <Bars key={row.title} {...row} at={AT.rows + n * ROW} {...{ places, right, chosen }} />
        ))}
        <Norms title={t('networkNorms')} at={norms} {...{ places, look, chosen, right }} />
      </svg>
    </div>
  );
}

/** Columns after each other, a gap between stages, and room for the shape over each stage. */
function placesOf(blocks: NetworkBlock[]): Place[] {
  const numbers = blockNumbers(blocks);
  const places: Place[] = [];
  let stageEnd = 0;
  for (const [n, block] of blocks.entries()) {
    const before = places.at(-1);
    const sameStage = before?.block.stage === block.stage;
    const left = !before ? END + 30 : before.left + COLUMN + (sameStage ? 0 : GAP);
    const place = { block, number: numbers[n]!, left: sameStage ? left : Math.max(left, stageEnd) };
    if (!sameStage) stageEnd = place.left + shapeText(block.output).length * SHAPE_LETTER + 12;
    places.push(place);
  }
  return places;
}

function End({ left, name }: { left: number; name: string }) {
  return (
    <g>
      <rect className="layer" x={left} y={AT.middle - 34} width={END - 6} height={68} rx={6} />
      <text className="layer-name" x={left + (END - 6) / 2} y={AT.middle + 4}>
        {name}
      </text>
    </g>
  );
}

function Stages({ places }: { places: Place[] }) {
  const { t } = useSpeech();
  const firsts = places.filter(({ block }, n) => block.stage !== places[n - 1]?.block.stage);
  return firsts.map(({ block, left }) => {
    const last = places.findLast((place) => place.block.stage === block.stage)!;
    return (
      <g key={block.stage}>
        <text className="stage-name" x={left} y={AT.stage}>
          {t('networkStage', { n: block.stage })}
        </text>
        <text className="stage-shape" x={left} y={AT.shape}>
          {shapeText(block.output)}
        </text>
        <line className="rule" x1={left} x2={last.left + COLUMN - 8} y1={AT.line} y2={AT.line} />
      </g>
    );
  });
}

type BlockProps = {
  block: NetworkBlock;
  number: string;
  left: number;
  look: NetworkLook['blocks'][number] | undefined;
  chosen: boolean;
  onChoose(): void;
};

function Block({ block, number, left, look, chosen, onChoose }: BlockProps) {
  const { t } = useSpeech();
  const projection = block.shortcut === 'projection';
  const heights = block.kernels.map((kernel) => (kernel.every((size) => size === 1) ? 18 : 42));
  const all = heights.reduce((sum, height) => sum + height + 3, -3);
  const [from, to] = [left, left + COLUMN - 7];
  const name = [
    t('networkBlock', { number }),
    t(projection ? 'shortcutProjection' : 'shortcutIdentity'),
    shapeText(block.output),
    t('parametersOf', { count: countText(block.parameters) }),
    ...(block.multiplyAdds === undefined ? [] : [t('multiplyAddsOf', { count: countText(block.multiplyAdds) })]),
    ...(look ? [`${msText(look.ms)} ms`] : []),
  ].join(', ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no radio inputs
    <g
      className={`block ${projection ? 'block-projection' : ''}`}
      role="radio"
      aria-checked={chosen}
      aria-label={name}
      tabIndex={chosen ? 0 : -1}
      onClick={onChoose}
    >
      <rect
        className={chosen ? 'block-ground block-chosen' : 'block-ground'}
        x={left - 3}
        y={AT.arch - 22}
        width={COLUMN + 2}
        height={AT.middle - AT.arch + 90}
        rx={8}
      />
      <path
        className="shortcut"
        d={`M${from} ${AT.middle} V${AT.arch + 6} q0 -6 6 -6 H${to - 6} q6 0 6 6 V${AT.middle - 6}`}
      />
      {projection && (
        <>
          <rect className="projection" x={left + 12} y={AT.arch - 9} width={30} height={18} rx={4} />
          <text className="layer-name" x={left + 27} y={AT.arch + 4}>
            {block.kernels[0]!.length === 3 ? '1³' : '1×1'}
          </text>
        </>
      )}
      {block.kernels.map((kernel, n) => {
        const top = AT.middle - all / 2 + heights.slice(0, n).reduce((sum, height) => sum + height + 3, 0);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: layers have no names
          <g key={n}>
            <rect
              className="layer"
              x={left + 27 - LAYER / 2 + 4}
              y={top}
              width={LAYER - 8}
              height={heights[n]}
              rx={4}
            />
            <text className="layer-name" x={left + 27} y={top + heights[n]! / 2 + 4}>
              {kernelText(kernel)}
            </text>
          </g>
        );
      })}
      <circle className="sum" cx={to} cy={AT.middle} r={6} />
      <path className="sum" d={`M${to - 3} ${AT.middle} h6 M${to} ${AT.middle - 3} v6`} />
    </g>
  );
}

type BarsProps = {
  title: string;
  at: number;
  /** Stem, blocks, rest. */
  values: number[];
  places: Place[];
  right: number;
  chosen: number;
  text(value: number): string;
};

/** A bar a part; what the group of blocks says in words already is only drawn here. */
function Bars({ title, at, values, places, right, chosen, text }: BarsProps) {
  const most = Math.max(...values) || 1;
  const lefts = [0, ...places.map(({ left }) => left + 3), right - 4];
  return (
    <g>
      <line className="rule" x1={0} x2={right + END} y1={at - 18} y2={at - 18} />
      <text className="row-name" x={0} y={at - 2}>
        {title}
      </text>
      {values.map((value, n) => {
        const height = Math.max((value / most) * BAR, 1.5);
        const mine = n === chosen + 1 ? 'bar bar-chosen' : 'bar';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have fixed places
          <g key={n}>
            <rect className={mine} x={lefts[n]! + 6} y={at + 46 - height} width={36} height={height} rx={2} />
            <text className={n === chosen + 1 ? 'bar-text bar-text-chosen' : 'bar-text'} x={lefts[n]! + 24} y={at + 60}>
              {text(value)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Norms({
  title,
  at,
  places,
  look,
  chosen,
  right,
}: Pick<BarsProps, 'title' | 'at' | 'places' | 'chosen' | 'right'> & { look: NetworkLook | undefined }) {
  const most =
    Math.max(0, ...(look?.blocks ?? []).flatMap(({ norms }) => (norms ? [norms.skip, norms.branch] : []))) || 1;
  return (
    <g>
      <line className="rule" x1={0} x2={right + END} y1={at - 18} y2={at - 18} />
      <text className="row-name" x={0} y={at - 2}>
        {title}
      </text>
      {places.map(({ block, number, left }, n) => {
        const norms = look?.blocks[n]?.norms;
        if (!norms) return null;
        const bars = [
          { look: 'norm-skip', norm: norms.skip, x: left + 9 },
          { look: 'norm-branch', norm: norms.branch, x: left + 28 },
        ];
        return (
          <g key={number} className={block.shortcut === 'projection' ? 'block-projection' : undefined}>
            {bars.map(({ look, norm, x }) => {
              const height = Math.max((norm / most) * BAR, 1.5);
              const name = n === chosen ? look : `${look} norm-faint`;
              return <rect key={look} className={name} x={x} y={at + 52 - height} width={17} height={height} rx={2} />;
            })}
          </g>
        );
      })}
    </g>
  );
}
