import type { en } from './locales/en.ts';

export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
type Word = keyof typeof en;

/** The shape that every language must fill: the same keys, plural where English is plural. */
export type Words = { [Key in Word]: (typeof en)[Key] extends string ? string : Plural };

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
