/*
 * Counts tests by kind after a run. The kind follows from where a test lives, and from its name where it says which
 * program of other people judges it.
 */
import type { Reporter, TestModule } from 'vitest/node';

const JUDGES =
  /dciodvfy|dcentvfy|dcmtk|dcmdump|dcmdjp|dsrdump|pydicom|gdcm|pdfinfo|pdftotext|torch|scikit|skimage|scipy|numpy|nibabel|onnx\.py/i;

const kinds = [
  'unit',
  'engine by direct call',
  'engine over a pipe',
  'engine over TCP',
  'interop',
  'end to end in Chromium',
] as const;
type Kind = (typeof kinds)[number];

function kindOf(file: string, name: string): Kind {
  if (file.includes('/test/e2e/')) return 'end to end in Chromium';
  if (file.includes('/test/engine/') && /\bTCP\b/i.test(name)) return 'engine over TCP';
  if (file.includes('/test/engine/') && /\b(pipe|socket)\b/i.test(name)) return 'engine over a pipe';
  if (JUDGES.test(name) || file.includes('/test/interop/')) return 'interop';
  return file.includes('/test/engine/') ? 'engine by direct call' : 'unit';
}

export default class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const counts = new Map(kinds.map((kind) => [kind, { passed: 0, failed: 0, skipped: 0 }]));
    let broken = 0;
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length) broken++;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        if (state !== 'pending') counts.get(kindOf(module.moduleId, test.fullName))![state]++;
      }
    }
    const width = Math.max(...kinds.map((kind) => kind.length));
    const total = { passed: 0, failed: broken, skipped: 0 };
    console.log('');
    for (const [kind, { passed, failed, skipped }] of counts) {
      console.log(`${kind.padEnd(width)}  ${passed} passed, ${failed} failed, ${skipped} skipped`);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
    if (broken) console.log(`${broken} test files could not be run`);
    console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  }
}
