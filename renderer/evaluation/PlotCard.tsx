import { type Evaluation, labelName, type Plot, plotWords } from '../../core/contract/index.ts';
import { Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';

const [LEFT, TOP, SIDE] = [44, 10, 220];
/** A FROC curve is drawn this far. */
const MOST_FALSE = 2;

/** One plot; like images, plots read from left to right in every language. */
export function PlotCard({ evaluation, plot }: { evaluation: Evaluation; plot: Plot }) {
  const { t, say, language } = useSpeech();
  const { title, x, y } = plotWords[plot.kind];
  const about = plot.of ? `${say(title)}: ${labelName(evaluation, plot.of, language)}` : say(title);
  const tallest = Math.max(2, 2 * Math.ceil(Math.max(...plot.points.map(([, count]) => count)) / 2));
  const most = { x: plot.kind === 'froc' ? MOST_FALSE : 1, y: plot.kind === 'histogram' ? tallest : 1 };
  const place = ([px, py]: readonly [number, number]) =>
    [LEFT + (Math.min(px, most.x) / most.x) * SIDE, TOP + SIDE - (py / most.y) * SIDE] as const;
  return (
    <figure className="card plot">
      <figcaption>{about}</figcaption>
      <svg viewBox="0 0 280 274" role="img" aria-label={about} direction="ltr">
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <path
              className="plot-grid"
              d={`M${LEFT + share * SIDE} ${TOP}v${SIDE}M${LEFT} ${TOP + share * SIDE}h${SIDE}`}
            />
            <text x={LEFT + share * SIDE} y={TOP + SIDE + 16} textAnchor="middle">
              {share * most.x}
            </text>
            <text x={LEFT - 6} y={TOP + SIDE - share * SIDE + 4} textAnchor="end">
              {share * most.y}
            </text>
          </g>
        ))}
        {(plot.kind === 'roc' || plot.kind === 'calibration') && (
          <path className="plot-even" d={`M${LEFT} ${TOP + SIDE}l${SIDE} ${-SIDE}`} />
        )}
        <Drawn {...{ plot, place }} />
        {plot.marks.map(({ name, threshold, at }) => {
          const [cx, cy] = place(at);
          const before = cx > LEFT + SIDE / 2;
          return (
            <g key={name}>
              <circle className="plot-mark" cx={cx} cy={cy} r="5" />
              <text x={cx + (before ? -10 : 10)} y={cy + 16} textAnchor={before ? 'end' : 'start'}>
                {`${name}, ${Number(threshold.toPrecision(3))}`}
              </text>
            </g>
          );
        })}
        <text x={LEFT + SIDE / 2} y={TOP + SIDE + 34} textAnchor="middle">
          {say(x)}
        </text>
        <text x="12" y={TOP + SIDE / 2} textAnchor="middle" transform={`rotate(-90 12 ${TOP + SIDE / 2})`}>
          {say(y)}
        </text>
      </svg>
      <details className="plot-table">
        <summary>{t('showAsTable')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <div className="evaluate-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say(x)}</th>
                <th scope="col">{say(y)}</th>
              </tr>
            </thead>
            <tbody>
              {plot.points.map(([px, py], n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: points may lie on each other, and stay in place
                <tr key={n}>
                  <td>
                    <Ltr>{Number(px.toFixed(3))}</Ltr>
                  </td>
                  <td>
                    <Ltr>{Number(py.toFixed(3))}</Ltr>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

type Place = (point: readonly [number, number]) => readonly [number, number];

function Drawn({ plot, place }: { plot: Plot; place: Place }) {
  const { kind, points, counts = [], interval = [] } = plot;
  if (kind === 'histogram') {
    const width = SIDE / points.length;
    return points.map((point) => {
      const [x, y] = place(point);
      return <rect key={x} className="plot-bar" x={x + 1} y={y} width={width - 2} height={TOP + SIDE - y} />;
    });
  }
  if (kind === 'calibration') {
    const most = Math.max(...counts);
    return (
      <>
        {interval.map(([x, low, high]) => {
          const [[at, top], [, bottom]] = [place([x, high]), place([x, low])];
          return <path key={x} className="plot-interval" d={`M${at} ${top}V${bottom}`} />;
        })}
        {points.map((point, n) => {
          const [cx, cy] = place(point);
          return <circle key={cx} className="plot-bar" cx={cx} cy={cy} r={2 + 6 * Math.sqrt(counts[n]! / most)} />;
        })}
      </>
    );
  }
  const path = (places: (readonly [number, number])[]) => places.map((point) => place(point).join(' ')).join(' ');
  const upper = interval.map(([x, , high]) => [x, high] as const);
  const lower = interval.map(([x, low]) => [x, low] as const).toReversed();
  return (
    <>
      {interval.length > 0 && <polygon className="plot-band" points={path([...upper, ...lower])} />}
      <polyline className="plot-line" points={path(points)} />
    </>
  );
}
