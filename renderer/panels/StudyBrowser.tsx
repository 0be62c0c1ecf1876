import { useVirtualizer } from '@tanstack/react-virtual';
import {
  Box,
  ChevronDown,
  ChevronRight,
  FileText,
  FolderOpen,
  LoaderCircle,
  Search,
  Tag,
  TriangleAlert,
} from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Series, Study } from '../../core/contract/index.ts';
import { Opener } from '../components/Opener.tsx';
import { Button, Keys, Ltr, Tip } from '../components/parts.tsx';
import { Thumbnail } from '../components/Thumbnail.tsx';
import { useJournal, useRuns, useStudies } from '../engine.ts';
import { dateOf, isActive, patientLine, personName, studyName } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { toggleOverlay, useIsShown } from '../overlays/shown.ts';
import { saysWhose } from '../priors.ts';
import { SERIES_DRAG, showDocuments, showSeries, useWindow } from '../state.ts';
import { arranged, EVERY, foundIn } from '../study-order.ts';
import { type StudyWords, studyWordsOf } from '../study-words.ts';
import { Arrange } from './Arrange.tsx';
import { StudyWordsDialog } from './StudyWordsDialog.tsx';

type Patient = { key: string; studies: Study[] };

/** Patients in the order of their first studies. */
function patientsOf(studies: Study[]): Patient[] {
  const patients = Map.groupBy(studies, (study) =>
    saysWhose(study) ? `${study.patientId}|${study.patientName}` : study.studyInstanceUid,
  );
  return [...patients].map(([key, all]) => ({ key, studies: all }));
}

/** The list line by line: who, then the study, then its series. */
type Line =
  | { kind: 'patient'; key: string; patient: Patient }
  | { kind: 'study'; key: string; study: Study }
  | { kind: 'series'; key: string; study: Study; series: Series };

const HEIGHTS: Record<Line['kind'], number> = { patient: 52, study: 42, series: 68 };

function linesOf(patients: Patient[], folded: ReadonlySet<string>): Line[] {
  return patients.flatMap((patient): Line[] => {
    const key = `patient ${patient.key}`;
    const studies = folded.has(key) ? [] : patient.studies;
    return [
      { kind: 'patient', key, patient },
      ...studies.flatMap((study): Line[] => {
        const studyKey = `study ${study.studyInstanceUid}`;
        const series = folded.has(studyKey) ? [] : study.series;
        return [
          { kind: 'study', key: studyKey, study },
          ...series.map(
            (one): Line => ({ kind: 'series', key: `series ${one.seriesInstanceUid}`, study, series: one }),
          ),
        ];
      }),
    ];
  });
}

export function StudyBrowser() {
  const { t } = useSpeech();
  const studies = useStudies();
  const runs = useRuns();
  const events = useJournal()?.events;
  const [asked, setAsked] = useState(EVERY);
  const [described, setDescribed] = useState<Study>();
  const words = useMemo(() => studyWordsOf(events ?? []), [events]);
  const shown = useMemo(() => arranged(studies, asked, { words, found: foundIn(runs) }), [studies, asked, words, runs]);
  const patients = useMemo(() => patientsOf(shown), [shown]);
  const modalities = useMemo(
    () => [...new Set(studies.flatMap(({ series }) => series.map(({ modality }) => modality)))].filter(Boolean).sort(),
    [studies],
  );
  const tags = useMemo(() => [...new Set([...words.values()].flatMap((one) => one.tags))].sort(), [words]);
  const filtered = asked.state !== 'all' || asked.modality !== undefined || asked.tag !== undefined;
  return (
    <nav className="browser" data-region="browser" aria-label={t('regionBrowser')}>
      <div className="browser-top">
        <div className="search">
          <Search className="icon-small" />
          <input
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            value={asked.query}
            onChange={(event) => setAsked({ ...asked, query: event.target.value })}
            onKeyDown={(event) => event.code === 'Escape' && event.currentTarget.blur()}
          />
          <Keys>/</Keys>
        </div>
        <Arrange asked={asked} modalities={modalities} tags={tags} onAsk={setAsked} />
      </div>
      {filtered && (
        <p className="browser-shown" role="status">
          <span>{t('shownOf', { n: shown.length, all: studies.length })}</span>
          <button
            type="button"
            className="link-quiet"
            onClick={() => setAsked({ ...EVERY, query: asked.query, sorting: asked.sorting })}
          >
            {t('showEvery')}
          </button>
        </p>
      )}
      {studies.length === 0 && (
        <div className="browser-list empty">
          <strong>{t('noStudies')}</strong>
          <span>{t('noStudiesText')}</span>
        </div>
      )}
      {studies.length > 0 && patients.length === 0 && (
        <p className="browser-list empty">{asked.query ? t('noMatch', { query: asked.query }) : t('noneShown')}</p>
      )}
      {patients.length > 0 && <Lines patients={patients} words={words} onDescribe={setDescribed} />}
      <div className="browser-foot">
        <Opener
          trigger={
            <Button className="button-wide" icon={<FolderOpen />}>
              {t('openAny')}
            </Button>
          }
        />
      </div>
      {described && (
        <StudyWordsDialog
          study={described}
          words={words.get(described.studyInstanceUid)}
          onClose={() => setDescribed(undefined)}
        />
      )}
    </nav>
  );
}

