import { Check, CircleAlert, CircleX, type LucideIcon, Move, Shuffle, TriangleAlert } from 'lucide-react';
import { useSpeech } from '../i18n.tsx';
import type { PlainWord } from '../words.ts';
import type { Verdict } from './verdict.ts';

const MARKS: Record<Verdict, { icon: LucideIcon; word: PlainWord; tone: string }> = {
  right: { icon: Check, word: 'verdictRight', tone: 'tone-ok' },
  missed: { icon: CircleX, word: 'verdictMissed', tone: 'tone-no' },
  mistake: { icon: CircleAlert, word: 'verdictMistake', tone: 'tone-warn' },
  kind: { icon: Shuffle, word: 'verdictKind', tone: 'tone-warn' },
  place: { icon: Move, word: 'verdictPlace', tone: 'tone-warn' },
  failed: { icon: TriangleAlert, word: 'verdictFailed', tone: 'tone-no' },
};

/** What became of a case, as glyph and word. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { t } = useSpeech();
  const { icon: Icon, word, tone } = MARKS[verdict];
  return (
    <span className={`evaluate-verdict ${tone}`}>
      <Icon className="icon-small" /> {t(word)}
    </span>
  );
}
