import { type CommandSpec, commands, everywhere } from './help.ts';

/** What was typed, taken apart: a command of `help.ts`, its paths or names, its options. */
export type Arguments = { command: string; operands: string[]; options: Record<string, string | boolean> };

/** What is wrong with the arguments: a code and values of the problem catalogue. */
export type WrongUse = { code: 'unknown-option' | 'wrong-use'; values: Record<string, string> };

/** Takes the arguments apart; `help: true` stands in the options before anything is checked beyond the names. */
export function parseArguments(argv: string[]): Arguments | WrongUse {
  const { command, rest } = commandOf(argv);
  const spec = commands[command];
  if (!spec)
    return askedForHelp(rest) ? { command, operands: [], options: { help: true } } : unknownCommand(command, rest);
  const parsed: Arguments = { command, operands: [], options: {} };
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    if (word === '--') {
      parsed.operands.push(...rest.slice(i + 1));
      break;
    }
    if (word === '-h') parsed.options.help = true;
    else if (!word.startsWith('-') || word === '-') parsed.operands.push(word);
    else {
      const taken = takeOption(spec, word, rest[i + 1]);
      if ('code' in taken) return taken;
      parsed.options[taken.name] = taken.value;
      if (taken.usedNext) i++;
    }
  }
  return parsed;
}

/** The longest command that the words begin with; what is no command is a path to open. */
function commandOf(argv: string[]): { command: string; rest: string[] } {
  const [first = '', second = ''] = argv;
  const two = `${first} ${second}`;
  if (commands[two]) return { command: two, rest: argv.slice(2) };
  if (first in commands && first !== 'open') return { command: first, rest: argv.slice(1) };
  const group = Object.keys(commands).some((name) => name.startsWith(`${first} `));
  return group && first ? { command: first, rest: argv.slice(1) } : { command: 'open', rest: argv };
}

function takeOption(
  spec: CommandSpec,
  word: string,
  next: string | undefined,
): { name: string; value: string | boolean; usedNext: boolean } | WrongUse {
  const equals = word.indexOf('=');
  const name = (equals < 0 ? word : word.slice(0, equals)).replace(/^--/, '');
  const option = Object.hasOwn(spec.options, name)
    ? spec.options[name]
    : Object.hasOwn(everywhere, name)
      ? everywhere[name]
      : undefined;
  if (!option) return { code: 'unknown-option', values: { option: word } };
  if (option.type === 'boolean')
    return equals < 0 ? { name, value: true, usedNext: false } : wrongUse(`--${name} takes no value`);
  if (equals >= 0) return { name, value: word.slice(equals + 1), usedNext: false };
  return next === undefined ? wrongUse(`--${name} needs a value`) : { name, value: next, usedNext: true };
}

const askedForHelp = (words: string[]) => words.length === 0 || words.includes('--help') || words.includes('-h');

const unknownCommand = (group: string, [word = '']: string[]) =>
  word.startsWith('-')
    ? ({ code: 'unknown-option', values: { option: word } } as const)
    : wrongUse(`There is no command "${group} ${word}"`);

const wrongUse = (message: string): WrongUse => ({ code: 'wrong-use', values: { message } });
