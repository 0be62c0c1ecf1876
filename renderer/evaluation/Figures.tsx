import { type Evaluation, figureName, type Metric } from '../../core/contract/index.ts';
import { Ltr } from '../components/parts.tsx';
import { useSpeech } from '../i18n.tsx';

/** All figures with their intervals; where labels are doubted, each without those cases too. */
export function Figures({ evaluation }: { evaluation: Evaluation }) {
  const { t, language } = useSpeech();
  const { metrics, doubts } = evaluation;
  const without = doubts?.without;
  return (
    <>
      <dl className="evaluate-figures">
        {Object.entries(metrics).map(([metric, figure]) => (
          <div key={metric}>
            <dt>{figureName(evaluation, metric, language)}</dt>
            <dd>
              <Figure look="evaluate-figure" {...figure} />
            </dd>
            {without && (
              <dd className="quiet">
                {t('figureWithout')} {without.metrics[metric] ? <Figure {...without.metrics[metric]} /> : '–'}
              </dd>
            )}
          </div>
        ))}
      </dl>
      {doubts && (
        <p className="tone-warn">
          {t('doubtsCounted', { n: doubts.cases.length })}{' '}
          {without ? t('doubtsWithout', { n: without.cases }) : t('doubtsOnlyTogether')}
        </p>
      )}
    </>
  );
}

const Figure = ({ value, low, high, look }: Metric & { look?: string }) => (
  <>
    <Ltr className={look}>{value.toFixed(3)}</Ltr>{' '}
    <Ltr className="quiet">
      {low.toFixed(3)}–{high.toFixed(3)}
    </Ltr>
  </>
);
