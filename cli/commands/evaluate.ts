import { describeProblem, type Evaluation, type Problem, ProblemError } from '../../core/contract/index.ts';
import type { Command, CommandContext } from '../command.ts';
import { Exit } from '../exit.ts';

/** `skiagraph evaluate --model <id> --data <folder> --out <dir>` */
export const evaluate: Command = async (context) => {
  const { language, engine, progress, signal, tell } = context;
  const asked = checked(context);
  const evaluation = await (await engine()).evaluate({
    ...asked,
    language,
    signal,
    onProgress: ({ done, total, remainingMs }) =>
      progress.show(`${asked.model}, ${asked.split}`, done, total, remainingMs),
  });
  const { results, notes, plots: _, labels: __, ...summary } = evaluation;
  const said = notes.map((note) => describeProblem(note, language));
  for (const { text, next } of said) tell(`${text} ${next}`);
  const failed = results.flatMap(({ name, problem }): Problem[] =>
    problem ? [{ code: 'case-failed', values: { name, reason: describeProblem(problem, language).text } }] : [],
  );
  return {
    document: { ...summary, failed: failed.length, notes: said },
    text: [`${evaluation.cases} cases of ${evaluation.patients} patients`, ...lines(evaluation)].join('\n'),
    problems: failed,
    ...(failed.length > 0 && { exit: Exit.some }),
  };
};

function checked({ operands, options }: CommandContext) {
  const { model, data, out, split = 'test' } = options as Record<string, string | undefined>;
  const wrong = (message: string) => new ProblemError('wrong-use', { message });
  if (operands.length) throw wrong('evaluate takes its folder by --data');
  if (!model) throw wrong('evaluate needs --model, the id of an installed model');
  if (!data) throw wrong('evaluate needs --data, the folder of a labelled set');
  if (!out) throw wrong('evaluate needs --out, a folder for what it writes');
  return { model, data, split, out, force: options.force === true };
}

const lines = ({ metrics }: Evaluation) =>
  Object.entries(metrics).map(
    ([name, { value, low, high }]) => `${name} ${[value, low, high].map((part) => part.toFixed(3)).join(' ')}`,
  );
