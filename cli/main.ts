import { parseArguments } from './arguments.ts';
import { commands, helpText } from './help.ts';
import { giveMemoryBack } from './memory.ts';

/** Runs one command and ends the process with its exit code. Help is answered before anything else is loaded. */
export async function main(argv: string[]): Promise<void> {
  const parsed = parseArguments(argv);
  if (!('code' in parsed) && (parsed.options.help || !commands[parsed.command])) {
    const { command } = parsed;
    process.stdout.write(`${helpText(command === 'open' ? undefined : command)}\n`);
    return;
  }
  if (!('code' in parsed) && (parsed.command === 'open' || parsed.command === 'serve')) giveMemoryBack();
  const { perform } = await import('./perform.ts');
  const code = await perform(parsed, argv);
  // What a command left behind (a codec's thread, a keep-alive socket) must not keep a finished command from ending.
  process.stdout.write('', () => process.exit(code));
}
