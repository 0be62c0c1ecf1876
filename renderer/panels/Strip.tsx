import { FlaskConical, Link2, Link2Off, Lock, ScrollText, Undo2 } from 'lucide-react';
import { type JournalEvent, readingText } from '../../core/contract/index.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { useJournal, useModels, useRuns, useStatus } from '../engine.ts';
import { clockTime, leftToRight } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { MEASUREMENT_NAMES } from '../measurements.ts';
import { useWindow } from '../state.ts';
import { nextUndo, undoLast } from '../undo.ts';

/** The bottom strip of every page: what was done last, whether the journal is whole, and what this is not. */
export function Strip() {
  const { t } = useSpeech();
  const page = useWindow((state) => state.page);
  const journal = useJournal();
  const status = useStatus();
  const events = journal?.events ?? [];
  const last = events.at(-1);
  const intact = journal?.intact ?? status?.journalIntact ?? true;
  return (
    <footer className="strip" data-region="strip">
      {page === 'start' && (
        <span className="strip-item">
          <Lock /> {t('nothingLeaves')}
        </span>
      )}
      {last && (
        <span className="strip-item strip-last" role="status" aria-label={t('lastAction')}>
          <ScrollText />
          <Ltr>{clockTime(last.at)}</Ltr>
          <span className="clip">
            <LastAction event={last} events={events} />
          </span>
        </span>
      )}
      {nextUndo(events) && (
        <Button
          look="ghost"
          className="strip-button"
          icon={<Undo2 className="flips" />}
          aria-keyshortcuts="Control+Z"
          onClick={() => void undoLast(t)}
        >
          {t('undo')}
        </Button>
      )}
      <span className={`strip-item ${intact ? '' : 'tone-no'}`}>
        {intact ? <Link2 /> : <Link2Off />}
        {!intact
          ? t('journalBroken')
          : events.length > 0
            ? t('journalIntact', { n: events.length })
            : t('journalEmpty')}
      </span>
      <span className="strip-item strip-end" role="note">
        <FlaskConical /> {t('researchOnly')}
      </span>
    </footer>
  );
}

function LastAction({ event, events }: { event: JournalEvent; events: JournalEvent[] }) {
  const { t, say } = useSpeech();
  const runs = useRuns();
  const models = useModels();
  const { action } = event;
  const nameOf = (runId: string, findingId: string) => {
    const run = runs.find((one) => one.run.id === runId)?.run;
    const label = run?.findings.find(({ id }) => id === findingId)?.label;
    const found = models.find(({ id }) => id === run?.model.id)?.labels.find(({ key }) => key === label);
    return found ? say(found.name) : (label ?? t('aFinding'));
  };
  switch (action.kind) {
    case 'accept':
      return t('didAccept', { finding: nameOf(action.runId, action.findingId) });
    case 'reject':
      return t('didReject', { finding: nameOf(action.runId, action.findingId) });
    case 'edit-box':
      return t('didEdit', { finding: nameOf(action.runId, action.findingId) });
    case 'comment':
      return t('didComment', { finding: nameOf(action.runId, action.findingId) });
    case 'measure':
      return t('didMeasure', {
        measurement: `${t(MEASUREMENT_NAMES[action.measurement.tool])} ${action.measurement.readings[0] ? leftToRight(readingText(action.measurement.readings[0])) : ''}`,
      });
    case 'delete-measurements':
      return t('didDeleteMeasurements', { n: action.ids.length });
    case 'question-label':
      return t('didQuestion', { name: action.path.split(/[\\/]/).at(-1)! });
    case 'describe-study':
      return t('didDescribe');
    case 'undo': {
      const undone = events.find(({ seq }) => seq === action.seq);
      return t('didUndo', { seq: undone?.seq ?? action.seq });
    }
    case 'exported':
    case 'exported-measurements':
      return t('didExport', { n: action.files.length });
    case 'run-recorded': {
      const modelId = runs.find((one) => one.run.id === action.runId)?.run.model.id;
      const model = models.find(({ id }) => id === modelId);
      return t('didRun', { model: model ? say(model.name) : (modelId ?? t('aModel')) });
    }
  }
}
