import type { CatalogueEntry, Counted } from './catalogue.ts';
import { catalogue, type ProblemCode } from './codes.ts';

/**
 * What a user can meet when something does not work: a code of the catalogue and the values that its sentences need.
 * The sentences themselves stand in this folder, in both languages, so that a problem can be told in either.
 */
export type Problem = { code: string; values: Record<string, string | number> };

/** A problem in words: what happened, and what to do next. */
export type ProblemText = { code: string; text: string; next: string };

/** Thrown where a user's input, model, disk or machine is at fault. Anything else that is thrown is a bug. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(code: ProblemCode, values: Problem['values'] = {}) {
    // A refusal is no bug: where it was thrown is of no use, and finding that out took longer than reading the file.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${code} ${JSON.stringify(values)}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.problem = { code, values };
  }
}

const BUG: ProblemCode = 'bug';

/** The problem inside something thrown; what is no `ProblemError` is a bug and keeps its message. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  return { code: BUG, values: { message: thrown instanceof Error ? thrown.message : String(thrown) } };
}

/** Longest value that is printed inside a sentence; longer ones are cut with "…" (HOSTILE 24). */
const LONGEST_VALUE = 200;

const printable = (value: string | number) => {
  // Control and direction characters of a file must reach neither a terminal nor the order of a sentence.
  const text = String(value).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
};

/** Renders a problem in a language. A code that the catalogue lacks is told as itself. */
export function describeProblem(problem: Problem, language: keyof CatalogueEntry): ProblemText {
  const entry = (catalogue as Record<string, (typeof catalogue)[ProblemCode]>)[problem.code] ?? catalogue[BUG];
  const fill = (sentence: string) =>
    sentence.replace(/\{(\w+)\}/g, (_, key: string) => printable(problem.values[key] ?? '?'));
  const [text, next] = entry[language];
  return { code: problem.code, text: fill(counted(text, problem.values, language)), next: fill(next) };
}

function counted(sentence: string | Counted, values: Problem['values'], language: keyof CatalogueEntry): string {
  if (typeof sentence === 'string') return sentence;
  return sentence[new Intl.PluralRules(language).select(Number(values[sentence.of]))] ?? sentence.other;
}
