import { FolderOpen, List, Play } from 'lucide-react';
import type { Language, ModelSummary, Study } from '../../core/contract/index.ts';
import { Opener } from '../components/Opener.tsx';
import { ProofBadge } from '../components/ProofBadge.tsx';
import { Button, Ltr } from '../components/parts.tsx';
import { Thumbnail } from '../components/Thumbnail.tsx';
import { openExample, useModels, useModelsKnown, useRuns, useStudies } from '../engine.ts';
import { firstImagesOf } from '../first-images.ts';
import { dateOf, NBSP, personName, studyName } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { useOpening } from '../opening.ts';
import { change, chooseLanguage, showSeries } from '../state.ts';
import { type Found, foundIn } from '../study-order.ts';

export function StartPage() {
  const studies = useStudies();
  return (
    <main className="start" data-region="browser">
      {studies.length === 0 ? <FirstRun /> : <KnownStudies studies={studies} />}
    </main>
  );
}

function ExampleButton() {
  const { t } = useSpeech();
  const opening = useOpening();
  return (
    <Button
      look="primary"
      className="button-large"
      icon={<Play />}
      disabled={opening}
      onClick={() => void openExample()}
    >
      {t('openExample')}
    </Button>
  );
}

function FirstRun() {
  const { t, language } = useSpeech();
  const models = useModels();
  const known = useModelsKnown();
  return (
    <div className="first-run">
      <ExamplePicture />
      <div className="first-run-words">
        <h1>{t('headline')}</h1>
        <p className="lead">{t('promise')}</p>
        <div className="button-row">
          <ExampleButton />
          <Opener
            trigger={
              <Button className="button-large" icon={<FolderOpen />}>
                {t('openYourOwn')}
              </Button>
            }
          />
        </div>
        <ol className="steps">
          <Step n={1} title={t('stepOpen')} text={t('stepOpenText')} />
          <Step n={2} title={t('stepRun')} text={known ? t('stepRunText', { n: models.length }) : NBSP} />
          <Step n={3} title={t('stepDecide')} text={t('stepDecideText')} />
        </ol>
        <p className="language-line">
          <LanguageButton language="en" name="English" pressed={language === 'en'} />
          <span aria-hidden="true">·</span>
          <LanguageButton language="ar" name="العربية" pressed={language === 'ar'} />
        </p>
      </div>
    </div>
  );
}

function LanguageButton({ language, name, pressed }: { language: Language; name: string; pressed: boolean }) {
  return (
    <button
      type="button"
      className="link-quiet"
      lang={language}
      aria-pressed={pressed}
      onClick={() => chooseLanguage(language)}
    >
      {name}
    </button>
  );
}

const Step = ({ n, title, text }: { n: number; title: string; text: string }) => (
  <li>
    <span className="step-number" aria-hidden="true">
      {n}
    </span>
    <div>
      <strong>{title}</strong>
      <span>{text}</span>
    </div>
  </li>
);

/** A drawn head with two marked regions: no pixels of anyone. */
function ExamplePicture() {
  const { t } = useSpeech();
  return (
    <figure className="example-picture">
      <svg viewBox="0 0 320 320" aria-hidden="true">
        <g fill="none" stroke="#3a4049" strokeWidth="1.5">
          <ellipse cx="160" cy="150" rx="112" ry="132" fill="#14171c" stroke="#2b3038" strokeWidth="6" />
          <ellipse cx="160" cy="150" rx="100" ry="119" fill="#1d2127" />
          <path d="M160 33c-3 30 3 50 0 78s3 60 0 158" />
          <path d="M74 110c20-8 34 6 50 0M70 160c18 6 30-6 48 2M84 210c18-8 30 4 46-4M246 110c-20-8-34 6-50 0M250 160c-18 6-30-6-48 2M236 210c-18-8-30 4-46-4M100 66c12 10 26 4 40 12M220 66c-12 10-26 4-40 12" />
          <path
            d="M146 118c-14 8-18 30-10 46 6-10 12-20 10-46zM174 118c14 8 18 30 10 46-6-10-12-20-10-46z"
            fill="#07080a"
          />
        </g>
        <g strokeWidth="2">
          <path d="M112 186c10-8 24-6 28 4s-10 16-20 14-14-12-8-18z" fill="#4cc9f057" stroke="#4cc9f0" />
          <path d="M208 186c-10-8-24-6-28 4s10 16 20 14 14-12 8-18z" fill="#4cc9f057" stroke="#4cc9f0" />
          <path d="M100 208c10-4 22 0 24 8s-12 12-20 8-10-12-4-16z" fill="#ffb02057" stroke="#ffb020" />
          <path d="M220 208c-10-4-22 0-24 8s12 12 20 8 10-12 4-16z" fill="#ffb02057" stroke="#ffb020" />
        </g>
      </svg>
      <figcaption>
        <span>{t('exampleCard')}</span>
        <span className="quiet">{t('exampleNote')}</span>
      </figcaption>
    </figure>
  );
}

