import type { Localised } from '../../core/contract/index.ts';
import { useSeries } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { seriesLabel } from './channels.ts';

type Named = { key: string; name: Localised; seriesInstanceUid?: string };

/** The channels of a model whose series is known, each with its series. */
export const ChannelSeries = ({ channels }: { channels: Named[] }) => (
  <ul className="channels-known">
    {channels.map(({ key, name, seriesInstanceUid }) =>
      seriesInstanceUid ? <Known key={key} {...{ name, seriesInstanceUid }} /> : null,
    )}
  </ul>
);

function Known({ name, seriesInstanceUid }: { name: Localised; seriesInstanceUid: string }) {
  const { t, say } = useSpeech();
  const found = useSeries(seriesInstanceUid);
  return (
    <li>
      <strong>{say(name)}</strong>: <bdi className="soft">{found && seriesLabel(found.series, t)}</bdi>
    </li>
  );
}
