import type { Waveform } from '../../core/contract/index.ts';
import { Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';

/** The drawing's own units; it is scaled to the width that there is. */
const WIDTH = 1000;
const HEIGHT = 64;

/** The channels of a recording under each other, each over its own range, which stands beside it. */
export function Waves({ waveform: { label, frequency, channels } }: { waveform: Waveform }) {
  const { t } = useSpeech();
  const seconds = frequency > 0 ? (channels[0]?.values.length ?? 0) / frequency : 0;
  return (
    <figure className="waves">
      <figcaption>
        <bdi>{label}</bdi>{' '}
        <span className="quiet">
          {t('wavesFacts', { seconds: Number(seconds.toFixed(2)), frequency, n: channels.length })}
        </span>
      </figcaption>
      {channels.map(({ name, unit, values }, n) => {
        const [low, high] = rangeOf(values);
        const range = values.length > 0 ? `${round(low)} – ${round(high)} ${unit}` : t('wavesNotShown');
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
          <div className="wave" key={n}>
            <span className="wave-name">
              <bdi>{name}</bdi>
              <Ltr className="quiet">{range}</Ltr>
            </span>
            <svg
              role="img"
              aria-label={`${name}, ${range}`}
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
            >
              <path d={pathOf(values, low, high)} vectorEffect="non-scaling-stroke" />
            </svg>
          </div>
        );
      })}
    </figure>
  );
}

const round = (value: number) => Number(value.toPrecision(4));

function rangeOf(values: number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** A line through the values; of more than one a column, the least and the largest, so that no peak is lost. */
function pathOf(values: number[], low: number, high: number): string {
  const height = (value: number) => (HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4)).toFixed(1);
  const perColumn = values.length / WIDTH;
  if (perColumn <= 1) {
    const step = WIDTH / Math.max(values.length - 1, 1);
    return values.map((value, n) => `${n === 0 ? 'M' : 'L'}${(n * step).toFixed(1)} ${height(value)}`).join('');
  }
  let path = '';
  for (let column = 0; column < WIDTH; column++) {
    const [least, largest] = rangeOf(values.slice(Math.floor(column * perColumn), Math.ceil((column + 1) * perColumn)));
    path += `${column === 0 ? 'M' : 'L'}${column} ${height(least)}L${column} ${height(largest)}`;
  }
  return path;
}
