/*
 * `npm run fuzz [-- words…] [--count n] [--seed s]`: many changed inputs over every parser and codec, against the laws:
 * every input is answered or refused in words, none hangs, none makes the process grow beyond a bound, and what is
 * decoded has the length that it says. Inputs that break one are kept in test/fuzz/corpus, which `npm test` runs again.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { inputOf, PATIENCE_MS } from './laws.ts';
import type { Target } from './target.ts';
import { targets } from './targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);
const chosen = targets.filter(({ name }) => positionals.every((word) => name.includes(word)));
const shares = chosen.reduce((sum, { share }) => sum + share, 0);

let broken = 0;
for (const target of chosen) {
  const started = performance.now();
  const count = Math.ceil((Number(values.count) * target.share) / shares);
  const faults = await fuzz(target, count);
  broken += faults;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${target.name.padEnd(22)} ${String(count).padStart(7)} inputs, ${faults} broke a law, ${seconds} s`);
}
process.exit(broken > 0 ? 1 : 0);

/** Starts a thread anew behind every input that hangs or ends it. */
async function fuzz(target: Target, count: number): Promise<number> {
  let faults = 0;
  const known = new Set<string>();
  const keep = (n: number, fault: string) => {
    faults += 1;
    // One input for each place in the code where it broke.
    const place = fault.split('\n').slice(0, 2).join(' ').replace(/\d+/g, '#');
    if (known.has(place)) return;
    known.add(place);
    const bytes = inputOf(target, target.seeds(), seed, n);
    const name = `${target.name.replaceAll(' ', '-')}.${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
    writeFileSync(new URL(`corpus/${name}`, import.meta.url), bytes);
    console.log(`${target.name}, input ${n}, ${bytes.length} bytes, kept as ${name}: ${fault}`);
  };
  for (let from = 0; from < count; ) from = await untilEnd(target, from, count, keep);
  return faults;
}

function untilEnd(target: Target, from: number, to: number, keep: (n: number, fault: string) => void): Promise<number> {
  const at = new Int32Array(new SharedArrayBuffer(4));
  at[0] = from;
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { name: target.name, seed, from, to, at },
    stdout: true,
    stderr: true,
  });
  return new Promise((resolve) => {
    let [last, since] = [-1, performance.now()];
    let reason = 'the thread ended';
    const watch = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now !== last) [last, since] = [now, performance.now()];
      else if (performance.now() - since > PATIENCE_MS) {
        reason = `no answer in ${PATIENCE_MS} ms`;
        void worker.terminate();
      }
    }, 500);
    worker.on('message', ({ n, fault }: { n: number; fault: string }) => keep(n, fault));
    worker.on('error', (error: Error) => {
      reason = error.stack ?? error.message;
    });
    worker.on('exit', () => {
      clearInterval(watch);
      const n = Atomics.load(at, 0);
      if (n < to) keep(n, reason);
      resolve(n + 1);
    });
  });
}
