import { FileCheck, FileOutput } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { FolderField } from '../components/FolderField.tsx';
import { Button, Ltr, ProgressBar } from '../components/parts.tsx';
import { startExport, startMeasurementsExport, useJournal, useStatus } from '../engine.ts';
import { isActive, progressText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { useMeasurements } from '../measurements.ts';
import type { ReadRun } from '../reading.ts';
import { keepReaderName, readerName, useWindow } from '../state.ts';

type Exporting = { reading: ReadRun[]; seriesInstanceUid: string | undefined; open: number };

/** The foot of the findings panel: how much is left to decide, and the way to a report. */
export function ExportPanel({ reading, seriesInstanceUid, open }: Exporting) {
  const { t } = useSpeech();
  const done = reading.filter(({ run }) => run.status === 'done');
  const measured = useMeasurements(seriesInstanceUid).length > 0;
  const nothing = done.length === 0 && !measured;
  const findings = done.flatMap((one) => one.findings).length;
  return (
    <div className="findings-foot">
      <span className="quiet">
        {nothing
          ? t('nothingToExport')
          : open > 0
            ? t('stillToReview', { n: open })
            : findings > 0
              ? t('allDecided')
              : ''}
      </span>
      <Dialog.Root>
        <Dialog.Trigger asChild>
          <Button look={open === 0 && !nothing ? 'primary' : 'plain'} icon={<FileOutput />} disabled={nothing}>
            {t('export')}
          </Button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="dialog-shade" />
          <Dialog.Content className="dialog">
            <Dialog.Title className="dialog-title">{t('exportTitle')}</Dialog.Title>
            <Dialog.Description className="soft">{t('exportText')}</Dialog.Description>
            <ExportForm reading={done} seriesInstanceUid={measured ? seriesInstanceUid : undefined} open={open} />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </div>
  );
}

/** What stands for a report of the measurements alone, beside the ids of runs. */
const MEASUREMENTS = 'measurements';

/** `seriesInstanceUid`: only where something was measured on it. */
function ExportForm({ reading, seriesInstanceUid, open }: Exporting) {
  const { t, say } = useSpeech();
  const status = useStatus();
  const [folder, setFolder] = useState('');
  const [reader, setReader] = useState(readerName());
  const [runId, setRunId] = useState(reading[0]?.run.id ?? MEASUREMENTS);
  const [jobId, setJobId] = useState<string>();
  const job = useWindow((state) => (jobId ? state.jobs[jobId] : undefined));
  const busy = job !== undefined && isActive(job);
  const where = folder.trim() || (status ? `${status.dataDir}/exports` : '');
  const write = async () => {
    const by = reader.trim();
    if (!where || !by) return;
    keepReaderName(by);
    const started =
      runId !== MEASUREMENTS
        ? await startExport(runId, where, by)
        : seriesInstanceUid && (await startMeasurementsExport(seriesInstanceUid, where, by));
    if (started) setJobId(started.id);
  };
  return (
    <form
      className="export-form"
      onSubmit={(event) => {
        event.preventDefault();
        void write();
      }}
    >
      {reading.length + (seriesInstanceUid ? 1 : 0) > 1 && (
        <label className="field">
          <span>{t('exportWhat')}</span>
          <select className="input" value={runId} onChange={(event) => setRunId(event.target.value)}>
            {reading.map(({ run, model }) => (
              <option key={run.id} value={run.id}>
                {model ? say(model.name) : run.model.id}
              </option>
            ))}
            {seriesInstanceUid && <option value={MEASUREMENTS}>{t('exportMeasurementsOnly')}</option>}
          </select>
        </label>
      )}
      <label className="field">
        <span>{t('readerName')}</span>
        <input className="input" dir="auto" value={reader} onChange={(event) => setReader(event.target.value)} />
        {!reader.trim() && <span className="missing">{t('readerMissing')}</span>}
      </label>
      <div className="row-form">
        <FolderField name={t('exportFolder')} value={folder} placeholder={where} onChange={setFolder} />
      </div>
      {open > 0 && runId !== MEASUREMENTS && <p className="tone-warn">{t('stillToReview', { n: open })}</p>}
      <ExportState jobId={jobId} folder={where} />
      <div className="dialog-foot">
        <Dialog.Close asChild>
          <Button look="ghost" keys="Esc">
            {t('close')}
          </Button>
        </Dialog.Close>
        <Button look="primary" type="submit" icon={<FileOutput />} disabled={busy || !where || !reader.trim()}>
          {t('exportAct')}
        </Button>
      </div>
    </form>
  );
}

/** Progress of the writing, then the files that the journal names. */
function ExportState({ jobId, folder }: { jobId: string | undefined; folder: string }) {
  const { t, tell } = useSpeech();
  const job = useWindow((state) => (jobId ? state.jobs[jobId] : undefined));
  const events = useJournal()?.events ?? [];
  if (!job) return null;
  if (isActive(job))
    return (
      <div className="export-state">
        <ProgressBar name={t('jobProgress', { title: t('exportTitle') })} done={job.done} total={job.total} />
        <span className="quiet">{progressText(job, t)}</span>
      </div>
    );
  if (job.problem) {
    const told = tell(job.problem);
    return (
      <div className="problem-card" role="alert">
        <strong>{told.text}</strong>
        <p>{told.next}</p>
      </div>
    );
  }
  const written = events
    .map(({ action }) => action)
    .findLast((action) =>
      action.kind === 'exported'
        ? action.runId === job.runId
        : action.kind === 'exported-measurements' && !job.runId && action.seriesInstanceUid === job.seriesInstanceUid,
    );
  if (job.status !== 'done' || !written || !('files' in written)) return null;
  return (
    <div className="export-state" role="status">
      <p className="tone-ok">
        <FileCheck /> {t('exportWritten', { n: written.files.length, folder })}
      </p>
      <ul className="file-list" aria-label={t('exportFiles')}>
        {written.files.map((file) => (
          <li key={file.name}>
            <Ltr className="mono">{file.name}</Ltr>
            <Ltr className="mono quiet">{file.sha256.slice(0, 8)}</Ltr>
          </li>
        ))}
      </ul>
    </div>
  );
}
