/*
 * Every command: what can be given to it and what `--help` prints. Data only: printing help must load nothing else.
 */

export type OptionSpec = { type: 'string' | 'boolean'; value?: string; says: string };
export type CommandSpec = {
  usage: string;
  says: string;
  options: Record<string, OptionSpec>;
  example: string;
};

const json: OptionSpec = { type: 'boolean', says: 'print one JSON document and nothing else on standard output' };
const force: OptionSpec = { type: 'boolean', says: 'replace files that are already there' };
const password: OptionSpec = { type: 'boolean', says: 'read the password of locked ZIP archives from standard input' };
const provider: OptionSpec = { type: 'string', value: 'name', says: 'auto, cpu, webgpu, cuda, dml or coreml' };

/** Options of every command. */
export const everywhere: Record<string, OptionSpec> = {
  'data-dir': { type: 'string', value: 'dir', says: 'library, journal and installed models (also SKIAGRAPH_DATA_DIR)' },
  language: { type: 'string', value: 'en|ar', says: "messages and report; by default the system's, else English" },
  help: { type: 'boolean', says: 'this page' },
};

export const commands: Record<string, CommandSpec> = {
  open: {
    usage: 'skiagraph [path…]',
    says: 'open the app on these paths',
    options: {},
    example: 'skiagraph ./study',
  },
  index: {
    usage: 'skiagraph index <path…> [--json]',
    says: 'studies, series, instances, notes',
    options: { 'password-stdin': password, json },
    example: 'skiagraph index ./study --json',
  },
  decode: {
    usage: 'skiagraph decode <file> [--frame n] [--raw out.bin]',
    says: 'facts about one frame as JSON, and its stored values',
    options: {
      frame: { type: 'string', value: 'n', says: 'which frame, from 0 (default 0)' },
      raw: { type: 'string', value: 'file', says: 'write the stored values, little endian, row by row' },
      force,
      json,
    },
    example: 'skiagraph decode image.dcm --raw image.bin',
  },
  'models list': {
    usage: 'skiagraph models list [--json]',
    says: 'installed models and what was measured of them',
    options: { json },
    example: 'skiagraph models list',
  },
  'models inspect': {
    usage: 'skiagraph models inspect <file.onnx | package | id> [--json]',
    says: 'what the network is: inputs, outputs, residual blocks, head',
    options: { json },
    example: 'skiagraph models inspect resnet50.onnx --json',
  },
  'models verify': {
    usage: 'skiagraph models verify [id] [--provider p] [--json]',
    says: "prove by a model's golden cases that this machine computes what its authors computed",
    options: { provider, json },
    example: 'skiagraph models verify hippocampus-mr --provider cpu',
  },
  'models install': {
    usage: 'skiagraph models install <folder | zip | file.onnx>',
    says: 'install a model package once its hashes hold and its golden cases pass',
    options: { json },
    example: 'skiagraph models install ./my-model',
  },
  'models new': {
    usage: 'skiagraph models new <file.onnx> [--from <dir>] [--out <dir>]',
    says: 'start a model package: what the network tells is written down, what only you know is marked TODO',
    options: {
      from: {
        type: 'string',
        value: 'dir',
        says: 'also take over what a MONAI bundle, nnU-Net or TorchXRayVision says',
      },
      out: { type: 'string', value: 'dir', says: 'a new folder (default: one named after the file, beside you)' },
      json,
    },
    example: 'skiagraph models new resnet18.onnx --out ./my-model',
  },
  'models pack': {
    usage: 'skiagraph models pack <folder>',
    says: 'seal a package that you have filled in: hashes of its files, and its golden cases run',
    options: { json },
    example: 'skiagraph models pack ./my-model',
  },
  'models remove': {
    usage: 'skiagraph models remove <id>',
    says: 'remove an installed package; those that come with Skiagraph stay',
    options: { json },
    example: 'skiagraph models remove my-model',
  },
  analyse: {
    usage: 'skiagraph analyse <path…> --out <dir> [--model id] [--series uid]',
    says: 'run models on series and export what they found',
    options: {
      out: { type: 'string', value: 'dir', says: 'where reports go, a folder for each model and series' },
      model: { type: 'string', value: 'id', says: 'only this model (default: every model on every series)' },
      series: { type: 'string', value: 'uid', says: 'only this series' },
      channel: {
        type: 'string',
        value: 'flair=7,…',
        says: 'of a model of several series: which one a channel is, by number or UID, where rules do not find it',
      },
      provider,
      overrule: { type: 'boolean', says: 'run in spite of reasons that a reader may set aside; the report says so' },
      only: { type: 'string', value: 'pdf,sr,…', says: 'only these formats' },
      'password-stdin': password,
      force,
      json,
    },
    example: 'skiagraph analyse ./study --model hippocampus-mr --out ./report',
  },
  evaluate: {
    usage: 'skiagraph evaluate --model <id> --data <folder> [--split test] --out <dir> [--json]',
    says: 'measure a model on a labelled set: figures with intervals, a table of cases, a page with plots',
    options: {
      model: { type: 'string', value: 'id', says: 'which model' },
      data: { type: 'string', value: 'folder', says: 'the set: a folder with split.csv (docs/evaluate.md)' },
      split: { type: 'string', value: 'name', says: 'which part of it (default: test)' },
      out: { type: 'string', value: 'dir', says: 'where evaluation.json, cases.csv and the page go' },
      force,
      json,
    },
    example: 'skiagraph evaluate --model hippocampus-mr --data ./hippocampus-mr --out ./evaluation',
  },
  'journal verify': {
    usage: 'skiagraph journal verify [--json]',
    says: 'recompute the hash chain of the journal',
    options: { json },
    example: 'skiagraph journal verify',
  },
  doctor: {
    usage: 'skiagraph doctor [--json]',
    says: 'versions, providers, memory, permissions',
    options: { json },
    example: 'skiagraph doctor',
  },
  serve: {
    usage: 'skiagraph serve [--port n] [path…]',
    says: 'the browser host, on this machine only',
    options: { port: { type: 'string', value: 'n', says: 'port (default: a free one)' } },
    example: 'skiagraph serve --port 4321 ./study',
  },
};

