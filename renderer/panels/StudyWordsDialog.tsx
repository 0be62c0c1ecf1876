import { useState } from 'react';
import type { Study } from '../../core/contract/index.ts';
import { Button } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { decide } from '../engine.ts';
import { personName, studyName } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { type StudyWords, tagsFrom } from '../study-words.ts';

const FORM = 'study-words';

/** A reader's tags and note of a study. */
export function StudyWordsDialog({
  study,
  words,
  onClose,
}: {
  study: Study;
  words: StudyWords | undefined;
  onClose(): void;
}) {
  const { t, language } = useSpeech();
  const patient = personName(study.patientName) || t('unnamedPatient');
  const [tags, setTags] = useState(words?.tags.join(language === 'ar' ? '، ' : ', ') ?? '');
  const [note, setNote] = useState(words?.note ?? '');
  const keep = async () => {
    const { studyInstanceUid } = study;
    if (await decide({ kind: 'describe-study', studyInstanceUid, tags: tagsFrom(tags), note: note.trim() })) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={t('describeStudy', { study: `${patient} · ${studyName(study, t)}` })}
      act={
        <Button look="primary" type="submit" form={FORM}>
          {t('studyWordsKeep')}
        </Button>
      }
    >
      <form
        id={FORM}
        className="study-words-form"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <p className="soft">{t('studyWordsText')}</p>
        <label className="field">
          <span>{t('studyTagsField')}</span>
          <input
            className="input"
            dir="auto"
            maxLength={800}
            value={tags}
            onChange={(event) => setTags(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t('studyNote')}</span>
          <textarea
            className="input"
            dir="auto"
            rows={4}
            maxLength={10_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </form>
    </Sheet>
  );
}
