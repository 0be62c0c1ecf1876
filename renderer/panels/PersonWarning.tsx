import { useQuery } from '@tanstack/react-query';
import { TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import type { Study } from '../../core/contract/index.ts';
import { call } from '../client.ts';
import { Button } from '../components/parts.tsx';
import { useSeries } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { paneCount, useWindow } from '../state.ts';
import type { Translate } from '../words.ts';

/** Warns where two studies that hang side by side may be two persons': by their headers, and by their images. */
export function PersonWarning() {
  const { t, say } = useSpeech();
  const shown = useWindow(({ page, panes, layout }) =>
    page === 'read'
      ? panes
          .slice(0, paneCount(layout))
          .map((pane) => pane.seriesInstanceUid ?? '')
          .join(' ')
      : '',
  );
  const [first, second] = [...new Set(shown.split(' '))];
  const one = useSeries(first);
  const two = useSeries(second);
  const [dismissed, dismiss] = useState('');
  const pair = one && two && one.study !== two.study ? [first!, second!] : undefined;
  const { data } = useQuery({
    queryKey: ['compare', ...(pair ?? [])],
    queryFn: () => call('compare', undefined, { seriesInstanceUid: pair![0]!, otherSeriesUid: pair![1]! }),
    enabled: pair !== undefined,
  });
  if (!pair || dismissed === pair.join(' ')) return null;
  const differences = headersDiffer(one!.study, two!.study, t);
  const images = data?.comparison?.samePerson === false ? data.comparison : undefined;
  if (!images && differences.length === 0) return null;
  const percent = (share: number) => Math.round(share * 100);
  return (
    <div className="notice notice-caution" role="alert">
      <TriangleAlert className="tone-warn" />
      <div className="notice-body">
        <strong>{t('twoPersons')}</strong>
        {differences.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {images && <p>{t('twoPersonsByImages', { model: say(images.name) })}</p>}
        {images?.wrong && (
          <p>
            {t('twoPersonsWrong', {
              one: percent(images.wrong.onePerson),
              two: percent(images.wrong.twoPersons),
              on: images.wrong.on,
            })}
          </p>
        )}
      </div>
      <Button look="ghost" icon={<X />} aria-label={t('dismiss')} onClick={() => dismiss(pair.join(' '))} />
    </div>
  );
}

/** What one person cannot have two of, where both headers say it. */
function headersDiffer(a: Study, b: Study, t: Translate): string[] {
  const differ = (key: 'patientId' | 'patientBirthDate' | 'patientSex') => a[key] && b[key] && a[key] !== b[key];
  return [
    ...(differ('patientId') ? [t('twoPatientIds', { a: a.patientId, b: b.patientId })] : []),
    ...(differ('patientBirthDate') ? [t('twoBirthDates')] : []),
    ...(differ('patientSex') ? [t('twoSexes')] : []),
  ];
}
