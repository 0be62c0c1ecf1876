import { type Evaluation, type Language, labelName, type Plot, plotWords } from '../contract/index.ts';
import { escaped, type Html, html } from './html.ts';

/** The square that is drawn in, in units of the picture; it reads from left to right in every language. */
const [LEFT, TOP, SIDE] = [52, 12, 240];
/** A FROC curve is drawn this far. */
const MOST_FALSE = 2;

/** A plot as one SVG without scripts, fonts or links. */
export function plotSvg(evaluation: Evaluation, plot: Plot, language: Language): Html {
  const { title, x, y } = plotWords[plot.kind];
  const about = plot.of ? `${title[language]}: ${labelName(evaluation, plot.of, language)}` : title[language];
  const most = { x: plot.kind === 'froc' ? MOST_FALSE : 1, y: plot.kind === 'histogram' ? tallest(plot) : 1 };
  const place = ([px, py]: readonly [number, number]): [number, number] => [
    LEFT + (Math.min(px, most.x) / most.x) * SIDE,
    TOP + SIDE - (py / most.y) * SIDE,
  ];
  const ticks = [0, 0.5, 1].map(
    (share) => html`
    <text x="${LEFT + share * SIDE}" y="${TOP + SIDE + 18}" text-anchor="middle">${share * most.x}</text>
    <text x="${LEFT - 8}" y="${TOP + SIDE - share * SIDE + 4}" text-anchor="end">${share * most.y}</text>
    <path class="grid" d="M${LEFT + share * SIDE} ${TOP}v${SIDE}M${LEFT} ${TOP + share * SIDE}h${SIDE}" />`,
  );
  return html`<figure><figcaption>${about}</figcaption>
    <svg viewBox="0 0 312 300" role="img" aria-label="${about}" direction="ltr">
      ${ticks}${DRAWN[plot.kind](plot, place)}${plot.marks.map((mark) => markSvg(mark, place))}
      <text x="${LEFT + SIDE / 2}" y="${TOP + SIDE + 38}" text-anchor="middle">${x[language]}</text>
      <text x="14" y="${TOP + SIDE / 2}" text-anchor="middle" transform="rotate(-90 14 ${TOP + SIDE / 2})">${y[language]}</text>
    </svg></figure>`;
}

type Place = (point: readonly [number, number]) => [number, number];

/** An even number, so that the middle tick is a whole one. */
const tallest = ({ points }: Plot) => Math.max(2, 2 * Math.ceil(Math.max(...points.map(([, count]) => count)) / 2));

const DIAGONAL = html`<path class="even" d="M${LEFT} ${TOP + SIDE}l${SIDE} ${-SIDE}" />`;

const line = ({ points }: Plot, place: Place) => {
  const through = points.map((point) =>
    place(point)
      .map((at) => at.toFixed(1))
      .join(' '),
  );
  return html`<polyline class="line" points="${through.join(' ')}" />`;
};

/** Along the upper ends of the interval, and back along the lower. */
const band = ({ interval = [] }: Plot, place: Place) => {
  const there = interval.map(([x, , high]) => place([x, high]));
  const back = interval.toReversed().map(([x, low]) => place([x, low]));
  const corners = [...there, ...back].map((point) => point.map((at) => at.toFixed(1)).join(' '));
  return html`<polygon class="band" points="${corners.join(' ')}" />`;
};

const intervalBars = ({ interval = [] }: Plot, place: Place) =>
  interval.map(([x, low, high]) => {
    const [[at, top], [, bottom]] = [place([x, high]), place([x, low])];
    return html`<path class="interval" d="M${at.toFixed(1)} ${top.toFixed(1)}V${bottom.toFixed(1)}" />`;
  });

const DRAWN: Record<Plot['kind'], (plot: Plot, place: Place) => Html> = {
  roc: (plot, place) => html`${DIAGONAL}${band(plot, place)}${line(plot, place)}`,
  precisionRecall: line,
  froc: line,
  calibration(plot, place) {
    const most = Math.max(...plot.counts!);
    const dots = plot.points.map((point, n) => {
      const [cx, cy] = place(point);
      return html`<circle class="dot" cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${(2 + 6 * Math.sqrt(plot.counts![n]! / most)).toFixed(1)}"><title>${plot.counts![n]!}</title></circle>`;
    });
    return html`${DIAGONAL}${intervalBars(plot, place)}${dots}`;
  },
  histogram(plot, place) {
    const width = SIDE / plot.points.length;
    const bars = plot.points.map((point) => {
      const [x, y] = place(point);
      return html`<rect class="bar" x="${(x + 1).toFixed(1)}" y="${y.toFixed(1)}" width="${(width - 2).toFixed(1)}" height="${(TOP + SIDE - y).toFixed(1)}" />`;
    });
    return html`${bars}`;
  },
};

function markSvg({ name, threshold, at }: Plot['marks'][number], place: Place): Html {
  const [x, y] = place(at);
  // Inside the square on whichever side has room.
  const before = x > LEFT + SIDE / 2;
  return html`<circle class="mark" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="5" />
    <text x="${(x + (before ? -10 : 10)).toFixed(1)}" y="${(y + 16).toFixed(1)}" text-anchor="${before ? 'end' : 'start'}">${escaped(name)}, ${Number(threshold.toPrecision(3))}</text>`;
}