/** Only the lines in sight are there, so that thousands of studies scroll as few do. */
function Lines({ patients, words, onDescribe }: { patients: Patient[]; words: Words; onDescribe(study: Study): void }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => linesOf(patients, folded), [patients, folded]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHTS[lines[index]!.kind],
    getItemKey: (index) => lines[index]!.key,
    overscan: 8,
  });
  const fold = (key: string) => {
    const next = new Set(folded);
    if (!next.delete(key)) next.add(key);
    setFolded(next);
  };
  return (
    <div ref={scroller} className="browser-list">
      <div className="browser-lines" style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={rows.measureElement}
            data-index={index}
            className="browser-line"
            style={{ translate: `0 ${start}px` }}
          >
            <LineOf
              line={lines[index]!}
              open={!folded.has(lines[index]!.key)}
              onToggle={fold}
              words={words}
              onDescribe={onDescribe}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

type Words = Map<string, StudyWords>;
type LineProps = {
  line: Line;
  open: boolean;
  onToggle(key: string): void;
  words: Words;
  onDescribe(study: Study): void;
};

function LineOf({ line, open, onToggle, words, onDescribe }: LineProps) {
  const { t, language } = useSpeech();
  if (line.kind === 'series')
    return (
      <>
        <SeriesRow study={line.study} series={line.series} />
        <DocumentsRow series={line.series} />
      </>
    );
  if (line.kind === 'patient') {
    const first = line.patient.studies[0]!;
    const name = personName(first.patientName) || t('unnamedPatient');
    return (
      <div className="patient">
        <Fold open={open} name={name} onToggle={() => onToggle(line.key)}>
          <bdi className="strong">{name}</bdi>
          <span className="quiet">{patientLine(first, t)}</span>
        </Fold>
      </div>
    );
  }
  const { study } = line;
  const name = studyName(study, t);
  const own = words.get(study.studyInstanceUid);
  const whose = `${personName(study.patientName) || t('unnamedPatient')} · ${name}`;
  return (
    <div className="study">
      <Fold open={open} name={name} onToggle={() => onToggle(line.key)}>
        <bdi>{name}</bdi>
        <span className="quiet">
          {study.date && `${dateOf(study.date, language)} · `}
          {t('nSeries', { n: study.series.length })}
        </span>
        {own && own.tags.length > 0 && (
          <span className="study-tags">
            {own.tags.map((tag) => (
              <bdi key={tag} className="study-tag">
                {tag}
              </bdi>
            ))}
          </span>
        )}
        {own?.note && (
          <bdi className="quiet" title={own.note}>
            {own.note}
          </bdi>
        )}
      </Fold>
      <Tip text={t('describeStudy', { study: whose })}>
        <button
          type="button"
          className="button button-icon study-describe"
          aria-label={t('describeStudy', { study: whose })}
          onClick={() => onDescribe(study)}
        >
          <Tag />
        </button>
      </Tip>
    </div>
  );
}

function Fold({
  open,
  name,
  onToggle,
  children,
}: {
  open: boolean;
  name: string;
  onToggle: () => void;
  children: React.ReactNode;
}) {
  const { t } = useSpeech();
  return (
    <button
      type="button"
      className="fold"
      aria-expanded={open}
      aria-label={t(open ? 'collapse' : 'expand', { name })}
      onClick={onToggle}
    >
      {open ? <ChevronDown className="icon-small" /> : <ChevronRight className="icon-small flips" />}
      <span className="fold-words">{children}</span>
    </button>
  );
}

function SeriesRow({ study, series }: { study: Study; series: Series }) {
  const { t } = useSpeech();
  const overlayShown = useIsShown(series.seriesInstanceUid);
  const shown = useWindow(({ panes, activePane }) => {
    const pane = panes[activePane] ?? panes[0];
    return pane?.seriesInstanceUid === series.seriesInstanceUid && !pane.documents;
  });
  const name = series.description || series.modality || t('unnamedSeries');
  const spacing = series.sliceSpacing && Number(series.sliceSpacing.toFixed(2));
  return (
    <button
      type="button"
      className="series"
      draggable={series.kind !== 'overlay'}
      onDragStart={(event) => event.dataTransfer.setData(SERIES_DRAG, series.seriesInstanceUid)}
      aria-current={shown}
      aria-label={t('seriesButton', { number: series.number ?? '–', name })}
      aria-pressed={series.kind === 'overlay' ? overlayShown : undefined}
      onClick={() => (series.kind === 'overlay' ? toggleOverlay(series, study) : showSeries(series))}
    >
      <span className="thumb">
        {!series.images && <FileText className="thumb-icon" />}
        {series.images && <Thumbnail seriesInstanceUid={series.seriesInstanceUid} />}
        {series.number !== undefined && series.number < 10_000 && <Ltr className="thumb-number">{series.number}</Ltr>}
      </span>
      <span className="series-words">
        <bdi className="clip">{name}</bdi>
        <span className="quiet">
          {series.kind === 'overlay'
            ? t(overlayShown ? 'overlayShown' : 'overlayHidden')
            : series.kind === 'document'
              ? t('nDocuments', { n: series.documents })
              : series.volume
                ? t('nSlices', { n: series.frames })
                : t('nImages', { n: series.frames })}
          {spacing && ` · ${spacing}\u00a0${t('mm')}`}
        </span>
        <SeriesNote series={series} />
      </span>
    </button>
  );
}

/** What lies among the pictures of a series to be read: a report, a letter, a recording. */
function DocumentsRow({ series }: { series: Series }) {
  const { t } = useSpeech();
  const shown = useWindow(({ panes, activePane }) => {
    const pane = panes[activePane] ?? panes[0];
    return pane?.seriesInstanceUid === series.seriesInstanceUid && pane.documents === true;
  });
  const n = series.documents;
  if (series.kind !== 'images' || !series.images || n === 0) return null;
  const name = series.description || series.modality || t('unnamedSeries');
  return (
    <button
      type="button"
      className="series series-documents"
      aria-current={shown}
      aria-label={`${t('nDocuments', { n })} · ${name}`}
      onClick={() => showDocuments(series.seriesInstanceUid)}
    >
      <FileText /> {t('nDocuments', { n })}
    </button>
  );
}

/** The one thing to know of a series: what runs on it, what waits, what is odd, else what it is. */
function SeriesNote({ series }: { series: Series }) {
  const { t, tell } = useSpeech();
  const running = useWindow((state) =>
    Object.values(state.jobs).some(
      (job) => job.kind === 'run' && job.seriesInstanceUid === series.seriesInstanceUid && isActive(job),
    ),
  );
  const runs = useRuns();
  const waiting = runs
    .filter(({ run }) => run.seriesInstanceUid === series.seriesInstanceUid)
    .flatMap(({ review }) => Object.values(review.findings))
    .filter(({ status }) => status === 'unreviewed').length;
  // That a document holds no pictures is its nature.
  const notes = series.notes.filter(({ code }) => code !== 'no-images');
  const [note, ...more] = notes;
  if (running)
    return (
      <span className="series-note tone-accent">
        <LoaderCircle className="spin" /> {t('runningBadge')}
      </span>
    );
  if (note) {
    const told = notes.map(tell);
    return (
      <span className="series-note tone-warn" title={told.map(({ text, next }) => `${text} ${next}`).join('\n')}>
        <TriangleAlert />{' '}
        <span className="clip">{more.length > 0 ? t('moreNotes', { n: notes.length }) : told[0]!.text}</span>
      </span>
    );
  }
  if (waiting > 0) return <span className="series-note tone-soft">{t('toReviewBadge', { n: waiting })}</span>;
  if (series.volume)
    return (
      <span className="series-note tone-soft">
        <Box /> {t('volumeBadge')}
      </span>
    );
  return null;
}
