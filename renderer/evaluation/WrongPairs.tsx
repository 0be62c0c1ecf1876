import { useState } from 'react';
import { binaryPaths, type Evaluation } from '../../core/contract/index.ts';
import { Ltr } from '../components/parts.tsx';
import { fill } from '../fetching.ts';
import { useSpeech } from '../i18n.tsx';

type Props = { evaluation: Evaluation; evaluationId: string; pairs: NonNullable<Evaluation['wrongPairs']> };

/** The pairs that a verification network was most wrong about; one of them is shown side by side. */
export function WrongPairs({ evaluation, evaluationId, pairs }: Props) {
  const { t } = useSpeech();
  const [place, setPlace] = useState(0);
  const chosen = pairs[place];
  const picture = (name: string) => {
    const caseNumber = String(evaluation.results.findIndex((one) => one.name === name));
    return fill(binaryPaths.casePicture, { evaluationId, caseNumber });
  };
  return (
    <div className="evaluate-cases">
      <section className="card evaluate-list" aria-label={t('wrongPairs')}>
        <div className="evaluate-list-head">
          <h2>{t('wrongPairs')}</h2>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <div className="evaluate-scroll" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('pairImages')}</th>
                <th scope="col">{t('caseTruth')}</th>
                <th scope="col">{t('pairSimilarity')}</th>
              </tr>
            </thead>
            <tbody>
              {pairs.map(({ one, other, similarity, samePerson }, n) => (
                <tr key={`${one} ${other}`} aria-current={n === place} onClick={() => setPlace(n)}>
                  <th scope="row">
                    <button type="button" className="evaluate-case mono">
                      <bdi>{one}</bdi>
                      <br />
                      <bdi>{other}</bdi>
                    </button>
                  </th>
                  <td>{t(samePerson ? 'pairOnePerson' : 'pairTwoPersons')}</td>
                  <td>
                    <Ltr>{similarity.toFixed(3)}</Ltr>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      {chosen && (
        <section className="card evaluate-pair" aria-label={t('caseChosen')}>
          {[chosen.one, chosen.other].map((name) => (
            <figure key={name}>
              <img src={picture(name)} alt={t('casePicture', { name })} />
              <figcaption className="mono">
                <bdi>{name}</bdi>
              </figcaption>
            </figure>
          ))}
        </section>
      )}
    </div>
  );
}
