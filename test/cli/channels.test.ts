import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSequences, noSequences, T1_POST } from '../inference/sequences.ts';
import { skiagraph } from './command.ts';

const judge = fileURLToPath(new URL('../../../shared/acceptance/export.py', import.meta.url));

describe.skipIf(noSequences)('skiagraph analyse with a model of several series', () => {
  let folder: string;
  let dataDir: string;
  let study: string;
  beforeAll(async () => {
    folder = makeSequences();
    dataDir = mkdtempSync(join(tmpdir(), 'channels-'));
    study = join(folder, 'study');
    for (const name of ['t1', 'flair', 'flair-again'])
      cpSync(join(folder, name), join(study, name), { recursive: true });
    cpSync(T1_POST, join(study, 't1post'), { recursive: true });
    for (const command of ['pack', 'install'])
      expect(await skiagraph(dataDir, ['models', command, join(folder, 'package')])).toMatchObject({ code: 0 });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(dataDir, { recursive: true });
  });

  const analyse = (out: string, ...more: string[]) =>
    skiagraph(dataDir, ['analyse', study, '--model', 'sequences', '--out', join(folder, out), ...more]);

  it('says which series a channel may be and how to name one, and lists all of them in JSON', async () => {
    const { code, out, err } = await analyse('unclear', '--json');
    expect(code).toBe(3);
    expect(err).toContain(
      'Which series “FLAIR” is, is not clear; it may be 5 (T2 FLAIR), 7 (T2 FLAIR repeated). Choose it where the model is run, or name it by number or UID: --channel flair=<series>.',
    );
    const said = JSON.parse(out);
    expect(said.errors).toMatchObject([{ code: 'channel-unclear' }]);
    const open = said.refused.find((one: { channels?: object }) => one.channels);
    expect(open.channels[2]).toMatchObject({ key: 'flair', candidates: [{ number: 5 }, { number: 7 }] });
    expect(await analyse('unclear', '--channel', 'flair')).toMatchObject({ code: 2 });
  });

  it.each(['en', 'ar'])(
    'exports (%s) what dciodvfy, dcentvfy and pydicom accept, with references to all series that were read',
    async (language) => {
      const { code, err } = await analyse(language, '--channel', 'flair=5', '--language', language);
      expect(code, err).toBe(0);
      const results = join(folder, language, 'sequences', readdirSync(join(folder, language, 'sequences'))[0]!);
      const run = JSON.parse(readFileSync(join(results, 'run.json'), 'utf8'));
      expect(run.channels.map(({ key }: { key: string }) => key)).toEqual(['t1', 't1post', 'flair']);
      if (existsSync(judge)) {
        const options = { encoding: 'utf8' } as const;
        const { stdout } = spawnSync('/usr/bin/python3', [judge, join(folder, language), '--source', study], options);
        expect(stdout.trim().split('\n').at(-1)).toMatch(/^[1-9]\d* passed, 0 failed/);
      }
      const text = spawnSync('pdftotext', ['-layout', join(results, 'report.pdf'), '-'], { encoding: 'utf8' }).stdout;
      for (const name of ['T1 axial', 'T1post', 'T2 FLAIR']) expect(text).toContain(name);
      for (const file of ['findings.sr.dcm', 'segmentation.seg.dcm', 'report.pdf.dcm'])
        for (const { inputs } of run.channels) {
          const dump = spawnSync('dcmdump', [join(results, file)], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
          for (const { sopInstanceUid } of inputs) expect(dump).toContain(sopInstanceUid);
        }
    },
  );
});
