import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** One measurement: milliseconds (or the row's `unit`), and of a process of its own the peak of its memory in MB. */
export type Sample = { ms: number; peakMb?: number };

/** A piece of our work beside a named alternative that does the same in the same run. */
export type Row = {
  work: string;
  against: string;
  /** Of both sides; milliseconds where it is absent. */
  unit?: 'MB' | 'slices';
  /** Largest ratio that we are content with; absent where the issue states none. */
  goal?: number;
  /** One pair without a run before it: for memory, where a run takes minutes. */
  once?: true;
  /** Why the row cannot be measured here, or undefined. */
  unavailable?(): Promise<string | undefined>;
  ours(): Promise<Sample>;
  theirs(): Promise<Sample>;
  after?(): Promise<void>;
};

export type Result = {
  work: string;
  against: string;
  unit?: Row['unit'];
  goal?: number;
  ratio: number;
  low: number;
  high: number;
  ours: Sample;
  theirs: Sample;
};

export const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/**
 * Runs both sides once unmeasured, then in turn (A B A B …), so that a drift of the machine meets both. The ratio is
 * the median of the pairs' ratios, with the least and the largest.
 */
export async function pair(row: Row): Promise<Result> {
  const rounds = row.once ? 1 : 5;
  if (!row.once) {
    await row.ours();
    await row.theirs();
  }
  const samples: [Sample, Sample][] = [];
  for (let n = 0; n < rounds; n++) samples.push([await row.ours(), await row.theirs()]);
  await row.after?.();
  const ratios = samples.map(([a, b]) => a.ms / b.ms);
  const side = (index: 0 | 1): Sample => {
    const peaks = samples.flatMap((sample) => sample[index].peakMb ?? []);
    return { ms: median(samples.map((sample) => sample[index].ms)), peakMb: peaks.length ? median(peaks) : undefined };
  };
  const { work, against, unit, goal } = row;
  return {
    work,
    against,
    unit,
    goal,
    ratio: median(ratios),
    low: Math.min(...ratios),
    high: Math.max(...ratios),
    ours: side(0),
    theirs: side(1),
  };
}

/** Runs a command to its end and measures the whole process; the peak is polled from /proc (Linux), else left out. */
export async function runProcess(
  command: string,
  args: string[],
  environment = process.env,
): Promise<Sample & { stdout: string }> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let stdout = '';
  let stderr = '';
  let peakKb = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout.length < 1e6) stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < 1e4) stderr += chunk;
  });
  const poll = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 10);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const ms = performance.now() - started;
  clearInterval(poll);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr.trim().slice(-300)}`);
  return { ms, peakMb: peakKb ? peakKb / 1024 : undefined, stdout };
}
