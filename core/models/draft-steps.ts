import { todo } from './todo.ts';

/** `axes` of space, `size` of them where the file fixes it; the channels come before them, or last. */
export type DraftInput = {
  name: string;
  type: string;
  axes: number;
  channels: number;
  channelsLast: boolean;
  size: (number | undefined)[];
};

/** What the shapes of the outputs tell of the task, and which of them it reads. */
export type DraftOutput = { name: string; boxes?: string; task: string; labels: number };

type Drafted = DraftInput & DraftOutput;

/** Does a network draw masks in volumes of one size only: then larger ones come to it in windows. */
const isWindowed = ({ task, axes, size }: Drafted) =>
  task === 'segmentation' && axes === 3 && size.every((length) => length !== undefined);

/** Steps that most training codes have, in their usual order, with what the graph cannot say left to the author. */
export const prepareOf = (said: Drafted): object[] => [
  ...(said.axes === 2 ? forImages(said) : forVolumes(said)),
  ...(said.type === 'float32' ? [] : [{ step: 'type', to: said.type }]),
];

/** How the network is run over what was prepared. */
export function runOf(said: Drafted): object {
  const timeoutS = said.axes === 2 ? 60 : 600;
  if (!isWindowed(said)) return { mode: 'whole', timeoutS };
  const alike = new Set(said.size).size === 1;
  return {
    mode: 'slidingWindow',
    size: alike ? said.size : said.size.map((_, n) => todo(`pixels along ${'xyz'[n]}`)),
    overlap: todo('share of a window that the next one covers again, such as 0.5'),
    blend: todo('gaussian or constant'),
    as: todo('whose arithmetic: monai or nnunet'),
    timeoutS,
  };
}

function forImages({ channels, size }: Drafted): object[] {
  return [
    { step: 'modality' },
    { step: 'voi', use: todo("window (the file's own), minmax, or fixed with center and width: to 0 … 1") },
    { step: 'invertMonochrome1' },
    resize(size),
    ...(channels === 3 ? [{ step: 'channels', make: 'repeat3' }] : []),
    {
      step: 'normalise',
      by: 'fixed',
      mean: todo('what training subtracted: a number, or a list of one for each channel'),
      deviation: todo('what it divided by: a number, or a list of one for each channel'),
    },
  ];
}

const resize = (size: DraftInput['size']) => ({
  step: 'resize',
  size: size.map((length) => length ?? todo('pixels along this axis: rows, then columns')),
  mode: todo('stretch, fit (whole image, borders filled) or fill (cut to fill)'),
  interpolation: 'bilinear',
  antialias: todo('true as torchvision.transforms.Resize of images, false as torch.nn.functional.interpolate'),
  convention: 'pytorch',
});

function forVolumes(said: Drafted): object[] {
  const { size } = said;
  const fixed = size.every((length) => length !== undefined);
  return [
    { step: 'modality' },
    { step: 'orient', to: todo('RAS, LPS, LAS or RPS: where the axes run to') },
    { step: 'resample', spacingMm: size.map((_, n) => todo(`mm along axis ${n}`)), interpolation: 'linear' },
    { step: 'normalise', by: todo('zscore, minmax, percentile or fixed'), over: todo('all, or foreground: not zero') },
    ...(fixed && !isWindowed(said) ? [{ step: 'crop', to: 'centre', size }] : []),
    ...(isWindowed(said) ? [] : [pad(size)]),
  ];
}

function pad(size: DraftInput['size']) {
  const [first] = size;
  return {
    step: 'pad',
    multiple:
      first !== undefined && size.every((length) => length === first)
        ? first
        : todo('the product of the strides, such as 16'),
    mode: 'constant',
    value: 0,
    side: 'both',
  };
}

/** What makes scores, boxes or masks of the output; `last` is the operator that computes it. */
export function finishOf({ task, labels, axes }: DraftOutput & DraftInput, last: string): object[] {
  if (task === 'verification') return [];
  const scores =
    last === 'Softmax' || last === 'Sigmoid'
      ? []
      : [
          {
            step:
              labels === 1 && task !== 'detection'
                ? 'sigmoid'
                : todo('softmax if exactly one label is right, sigmoid if each is answered for itself'),
          },
        ];
  if (task === 'classification') return scores;
  if (task === 'detection') return [...scores, boxes(axes)];
  const masks =
    labels === 1
      ? { step: 'threshold', at: 0.5 }
      : { step: todo('argmax after softmax; after sigmoid: threshold, with "at": 0.5') };
  return [...scores, { step: 'restore' }, masks];
}

const boxes = (axes: number) => ({
  step: 'boxes',
  from: {
    kind:
      axes === 3
        ? todo('points (FCOS), or shapes (RetinaNet of MONAI or nnDetection) with shapes and deviations')
        : todo('points (FCOS), or anchors (RetinaNet) with sizes, ratios and deviations'),
    strides: [todo('pixels of the image between cells, a number for each level')],
    decode: todo('ltrb for points; nothing for anchors'),
    scale: todo('exp, relu or none for points; nothing for anchors'),
  },
  minimumScore: 0.05,
  iou: 0.5,
  most: 100,
});