/** Cards of studies; all of them are in the list of the reading page. */
const RECENT = 12;

function KnownStudies({ studies }: { studies: Study[] }) {
  const { t } = useSpeech();
  const found = foundIn(useRuns());
  const opening = useOpening();
  const models = useModels();
  const known = useModelsKnown();
  return (
    <div className="known">
      <div className="known-top">
        <section className="drop-card" aria-label={t('openAny')}>
          <FolderOpen className="icon-large" />
          <h1>{t('dropTitle')}</h1>
          <p>{t('dropNote')}</p>
          <div className="button-row">
            <Opener
              trigger={
                <Button look="primary" className="button-large" icon={<FolderOpen />}>
                  {t('openAny')}
                </Button>
              }
            />
            <Button className="button-large" icon={<Play />} disabled={opening} onClick={() => void openExample()}>
              {t('openExample')}
            </Button>
          </div>
        </section>
      </div>
      <div className="known-columns">
        <section aria-labelledby="recent">
          <h2 id="recent">{t('recentStudies')}</h2>
          <ul className="study-cards">
            {studies.slice(0, RECENT).map((study) => (
              <StudyCard key={study.studyInstanceUid} study={study} found={found.get(study.studyInstanceUid)} />
            ))}
          </ul>
          {studies.length > RECENT && (
            <Button look="ghost" icon={<List />} onClick={() => change({ page: 'read' })}>
              {t('recentAll', { n: studies.length })}
            </Button>
          )}
        </section>
        <section aria-labelledby="models">
          <h2 id="models">{t('modelsAtHand')}</h2>
          {known && models.length === 0 && (
            <div className="empty">
              <strong>{t('noModels')}</strong>
              <span>{t('noModelsText')}</span>
            </div>
          )}
          <ul className="model-cards">
            {models.map((model) => (
              <ModelCard key={model.id} model={model} />
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function StudyCard({ study, found }: { study: Study; found: Found | undefined }) {
  const { t, language } = useSpeech();
  const series = firstImagesOf(study.series);
  const patient = personName(study.patientName) || t('unnamedPatient');
  return (
    <li>
      <button
        type="button"
        className="study-card"
        disabled={!series}
        aria-label={t('studyOpen', { patient, study: studyName(study, t) })}
        onClick={() => series && showSeries(series)}
      >
        <span className="study-card-thumbs">
          {study.series
            .filter((one) => one.images)
            .slice(0, 2)
            .map((one) => (
              <Thumbnail key={one.seriesInstanceUid} seriesInstanceUid={one.seriesInstanceUid} />
            ))}
        </span>
        <span className="study-card-words">
          <bdi className="strong">{patient}</bdi>
          <span className="soft">
            <bdi>{studyName(study, t)}</bdi>
            {study.date && ` · ${dateOf(study.date, language)}`} · {t('nSeries', { n: study.series.length })}
          </span>
        </span>
        <span className="study-card-state">
          {found &&
            found.findings > 0 &&
            (found.waiting > 0 ? (
              t('studyToReview', { n: found.waiting })
            ) : (
              <span className="tone-ok">{t('studyDecided')}</span>
            ))}
        </span>
      </button>
    </li>
  );
}

function ModelCard({ model }: { model: ModelSummary }) {
  const { say } = useSpeech();
  return (
    <li className="card">
      <div className="card-head">
        <strong>{say(model.name)}</strong>
        <Ltr className="version">{model.version}</Ltr>
        <ProofBadge model={model} />
      </div>
      <p className="soft">{say(model.intendedUse)}</p>
    </li>
  );
}
