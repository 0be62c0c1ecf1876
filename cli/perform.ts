import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../core/contract/index.ts';
import { describeProblem, languages, ProblemError, problemOf } from '../core/contract/problems/index.ts';
import type { Engine } from '../core/engine/index.ts';
import { defaultDataDir, programRoot, shippedModelsFolder } from '../core/engine/places/index.ts';
import type { Arguments, WrongUse } from './arguments.ts';
import type { Command, Outcome } from './command.ts';
import { exitOf } from './exit.ts';
import { createProgress } from './progress.ts';

const loaders: Record<string, () => Promise<Command>> = {
  open: async () => (await import('./commands/open.ts')).open,
  index: async () => (await import('./commands/index.ts')).index,
  decode: async () => (await import('./commands/decode.ts')).decode,
  'models list': async () => (await import('./commands/models.ts')).list,
  'models inspect': async () => (await import('./commands/models.ts')).inspect,
  'models verify': async () => (await import('./commands/models.ts')).verify,
  'models install': async () => (await import('./commands/models.ts')).install,
  'models new': async () => (await import('./commands/models.ts')).draft,
  'models pack': async () => (await import('./commands/models.ts')).pack,
  'models remove': async () => (await import('./commands/models.ts')).remove,
  analyse: async () => (await import('./commands/analyse.ts')).analyse,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluate,
  'journal verify': async () => (await import('./commands/journal.ts')).verify,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  serve: async () => (await import('./commands/serve.ts')).serve,
};

/** Performs a command and returns its exit code; everything that goes wrong is one sentence on standard error. */
export async function perform(parsed: Arguments | WrongUse, argv: string[]): Promise<number> {
  leaveQuietlyWhenNobodyReads();
  const wrong = 'code' in parsed;
  const options = wrong ? {} : parsed.options;
  const language = languageOf(options.language ?? argv[argv.indexOf('--language') + 1]);
  const asJson = wrong ? argv.includes('--json') : options.json === true;
  const progress = createProgress(process.stderr);
  let engine: Promise<Engine> | undefined;
  try {
    if (wrong) throw new ProblemError(parsed.code, parsed.values);
    if (typeof options.language === 'string' && !isLanguage(options.language))
      throw new ProblemError('wrong-use', { message: `There is no language ${options.language}; choose en or ar` });
    const dataDir = typeof options['data-dir'] === 'string' ? options['data-dir'] : defaultDataDir();
    const version = versionOf(programRoot);
    const outcome = await (await loaders[parsed.command]!())({
      operands: parsed.operands,
      options,
      language,
      dataDir,
      version,
      engine: () => {
        engine ??= startEngine({ dataDir, language, version });
        return engine;
      },
      progress,
      signal: interrupted(),
      print: (text) => void process.stdout.write(`${text}\n`),
      tell: (text) => progress.message(text),
    });
    progress.end();
    return finish(outcome, { asJson, language });
  } catch (thrown) {
    progress.end();
    const problem = problemOf(thrown);
    if (problem.code === 'bug' && process.env.SKIAGRAPH_DEBUG) console.error(thrown);
    return finish(
      { document: asJson ? {} : undefined, problems: [problem], exit: exitOf([problem]) },
      { asJson, language },
    );
  } finally {
    await engine?.then((started) => started.close()).catch(() => {});
  }
}

function finish(outcome: Outcome, { asJson, language }: { asJson: boolean; language: Language }): number {
  const problems = outcome.problems ?? [];
  const told = problems.map((problem) => describeProblem(problem, language));
  const lines = new Set(told.map(({ text, next }) => `${text} ${next}`));
  for (const line of lines) process.stderr.write(`${line}\n`);
  if (asJson && outcome.document)
    process.stdout.write(`${JSON.stringify({ ...outcome.document, errors: told }, null, 2)}\n`);
  else if (outcome.text) process.stdout.write(`${outcome.text}\n`);
  return outcome.exit ?? exitOf(problems);
}

/** `--language`, else the system's if it is Arabic, else English. */
function languageOf(asked: unknown): Language {
  if (isLanguage(asked)) return asked;
  const system = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
  return system.startsWith('ar') ? 'ar' : 'en';
}

const isLanguage = (word: unknown): word is Language => languages.some((language) => language === word);

/** Loaded when first asked for: reading headers needs no engine, and most of a short command's time is loading. */
async function startEngine(o: { dataDir: string; language: Language; version: string }): Promise<Engine> {
  const { createEngine } = await import('../core/engine/index.ts');
  return createEngine({ ...o, host: 'command line', shippedModels: shippedModelsFolder });
}

const versionOf = (root: string): string => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** The first Ctrl-C asks for an orderly end, the second does not ask. */
function interrupted(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => (stop.signal.aborted ? process.exit(130) : stop.abort()));
  return stop.signal;
}

/** `skiagraph … | head` closes the pipe: that is no error. */
function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
