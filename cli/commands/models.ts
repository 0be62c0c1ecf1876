import { basename, extname, join } from 'node:path';
import { describeProblem, ProblemError, type Proof, Provider } from '../../core/contract/index.ts';
import type { Command, CommandContext } from '../command.ts';
import { Exit } from '../exit.ts';

/** `skiagraph models list` */
export const list: Command = async ({ engine, language }) => {
  const { models, errors } = await (await engine()).models.list();
  const lines = models.map(
    ({ id, version, name, task, shipped }) =>
      `${id.padEnd(24)} ${version.padEnd(8)} ${task.padEnd(15)} ${name[language]}${shipped ? '' : ' (installed)'}`,
  );
  return {
    document: { models },
    text: lines.join('\n'),
    problems: errors,
    exit: errors.length ? (models.length ? Exit.some : Exit.model) : Exit.done,
  };
};

/** `skiagraph models inspect <file.onnx | package | id>` */
export const inspect: Command = async (context) => {
  const network = await (await context.engine()).models.inspect(
    one(context, 'models inspect needs a file, a package or an id'),
  );
  return { document: network, text: JSON.stringify(network, null, 2) };
};

/** `skiagraph models verify [id] [--provider p]` */
export const verify: Command = async ({ operands: [id], options, engine, language }) => {
  const provider = Provider.safeParse(options.provider === 'auto' ? 'cpu' : (options.provider ?? 'cpu'));
  if (!provider.success) throw new ProblemError('wrong-use', { message: `There is no provider ${options.provider}` });
  const proved = await (await engine()).models.verify(id, provider.data);
  const failed = proved.filter(({ proof }) => !proof.passed);
  const lines = proved.flatMap(({ id: model, proof }) => [
    `${model.padEnd(24)} ${proof.provider.padEnd(7)} ${proof.passed ? 'passed' : 'FAILED'}  ${proof.cases} cases, ` +
      `largest difference ${proof.largestDifference.toPrecision(2)}` +
      `${proof.runMs === undefined ? '' : `, ${proof.runMs} ms`}` +
      `${proof.problem ? `: ${describeProblem(proof.problem, language).text}` : ''}`,
    ...(proof.computedBy ?? []).map(
      ({ provider: by, nodes }) =>
        `  ${by}: ${nodes.length} nodes${by.startsWith('CPU') ? ` (${nodes.join(', ')})` : ''}`,
    ),
  ]);
  return { document: { proofs: proved }, text: lines.join('\n'), exit: failed.length ? Exit.model : Exit.done };
};

/** `skiagraph models install <folder | zip | file.onnx>` */
export const install: Command = async (context) => {
  const { manifest, sha256 } = await (await context.engine()).models.install(
    one(context, 'models install needs a folder or file'),
  );
  return {
    document: { id: manifest.id, version: manifest.version, sha256 },
    text: `${manifest.id} ${manifest.version} is installed.`,
  };
};

/** `skiagraph models new <file.onnx> [--from <dir>] [--out <dir>]` */
export const draft: Command = async (context) => {
  const file = one(context, 'models new needs an ONNX file');
  const { out = basename(file, extname(file)), from } = context.options as { out?: string; from?: string };
  const drafted = await (await context.engine()).models.draft({ file, folder: out, from });
  const lines = drafted.todo.map(({ where, todo }) => `  ${where.padEnd(28)} ${todo}`);
  return {
    document: drafted,
    text: [`${join(out, 'model.json')} waits for ${lines.length} entries:`, ...lines].join('\n'),
  };
};

/** `skiagraph models pack <folder>` */
export const pack: Command = async (context) => {
  const { model, proof } = await (await context.engine()).models.pack(one(context, 'models pack needs a folder'));
  const { id, version, files } = model.manifest;
  return {
    document: { id, version, sha256: model.sha256, files, proof },
    text: `${id} ${version} is sealed: ${Object.keys(files).length} files, ${provedText(proof)}.`,
  };
};

/** `skiagraph models remove <id>` */
export const remove: Command = async (context) => {
  const id = one(context, 'models remove needs the id of a model');
  await (await context.engine()).models.remove(id);
  return { document: { id }, text: `${id} is removed.` };
};

const provedText = ({ cases, largestDifference }: Proof) =>
  `${cases} golden cases passed, largest difference ${largestDifference.toPrecision(2)}`;

function one({ operands }: CommandContext, message: string): string {
  const [only, ...more] = operands;
  if (!only || more.length) throw new ProblemError('wrong-use', { message });
  return only;
}
