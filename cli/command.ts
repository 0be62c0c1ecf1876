import type { Language, Problem } from '../core/contract/index.ts';
import type { Engine } from '../core/engine/index.ts';
import type { Progress } from './progress.ts';

/** What a command is handed. */
export type CommandContext = {
  operands: string[];
  options: Record<string, string | boolean>;
  language: Language;
  dataDir: string;
  version: string;
  /** Created when first asked for, closed when the command ends. */
  engine(): Promise<Engine>;
  progress: Progress;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** A line of the result on standard output. */
  print(text: string): void;
  /** A line for people on standard error. */
  tell(text: string): void;
};

/**
 * What a command says of its end: the result as one document (printed with `--json`), as text (without), and the
 * problems that did not stop it. The exit code follows from these unless it is given.
 */
export type Outcome = { document?: object; text?: string; problems?: Problem[]; exit?: number };

export type Command = (context: CommandContext) => Promise<Outcome>;