const NOTICE = 'For research only. Not a medical device: not for diagnosis, not for treatment.';

/** Help for one command, for a group of commands (`models`), or for all. */
export function helpText(name: string | undefined): string {
  if (name && commands[name]) return commandHelp(commands[name]);
  const chosen = Object.entries(commands).filter(([command]) => !name || command.startsWith(`${name} `));
  const shortly = (usage: string) => usage.replace(/ \[?--.*/, '');
  const width = Math.max(...chosen.map(([, { usage }]) => shortly(usage).length));
  const lines = chosen.map(([, { usage, says }]) => `  ${shortly(usage).padEnd(width)}  ${says}`);
  const title = name ? `skiagraph ${name}` : 'Skiagraph: ResNet models on DICOM studies, on your own machine';
  return [
    title,
    NOTICE,
    '',
    ...lines,
    '',
    'Options of every command',
    ...optionLines(everywhere),
    '',
    `Example: ${(chosen[3] ?? chosen[0])![1].example}`,
    'skiagraph <command> --help says more. Exit: 0 done, 2 wrong use, 3 input, 4 model, 5 some failed, 1 a bug.',
  ].join('\n');
}

function commandHelp({ usage, says, options, example }: CommandSpec): string {
  return [usage, `  ${says}`, '', ...optionLines({ ...options, ...everywhere }), '', `Example: ${example}`].join('\n');
}

const optionLines = (options: Record<string, OptionSpec>) =>
  Object.entries(options).map(
    ([name, { value, says }]) => `  ${`--${name}${value ? ` <${value}>` : ''}`.padEnd(20)}  ${says}`,
  );
