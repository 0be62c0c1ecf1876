import { useSpeech } from '../i18n.tsx';
import type { SeenSlice } from '../overlays/seen.ts';

/** Says that a network's view lies over the picture, and what the hatching means. */
export function SeenCaption({ seen: { all, channel } }: { seen: SeenSlice }) {
  const { t, say } = useSpeech();
  return (
    <p className="seen-caption">
      <strong>{t('sawTitle')}</strong>
      {channel && <bdi>{say(channel)}</bdi>}
      {!all && (
        <span>
          <span className="seen-hatching" aria-hidden="true" />
          {t('sawHatched')}
        </span>
      )}
    </p>
  );
}
