import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Language, Localised } from '../core/contract/index.ts';
import { ar } from './locales/ar.ts';
import { en } from './locales/en.ts';

type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Word = keyof typeof en;

/** The shape that every language must fill: the same keys, plural where English is plural. */
export type Words = { [Key in Word]: (typeof en)[Key] extends string ? string : Plural };

const catalogues: Record<Language, Words> = { en, ar };

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type Texts<Key extends Word> = (typeof en)[Key] extends infer Entry
  ? Entry extends string
    ? Entry
    : Entry[keyof Entry]
  : never;
type Values<Key extends Word> =
  | Placeholders<Texts<Key>>
  | ((typeof en)[Key] extends string ? never : 'n') extends infer Names
  ? [Names] extends [never]
    ? []
    : [values: Record<Names & string, string | number>]
  : never;

/** The words that stand alone, with nothing to fill in. */
export type PlainWord = { [Key in Word]: Values<Key> extends [] ? Key : never }[Word];

export type Translate = <Key extends Word>(key: Key, ...values: Values<Key>) => string;

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

type Speech = { language: Language; t: Translate; say: (text: Localised) => string };
const SpeechContext = createContext<Speech | undefined>(undefined);

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  }, [language]);
  const speech = useMemo(
    () => ({ language, t: translator(language), say: (text: Localised) => text[language] }),
    [language],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The words of the language in use, and `say` for texts that bring both languages along. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('no language around this part');
  return speech;
}
