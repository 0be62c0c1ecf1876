import { type Evaluation, labelName } from '../../core/contract/index.ts';
import { useSpeech } from '../i18n.tsx';
import { answerOf } from './verdict.ts';

/** How often each answer was given to each truth. */
export function Confusion({ evaluation }: { evaluation: Evaluation }) {
  const { t, language } = useSpeech();
  const answered = evaluation.results.filter(({ problem }) => !problem);
  const truths = [...new Set(answered.map(({ label }) => label ?? ''))].sort(byOrderOf(evaluation));
  const answers = [...new Set([...evaluation.labels.map(({ key }) => key), ...answered.map(given)])].sort(
    byOrderOf(evaluation),
  );
  const name = (key: string) => (key ? labelName(evaluation, key, language) : '–');
  const count = (truth: string, answer: string) =>
    answered.filter((one) => (one.label ?? '') === truth && given(one) === answer).length;
  const most = Math.max(...truths.map((truth) => answered.filter(({ label }) => (label ?? '') === truth).length));
  return (
    <section className="card plot confusion" aria-label={t('confusion')}>
      <h2>{t('confusion')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('confusionCorner')}</th>
            {answers.map((answer) => (
              <th key={answer} scope="col">
                {name(answer)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {truths.map((truth) => (
            <tr key={truth}>
              <th scope="row">{name(truth)}</th>
              {answers.map((answer) => (
                <td
                  key={answer}
                  className={truth === answer ? 'confusion-right' : 'confusion-wrong'}
                  style={{ '--share': count(truth, answer) / most } as object}
                >
                  {count(truth, answer)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const given = (one: Evaluation['results'][number]) => answerOf(one)?.label ?? '';

/** As the model lists its labels; what it does not know comes last. */
function byOrderOf({ labels }: Evaluation) {
  const place = (key: string) => {
    const at = labels.findIndex((label) => label.key === key);
    return at < 0 ? labels.length : at;
  };
  return (a: string, b: string) => place(a) - place(b) || (a < b ? -1 : 1);
}
