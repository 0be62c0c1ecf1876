import { Check, CircleDashed, MessageSquare, ScanSearch, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { describeProblem, type ModelSummary, type Series } from '../../core/contract/index.ts';
import { Button, Ltr, Segments, Swatch } from '../components/parts.tsx';
import { decide, useActiveSeries } from '../engine.ts';
import { mlText, NBSP, shareText } from '../format.ts';
import { useSpeech, type PlainWord } from '../i18n.tsx';
import { ProofBadge } from '../pages/StartPage.tsx';
import { labelOf, type ReadFinding, type ReadRun, showFinding, useReading } from '../reading.ts';
import { toast, useWindow } from '../state.ts';
import { ExportPanel } from './ExportPanel.tsx';
import { ModelPicker } from './ModelPicker.tsx';

type Filter = 'all' | 'open' | 'decided';

export function FindingsPanel() {
  const { t } = useSpeech();
  const active = useActiveSeries();
  const reading = useReading(active?.series.seriesInstanceUid);
  const [filter, setFilter] = useState<Filter>('all');
  const all = reading.flatMap(({ findings }) => findings);
  const open = all.filter(({ review }) => review.status === 'unreviewed');
  const keep = ({ review }: ReadFinding) => filter === 'all' || (filter === 'open') === (review.status === 'unreviewed');
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
        {active && reading.map((one) => (
          <RunSection key={one.run.id} read={one} series={active.series} findings={one.findings.filter(keep)} />
        ))}
        {active && all.length === 0 && reading.length === 0 && (
          <div className="empty">
            <ScanSearch className="icon-large" />
            <strong>{t('noFindings')}</strong>
            <span>{t('noFindingsText')}</span>
          </div>
        )}
        {active && <ModelPicker key={active.series.seriesInstanceUid} series={active.series} reading={reading} />}
      </div>
      <ExportPanel reading={reading} open={open.length} />
    </aside>
  );
}

function RunSection({ read, series, findings }: { read: ReadRun; series: Series; findings: ReadFinding[] }) {
  const { t, say, language } = useSpeech();
  const { run, model } = read;
  const failed = run.problem && describeProblem(run.problem, language);
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
      {run.status === 'done' && findings.length === 0 && <p className="empty">{t('noFindingsHere')}</p>}
      {classes && <h4 className="class-title">{t('classScores')}</h4>}
      <FindingList findings={findings} series={series} />
    </section>
  );
}

function ModelWords({ model }: { model: ModelSummary }) {
  const { t, say } = useSpeech();
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
              ? t('measuredOn', { ...one, value: shareOrPlain(one.value), low: shareOrPlain(one.low), high: shareOrPlain(one.high) })
              : t('measuredOnPlain', { metric: one.metric, value: shareOrPlain(one.value), dataSet: one.dataSet, split: one.split })}
          </dd>
        ))}
        <dt>{t('shippedHash')}</dt>
        <dd>
          <Ltr className="mono">{model.sha256.slice(0, 16)}…</Ltr>
        </dd>
      </dl>
    </details>
  );
}

const shareOrPlain = (value: number) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3))));

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

const STATUS: Record<ReadFinding['review']['status'], { word: PlainWord; icon: typeof Check; tone: string }> = {
  unreviewed: { word: 'statusUnreviewed', icon: CircleDashed, tone: 'tone-soft' },
  accepted: { word: 'statusAccepted', icon: Check, tone: 'tone-ok' },
  rejected: { word: 'statusRejected', icon: X, tone: 'tone-no' },
};

type RowProps = { read: ReadFinding; selected: boolean; tabbable: boolean; onSelect: () => void; onKey: (code: string) => boolean };

function FindingRow({ read, selected, tabbable, onSelect, onKey }: RowProps) {
  const { t, say } = useSpeech();
  const { finding, review } = read;
  const label = labelOf(read);
  const name = label ? say(label.name) : finding.label;
  const status = STATUS[review.status];
  return (
    <button
      type="button"
      className="finding-main"
      aria-pressed={selected}
      tabIndex={tabbable ? 0 : -1}
      onClick={onSelect}
      onKeyDown={(event) => onKey(event.code) && event.preventDefault()}
    >
      <span className="finding-line">
        <Swatch colour={read.colour} />
        <bdi className="finding-name">{name}</bdi>
        {finding.volumeMl === undefined && <span className={`status ${status.tone}`}><status.icon /> {t(status.word)}</span>}
      </span>
      {finding.volumeMl !== undefined && (
        <span className="finding-line">
          <span className="finding-number">
            <Ltr>{mlText(finding.volumeMl)}</Ltr>
            <small>
              {NBSP}
              {t('ml')}
            </small>
          </span>
          <span className={`status ${status.tone}`}><status.icon /> {t(status.word)}</span>
        </span>
      )}
      {finding.probability !== undefined && <ProbabilityBar read={read} />}
    </button>
  );
}

