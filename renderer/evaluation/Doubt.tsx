import { Tag, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { DoubtedCase, EvaluatedCase } from '../../core/contract/index.ts';
import { Button } from '../components/parts.tsx';
import { WriteForm } from '../components/WriteForm.tsx';
import { decide } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';

type Props = { one: EvaluatedCase; doubt: DoubtedCase | undefined };

/** Lets a reader doubt what the set says of a case, with a reason, and take that back. */
export function Doubt({ one: { path, label }, doubt }: Props) {
  const { t } = useSpeech();
  const [writing, setWriting] = useState(false);
  if (doubt)
    return (
      <div className="evaluate-doubt">
        <p className="tone-warn" role="status">
          <Tag className="icon-small" /> {t('questionedBy', { by: doubt.by })}
        </p>
        <q className="reader-words" dir="auto">
          {doubt.reason}
        </q>
        <Button icon={<Undo2 />} onClick={() => void decide({ kind: 'undo', seq: doubt.seq })}>
          {t('questionTakeBack')}
        </Button>
      </div>
    );
  return writing ? (
    <WriteForm
      name={t('questionReason')}
      placeholder={t('questionPlaceholder')}
      act={t('questionAct')}
      onLeave={() => setWriting(false)}
      onWrite={(reason) => {
        setWriting(false);
        void decide({ kind: 'question-label', path, label, reason });
      }}
    />
  ) : (
    <Button icon={<Tag />} onClick={() => setWriting(true)}>
      {t('questionLabel')}
    </Button>
  );
}
