import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import {
  describeProblem,
  type Language,
  type Localised,
  type Problem,
  type ProblemText,
} from '../core/contract/index.ts';
import { ar } from './locales/ar.ts';
import { en } from './locales/en.ts';
import type { Plural, Translate, Words } from './words.ts';

const catalogues: Record<Language, Words> = { en, ar };

/** First strong isolate for names, left-to-right isolate for numbers and paths (UAX 9). */
const isolate = (value: string | number) =>
  typeof value === 'number' || /^[\d\s.,:%+\-–×/\\~]/.test(value) ? `\u2066${value}\u2069` : `\u2068${value}\u2069`;

/** Words of a language. In Arabic what is put into a sentence is isolated, so that it cannot turn its order round. */
export function translator(language: Language): Translate {
  const words = catalogues[language];
  const rules = new Intl.PluralRules(language);
  return (key, ...[values]) => {
    const entry: string | Plural = words[key];
    const given = (values ?? {}) as Record<string, string | number>;
    const text = typeof entry === 'string' ? entry : (entry[rules.select(Number(given.n))] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = given[name] ?? '';
      return language === 'ar' ? isolate(value) : String(value);
    });
  };
}

/** A problem in words, its values isolated: a path stays a path inside an Arabic sentence. */
function tellProblem(problem: Problem, language: Language): ProblemText {
  const told = describeProblem(problem, language);
  if (language !== 'ar') return told;
  const values = Object.values(problem.values).map(String);
  const isolated = (text: string) =>
    values.reduce(
      (sentence, value) => (value.length > 1 ? sentence.replaceAll(value, () => isolate(value)) : sentence),
      text,
    );
  return { ...told, text: isolated(told.text), next: isolated(told.next) };
}

type Speech = {
  language: Language;
  t: Translate;
  /** One of the languages of a text that brings both along. */
  say: (text: Localised) => string;
  tell: (problem: Problem) => ProblemText;
};
const SpeechContext = createContext<Speech | undefined>(undefined);

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  }, [language]);
  const speech = useMemo(
    () => ({
      language,
      t: translator(language),
      say: (text: Localised) => text[language],
      tell: (problem: Problem) => tellProblem(problem, language),
    }),
    [language],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The words of the language in use. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('no language around this part');
  return speech;
}
