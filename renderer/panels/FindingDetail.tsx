import { Check, MessageSquare, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { editBox, leaveBox, useBoxEdit } from '../box-edit.ts';
import { Button } from '../components/parts.tsx';
import { WriteForm } from '../components/WriteForm.tsx';
import { decide } from '../engine.ts';
import { shareText } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { labelOf, type ReadFinding } from '../reading.ts';
import { toast } from '../state.ts';
import { BoxEdit } from './BoxEdit.tsx';

type Writing = 'reject' | 'comment' | undefined;

export function FindingDetail({ read }: { read: ReadFinding }) {
  const { t, say } = useSpeech();
  const { run, finding, review } = read;
  const [writing, setWriting] = useState<Writing>();
  const laid = useBoxEdit(read);
  const label = labelOf(read);
  const name = label ? say(label.name) : finding.label;
  const about = { runId: run.id, findingId: finding.id };
  const accept = async () => {
    if (await decide({ kind: 'accept', ...about })) toast(t('didAccept', { finding: name }), true);
  };
  const write = async (text: string) => {
    const kind = writing;
    setWriting(undefined);
    if (kind === 'reject' && (await decide({ kind, ...about, reason: text })))
      toast(t('didReject', { finding: name }), true);
    if (kind === 'comment' && (await decide({ kind, ...about, text }))) toast(t('didComment', { finding: name }), true);
  };
  const point = label?.operatingPoint;
  return (
    <div className="finding-detail">
      {finding.probability !== undefined && finding.operatingPoint !== undefined && (
        <p className="soft">
          {t('meanProbability', {
            value: shareText(finding.probability),
            threshold: shareText(finding.operatingPoint),
          })}
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
        {finding.boxPx && (
          <Button
            className="button-icon"
            icon={<Pencil />}
            aria-label={t('editBox')}
            aria-keyshortcuts="E"
            aria-pressed={laid !== undefined}
            data-act="edit"
            onClick={() => (laid ? leaveBox() : editBox(read))}
          />
        )}
      </div>
      {laid && <BoxEdit read={read} name={name} box={laid} />}
      {writing && (
        <WriteForm
          key={writing}
          name={t(writing === 'reject' ? 'reason' : 'comment')}
          placeholder={t(writing === 'reject' ? 'reasonPlaceholder' : 'commentPlaceholder')}
          act={t(writing === 'reject' ? 'confirmReject' : 'saveComment')}
          onWrite={(text) => void write(text)}
          onLeave={() => setWriting(undefined)}
        />
      )}
    </div>
  );
}
