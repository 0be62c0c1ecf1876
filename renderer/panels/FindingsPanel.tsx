import { ScanSearch } from 'lucide-react';
import { useRef, useState } from 'react';
import { figureName, type ModelSummary, type Series } from '../../core/contract/index.ts';
import { ProofBadge, ProofDetails } from '../components/ProofBadge.tsx';
import { Ltr, Segments } from '../components/parts.tsx';
import { useActiveSeries, useModelsAwaited } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { type ReadFinding, type ReadRun, showFinding, useReading } from '../reading.ts';
import { useWindow } from '../state.ts';
import { ChannelSeries } from './ChannelSeries.tsx';
import { channelsOf } from './channels.ts';
import { ExportPanel } from './ExportPanel.tsx';
import { FindingDetail } from './FindingDetail.tsx';
import { FindingRow } from './FindingRow.tsx';
import { MeasurementList } from './MeasurementList.tsx';
import { ModelPicker } from './ModelPicker.tsx';
import { SeenWords } from './SeenWords.tsx';

type Filter = 'all' | 'open' | 'decided';

export function FindingsPanel() {
  const { t } = useSpeech();
  const active = useActiveSeries();
  const reading = useReading(active?.series.seriesInstanceUid);
  const awaited = useModelsAwaited();
  const [filter, setFilter] = useState<Filter>('all');
  const all = reading.flatMap(({ findings }) => findings);
  const open = all.filter(({ review }) => review.status === 'unreviewed');
  const keep = ({ review }: ReadFinding) =>
    filter === 'all' || (filter === 'open') === (review.status === 'unreviewed');
  return (
    <aside className="findings" data-region="findings" aria-label={t('regionFindings')}>
      <div className="findings-head">
        <h2>{t('findings')}</h2>
        {all.length > 0 && (
          <Segments
            name={t('filter')}
            value={filter}
            options={[
              { value: 'all', label: t('all', { n: all.length }) },
              { value: 'open', label: t('toReviewFilter', { n: open.length }) },
              { value: 'decided', label: t('decidedFilter', { n: all.length - open.length }) },
            ]}
            onChoose={setFilter}
          />
        )}
      </div>
      <div className="findings-body">
        {active &&
          reading.map((one) => (
            <RunSection key={one.run.id} read={one} series={active.series} findings={one.findings.filter(keep)} />
          ))}
        {active && !awaited && all.length === 0 && reading.length === 0 && (
          <div className="empty">
            <ScanSearch className="icon-large" />
            <strong>{t('noFindings')}</strong>
            <span>{t('noFindingsText')}</span>
          </div>
        )}
        {active && <MeasurementList series={active.series} />}
        {active && <ModelPicker key={active.series.seriesInstanceUid} series={active.series} reading={reading} />}
      </div>
      <ExportPanel reading={reading} seriesInstanceUid={active?.series.seriesInstanceUid} open={open.length} />
    </aside>
  );
}

function RunSection({ read, series, findings }: { read: ReadRun; series: Series; findings: ReadFinding[] }) {
  const { t, say, tell } = useSpeech();
  const { run, model } = read;
  const failed = run.problem && tell(run.problem);
  const classes = findings.length > 0 && findings.every(({ finding }) => finding.kind === 'class');
  return (
    <section className="run" aria-label={model ? say(model.name) : run.model.id}>
      <header className="run-head">
        <div className="run-title">
          <h3>{model ? say(model.name) : run.model.id}</h3>
          <Ltr className="version">{run.model.version}</Ltr>
          {model && <ProofBadge model={model} />}
        </div>
        {model && <ModelWords model={model} />}
        <p className="quiet">
          {run.status === 'done' &&
            t('runDetail', {
              seconds: t('secondsShort', { n: (run.timingMs.total / 1000).toFixed(1) }),
              provider: run.provider.actual.toUpperCase(),
            })}
          {run.overruled.length > 0 && <span className="tone-warn"> · {t('overruledNote')}</span>}
        </p>
        {run.channels && model?.channels && <ChannelSeries channels={channelsOf(run.channels, model.channels)} />}
        {run.status !== 'done' && (
          <div className="problem-card" role="alert">
            <strong>{t(run.status === 'failed' ? 'runFailed' : 'runCancelled')}</strong>
            {failed && (
              <p>
                {failed.text} {failed.next}
              </p>
            )}
          </div>
        )}
      </header>
      {model && <SeenWords model={model} series={series} />}
      {run.status === 'done' && findings.length === 0 && <p className="empty">{t('noFindingsHere')}</p>}
      {classes && <h4 className="class-title">{t('classScores')}</h4>}
      <FindingList findings={findings} series={series} />
    </section>
  );
}

