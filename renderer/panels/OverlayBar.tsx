import { Eye, EyeOff, Tag } from 'lucide-react';
import { Button, Keys, Ltr, Segments, Swatch } from '../components/parts.tsx';
import { useActiveSeries } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { segmentsOf, useOverlaysOn } from '../overlays/shown.ts';
import { labelOf, type ReadRun, useReading } from '../reading.ts';
import { change, changeOverlay, useWindow } from '../state.ts';

/** What lies over the images: on or off, names, outline or fill, how strong. */
export function OverlayBar() {
  const { t } = useSpeech();
  const active = useActiveSeries();
  const reading = useReading(active?.series.seriesInstanceUid);
  const overlay = useWindow((state) => state.overlay);
  const maps = reading.find(({ run }) => run.artefacts.some(({ kind }) => kind === 'map'));
  const masks = reading.flatMap(({ findings }) => findings).filter(({ mask }) => mask);
  const overlays = useOverlaysOn(active?.series.seriesInstanceUid);
  const segments = segmentsOf(overlays);
  const numbers = overlays.some(({ kind }) => kind === 'map');
  return (
    <div className="overlay-bar" role="toolbar" data-region="overlay" aria-label={t('overlayBar')}>
      <button
        type="button"
        className="button button-ghost"
        aria-pressed={overlay.visible}
        aria-keyshortcuts="O"
        onClick={() => changeOverlay({ visible: !overlay.visible })}
      >
        {overlay.visible ? <Eye /> : <EyeOff />}
        <span className="button-text">{t('overlay')}</span>
        <Keys>O</Keys>
      </button>
      {masks.length + segments.length > 0 && <MaskControls findings={masks} segments={segments} />}
      {maps && <MapControls read={maps} />}
      {numbers && !maps && (
        <>
          <span className="spacer" />
          <Opacity value={overlay.mapOpacity} onChange={(mapOpacity) => changeOverlay({ mapOpacity })} />
        </>
      )}
    </div>
  );
}

type Segment = ReturnType<typeof segmentsOf>[number];

function MaskControls({ findings, segments }: { findings: ReadRun['findings']; segments: Segment[] }) {
  const { t, say } = useSpeech();
  const overlay = useWindow((state) => state.overlay);
  const names = new Map(findings.map((read) => [labelOf(read)?.key ?? read.finding.label, read]));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ul className="legend" tabIndex={0} aria-label={t('labels')}>
        {[...names].map(([key, read]) => (
          <li key={key}>
            <Swatch colour={read.colour} />
            <span className="clip">{labelOf(read) ? say(labelOf(read)!.name) : key}</span>
          </li>
        ))}
        {segments.map(({ id, colour, segment }) => (
          <li key={id}>
            <Swatch colour={colour} />
            <bdi className="clip">{segment.label}</bdi>
          </li>
        ))}
      </ul>
      <span className="spacer" />
      <Button
        look="ghost"
        icon={<Tag />}
        aria-pressed={overlay.labels}
        onClick={() => changeOverlay({ labels: !overlay.labels })}
      >
        {t('labels')}
      </Button>
      <Segments
        name={t('style')}
        value={overlay.fill ? 'fill' : 'outline'}
        options={[
          { value: 'outline', label: t('outline') },
          { value: 'fill', label: t('outlineFill') },
        ]}
        onChoose={(value) => changeOverlay({ fill: value === 'fill' })}
      />
      <Opacity value={overlay.opacity} onChange={(opacity) => changeOverlay({ opacity })} />
    </>
  );
}

function MapControls({ read: { run, model } }: { read: ReadRun }) {
  const { t, say } = useSpeech();
  const overlay = useWindow((state) => state.overlay);
  const mapLabel = useWindow((state) => state.mapLabel);
  const maps = run.artefacts.filter(({ kind }) => kind === 'map');
  const chosen = maps.find(({ of }) => of === mapLabel) ?? maps[0]!;
  const nameOf = (key: string) => {
    const label = model?.labels.find((one) => one.key === key);
    return label ? say(label.name) : key;
  };
  return (
    <>
      <Segments
        name={t('mapClass')}
        value={chosen.of}
        options={maps.map(({ of }) => ({ value: of, label: nameOf(of) }))}
        onChoose={(mapLabel) => change({ mapLabel })}
      />
      <span className="badge badge-outline">{t(chosen.exact ? 'exact' : 'approximate')}</span>
      <span className="quiet clip map-note">{t('mapNote')}</span>
      <span className="spacer" />
      <Opacity value={overlay.mapOpacity} onChange={(mapOpacity) => changeOverlay({ mapOpacity })} />
    </>
  );
}

function Opacity({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const { t } = useSpeech();
  const percent = Math.round(value * 100);
  return (
    <label className="opacity">
      <span>{t('opacity')}</span>
      <input
        type="range"
        min={0}
        max={100}
        value={percent}
        style={{ '--share': `${percent}%` } as React.CSSProperties}
        onChange={(event) => onChange(Number(event.target.value) / 100)}
        onKeyDown={(event) => {
          const step = { ArrowUp: 10, ArrowRight: 10, ArrowDown: -10, ArrowLeft: -10 }[event.code];
          if (!event.shiftKey || !step) return;
          event.preventDefault();
          onChange(Math.min(Math.max(percent + step, 0), 100) / 100);
        }}
      />
      <Ltr className="opacity-value">{t('percent', { n: percent })}</Ltr>
    </label>
  );
}
