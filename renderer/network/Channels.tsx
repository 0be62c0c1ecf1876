import { useEffect, useRef, useState } from 'react';
import { Segments } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { channelOf, type Order, ordered, type Pictures, pictureCanvas } from './pictures.ts';

const MOST = 20;

type Props = {
  number: string;
  activations: Pictures | undefined;
  channel: number | undefined;
  onChoose(channel: number | undefined): void;
};

/** What a block gives on, as pictures; a chosen one is shown over the study. */
export function Channels({ number, activations, channel, onChoose }: Props) {
  const { t } = useSpeech();
  const [order, setOrder] = useState<Order>('strongest');
  const chosen = activations ? ordered(activations, order).slice(0, MOST) : [];
  const orders = { strongest: 'orderStrongest', varied: 'orderVaried', number: 'orderNumber' } as const;
  return (
    <section className="channels" aria-label={t('channelsOf', { number })}>
      <header>
        <h2>{t('channelsOf', { number })}</h2>
        {activations && (
          <span className="quiet">
            {t('channelsShown', { n: chosen.length, all: activations.channels })} ·{' '}
            <bdi dir="ltr">{`${activations.rows} × ${activations.columns}`}</bdi>
          </span>
        )}
        <span className="spacer" />
        <Segments
          name={t('orderOf')}
          value={order}
          options={(Object.keys(orders) as Order[]).map((value) => ({ value, label: t(orders[value]) }))}
          onChoose={setOrder}
        />
      </header>
      <div className="channel-grid">
        {activations
          ? chosen.map((n) => (
              <button
                key={n}
                type="button"
                className="channel"
                aria-pressed={n === channel}
                aria-label={t('channelNumber', { channel: n })}
                onClick={() => onChoose(n === channel ? undefined : n)}
              >
                <Picture pictures={activations} channel={n} />
                <bdi dir="ltr" aria-hidden="true">
                  {n}
                </bdi>
              </button>
            ))
          : // biome-ignore lint/suspicious/noArrayIndexKey: empty places
            Array.from({ length: MOST }, (_, n) => <span key={n} className="channel channel-empty" />)}
      </div>
    </section>
  );
}

function Picture({ pictures, channel }: { pictures: Pictures; channel: number }) {
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const drawn = pictureCanvas(channelOf(pictures, channel), pictures, 'viridis');
    place.current!.width = drawn.width;
    place.current!.height = drawn.height;
    place.current!.getContext('2d')!.drawImage(drawn, 0, 0);
  }, [pictures, channel]);
  return <canvas ref={place} />;
}