/** A probability with the tick of its operating point; below it the bar is grey. */
function ProbabilityBar({ read: { finding } }: { read: ReadFinding }) {
  const { t } = useSpeech();
  const { probability = 0, operatingPoint, positive } = finding;
  const name =
    operatingPoint === undefined
      ? t('probabilityAlone', { value: shareText(probability) })
      : t('probabilityOf', { value: shareText(probability), threshold: shareText(operatingPoint) });
  return (
    <span className="probability" role="img" aria-label={positive === false ? `${name}, ${t('belowPoint')}` : name}>
      <span className="probability-track">
        <span className="probability-fill" data-positive={positive !== false} style={{ inlineSize: `${probability * 100}%` }} />
        {operatingPoint !== undefined && <span className="probability-tick" style={{ insetInlineStart: `${operatingPoint * 100}%` }} />}
      </span>
      <Ltr className="probability-value">{shareText(probability)}</Ltr>
    </span>
  );
}

type Writing = 'reject' | 'comment' | undefined;

function FindingDetail({ read }: { read: ReadFinding }) {
  const { t, say } = useSpeech();
  const { run, finding, review } = read;
  const [writing, setWriting] = useState<Writing>();
  const label = labelOf(read);
  const name = label ? say(label.name) : finding.label;
  const about = { runId: run.id, findingId: finding.id };
  const accept = async () => {
    if (await decide({ kind: 'accept', ...about })) toast(t('didAccept', { finding: name }), true);
  };
  const write = async (text: string) => {
    const kind = writing;
    setWriting(undefined);
    if (kind === 'reject' && (await decide({ kind, ...about, reason: text }))) toast(t('didReject', { finding: name }), true);
    if (kind === 'comment' && (await decide({ kind, ...about, text }))) toast(t('didComment', { finding: name }), true);
  };
  const point = label?.operatingPoint;
  return (
    <div className="finding-detail">
      {finding.probability !== undefined && finding.operatingPoint !== undefined && (
        <p className="soft">
          {t('meanProbability', { value: shareText(finding.probability), threshold: shareText(finding.operatingPoint) })}
          {point?.sensitivity !== undefined && point.specificity !== undefined && (
            <>
              {' · '}
              {t('operatingPointMeasured', {
                sensitivity: shareText(point.sensitivity),
                specificity: shareText(point.specificity),
                measuredOn: point.measuredOn ?? '–',
              })}
            </>
          )}
        </p>
      )}
      {review.reason && <q className="reader-words">{review.reason}</q>}
      {review.comments.map((comment) => (
        <q key={comment.seq} className="reader-words">
          {comment.text}
        </q>
      ))}
      <div className="decide">
        <Button
          className="button-accept"
          icon={<Check />}
          keys="Y"
          aria-keyshortcuts="Y"
          aria-pressed={review.status === 'accepted'}
          data-act="accept"
          onClick={() => void accept()}
        >
          {t('accept')}
        </Button>
        <Button
          icon={<X />}
          keys="N"
          aria-keyshortcuts="N"
          aria-pressed={review.status === 'rejected'}
          data-act="reject"
          onClick={() => setWriting(writing === 'reject' ? undefined : 'reject')}
        >
          {t('reject')}
        </Button>
        <Button
          className="button-icon"
          icon={<MessageSquare />}
          aria-label={t('comment')}
          aria-keyshortcuts="C"
          data-act="comment"
          onClick={() => setWriting(writing === 'comment' ? undefined : 'comment')}
        />
      </div>
      {writing && <WriteForm key={writing} kind={writing} onWrite={(text) => void write(text)} onLeave={() => setWriting(undefined)} />}
    </div>
  );
}

function WriteForm({ kind, onWrite, onLeave }: { kind: 'reject' | 'comment'; onWrite: (text: string) => void; onLeave: () => void }) {
  const { t } = useSpeech();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = () => {
    if (!text.trim()) return setMissing(true);
    onWrite(text.trim());
  };
  return (
    <form
      className="write"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        className="input"
        dir="auto"
        rows={2}
        maxLength={10_000}
        aria-label={t(kind === 'reject' ? 'reason' : 'comment')}
        aria-invalid={missing}
        placeholder={t(kind === 'reject' ? 'reasonPlaceholder' : 'commentPlaceholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMissing(false);
        }}
        onKeyDown={(event) => {
          if (event.code === 'Escape') onLeave();
          if (event.code === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            submit();
          }
        }}
      />
      {missing && <p className="missing" role="alert">{t('reasonMissing')}</p>}
      <div className="button-row">
        <Button look="primary" type="submit">
          {t(kind === 'reject' ? 'confirmReject' : 'saveComment')}
        </Button>
        <Button look="ghost" onClick={onLeave}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
