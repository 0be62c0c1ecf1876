import { type Evaluation, labelName } from '../../core/contract/index.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';
import { CaseThumbnail } from './CaseThumbnail.tsx';
import { answerOf, type Judged } from './verdict.ts';

/** So many are shown here; the list of cases has them all. */
const SHOWN = 12;

type Props = {
  evaluation: Evaluation;
  evaluationId: string;
  missed: Judged[];
  onOpen(number: number): void;
  onAll(): void;
};

/** What was there and was not found, by label and as pictures that open their case. */
export function Missed({ evaluation, evaluationId, missed, onOpen, onAll }: Props) {
  const { t, language } = useSpeech();
  const name = (key: string | undefined) => (key ? labelName(evaluation, key, language) : t('nothingFound'));
  const labels = Map.groupBy(missed, ({ one }) => labelOf(one));
  const there = (label: string | undefined) =>
    evaluation.results.filter((one) => !one.problem && labelOf(one) === label).length;
  return (
    <section className="card plot missed" aria-label={t('missedTitle')}>
      <h2>{t('missedTitle')}</h2>
      {missed.length === 0 && <p className="soft">{t('missedNone')}</p>}
      <dl>
        {[...labels].map(([label, own]) => (
          <div key={label}>
            <dt>{name(label)}</dt>
            <dd>{t('missedOf', { n: own.length, of: there(label) })}</dd>
          </div>
        ))}
      </dl>
      <ul className="missed-pictures">
        {missed.slice(0, SHOWN).map(({ one, number }) => {
          const answer = answerOf(one);
          const score = one.boxes ? answer?.score : one.scores?.[labelOf(one) ?? ''];
          const said = `${name(answer?.label)} ${answer?.score.toFixed(2) ?? ''}`;
          const words = t('missedCase', { name: one.name, truth: name(labelOf(one)), answer: said });
          return (
            <li key={number}>
              <button type="button" className="missed-case" title={words} onClick={() => onOpen(number)}>
                <CaseThumbnail {...{ evaluationId, number }} />
                <span className="unseen">{words}</span>
                {score !== undefined && (
                  <span aria-hidden="true">
                    <Ltr>{score.toFixed(2)}</Ltr>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {missed.length > SHOWN && (
        <Button look="ghost" onClick={onAll}>
          {t('missedAll', { n: missed.length })}
        </Button>
      )}
    </section>
  );
}

/** Of a set of boxes, the label of the first. */
const labelOf = ({ label, marked }: Evaluation['results'][number]) => label ?? marked?.[0]?.label;