function ModelWords({ model }: { model: ModelSummary }) {
  const { t, say, language } = useSpeech();
  return (
    <details className="model-words">
      <summary>
        <span className="soft clamp">{say(model.intendedUse)}</span> <span className="link">{t('modelCard')}</span>
      </summary>
      <dl>
        <dt>{t('intendedUse')}</dt>
        <dd>{say(model.intendedUse)}</dd>
        <dt>{t('notFor')}</dt>
        <dd>{say(model.notFor)}</dd>
        {model.measured.length > 0 && <dt>{t('measuredTitle')}</dt>}
        {model.measured.map((one) => (
          <dd key={`${one.metric} ${one.dataSet} ${one.split}`} dir="auto">
            {one.low !== undefined && one.high !== undefined
              ? t('measuredOn', {
                  ...one,
                  metric: figureName(model, one.metric, language),
                  value: shareOrPlain(one.value),
                  low: shareOrPlain(one.low),
                  high: shareOrPlain(one.high),
                })
              : t('measuredOnPlain', {
                  metric: figureName(model, one.metric, language),
                  value: shareOrPlain(one.value),
                  dataSet: one.dataSet,
                  split: one.split,
                })}
          </dd>
        ))}
        <ProofDetails proofs={model.proofs} />
        <dt>{t('shippedHash')}</dt>
        <dd>
          <Ltr className="mono">{model.sha256.slice(0, 16)}…</Ltr>
        </dd>
      </dl>
    </details>
  );
}

const shareOrPlain = (value: number) =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));

/** A list with one tab stop: arrows move between findings, the selected one is opened. */
function FindingList({ findings, series }: { findings: ReadFinding[]; series: Series }) {
  const { t } = useSpeech();
  const selection = useWindow((state) => state.selection);
  const selected = findings.findIndex(({ finding }) => finding.id === selection?.findingId);
  const list = useRef<HTMLUListElement>(null);
  const move = (to: number) => {
    const next = findings[Math.min(Math.max(to, 0), findings.length - 1)];
    if (!next) return;
    showFinding(next, series);
    list.current?.querySelectorAll<HTMLElement>('.finding-main')[findings.indexOf(next)]?.focus();
  };
  return (
    <ul className="finding-list" ref={list} aria-label={t('findingsList')}>
      {findings.map((read, place) => (
        <li
          key={read.finding.id}
          className={`finding finding-${read.review.status}`}
          data-selected={place === selected}
          style={{ '--tone': read.colour } as React.CSSProperties}
        >
          <FindingRow
            read={read}
            series={series}
            selected={place === selected}
            tabbable={place === Math.max(selected, 0)}
            onSelect={() => showFinding(read, series)}
            onKey={(code) => {
              if (code === 'ArrowDown') move(place + 1);
              else if (code === 'ArrowUp') move(place - 1);
              else if (code === 'Home') move(0);
              else if (code === 'End') move(findings.length - 1);
              else return false;
              return true;
            }}
          />
          {place === selected && <FindingDetail read={read} />}
        </li>
      ))}
    </ul>
  );
}
