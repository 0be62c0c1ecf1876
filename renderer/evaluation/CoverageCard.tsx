import { coverageName, coverageValue, type Evaluation } from '../../core/contract/index.ts';
import { useSpeech } from '../i18n.tsx';

/** Which kinds of people and images the set is of, and which of those that the model is for it has none of. */
export function CoverageCard({ coverage }: { coverage: NonNullable<Evaluation['coverage']> }) {
  const { t, language } = useSpeech();
  const told = coverage.filter(({ values }) => values.length > 0);
  const silent = coverage.filter(({ values }) => values.length === 0);
  const without = told.some(({ values }) => values.some(({ cases }) => cases === 0));
  const names = new Intl.ListFormat(language === 'ar' ? 'ar' : 'en', { type: 'conjunction' });
  return (
    <section className="card plot coverage" aria-label={t('coverageTitle')}>
      <h2>{t('coverageTitle')}</h2>
      {told.map(({ of, values, untold }) => (
        <div key={of}>
          <h3>{coverageName(of, language)}</h3>
          <dl>
            {values.map(({ value, cases }) => (
              <div key={value} className={cases === 0 ? 'tone-warn' : undefined}>
                <dt>
                  <bdi>{coverageValue(of, value, language)}</bdi>
                </dt>
                <dd>{t('nCases', { n: cases })}</dd>
              </div>
            ))}
            {untold > 0 && (
              <div className="quiet">
                <dt>{t('coverageUntold')}</dt>
                <dd>{t('nCases', { n: untold })}</dd>
              </div>
            )}
          </dl>
        </div>
      ))}
      {without && <p className="tone-warn">{t('coverageNone')}</p>}
      {silent.length > 0 && (
        <p className="soft">
          {t('coverageSilent', { what: names.format(silent.map(({ of }) => coverageName(of, language))) })}
        </p>
      )}
    </section>
  );
}
