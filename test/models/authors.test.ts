import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { skiagraph } from '../cli/command.ts';
import { temporaryFolder } from '../engine/transports.ts';
import { hasPython } from '../imaging/reference.ts';
import { ints, node, model as onnx, tensor, tinyResnet, typed } from '../onnx/tiny.ts';
import { put } from './fill.ts';

const page = await readFile(new URL('../../docs/model-authors.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text!);
const commands = blocks('sh').flatMap((text) => text.trim().split('\n'));
/** The table of step 3: place and value. */
const filled = [...page.matchAll(/^\| `([^`]+)` \| `(.+?)` \|/gm)].map(([, where, value]) => ({
  where: where!,
  value: JSON.parse(value!) as unknown,
}));

let home = '';
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(() => rm(home, { recursive: true, force: true }));
const data = () => join(home, 'data');

describe.runIf(hasPython)('docs/model-authors.md', () => {
  const { PATH = '' } = process.env;

  /** One line of the page, in the newcomer's folder, with `skiagraph` and Debian's python3 on the path. */
  async function shell(command: string) {
    const bin = join(home, 'bin');
    const env = {
      ...process.env,
      PATH: [bin, '/usr/bin', PATH].join(delimiter),
      SKIAGRAPH_DATA_DIR: data(),
      LANG: 'C',
    };
    return promisify(execFile)('sh', ['-c', command], { cwd: home, env }).then(
      ({ stdout }) => ({ code: 0, out: stdout, err: '' }),
      ({ code, stdout, stderr }) => ({ code: code as number, out: stdout as string, err: stderr as string }),
    );
  }
  const upTo = (beginning: string) =>
    commands.slice(
      0,
      commands.findIndex((line) => line.startsWith(beginning)),
    );
  const done = async (lines: string[]) => {
    const said = [];
    for (const line of lines) {
      const ended = await shell(line);
      expect(ended, line).toMatchObject({ code: 0 });
      said.push(ended.out);
    }
    return said;
  };

  beforeAll(async () => {
    const launcher = new URL('../../cli/skiagraph.mjs', import.meta.url).pathname;
    await mkdir(join(home, 'bin'));
    await writeFile(join(home, 'bin/skiagraph'), `#!/bin/sh\nexec "${process.execPath}" "${launcher}" "$@"\n`, {
      mode: 0o755,
    });
    await writeFile(join(home, 'export.py'), blocks('python')[0]!);
    const study = await writeExampleStudy(join(home, 'example'));
    await promisify(execFile)('cp', [
      '-r',
      dirname(study.find((path) => path.includes('chest'))!),
      join(home, 'study'),
    ]);
  });

  it('takes a ResNet of torchvision to a package that computes what PyTorch computes, on a DICOM file read by pydicom', async () => {
    const [, inspected] = await done(upTo('skiagraph models pack'));
    expect(JSON.parse(inspected!)).toMatchObject({ variant: 'ResNet-18', cam: 'exact' });

    const early = await shell('skiagraph models pack my-resnet');
    expect([early.code, early.err]).toEqual([4, expect.stringContaining('name.en is not filled in: TODO: ')]);
    expect((await shell('skiagraph models install my-resnet --language ar')).err).toContain('لم يُملأ name.en');

    const file = join(home, 'my-resnet/model.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    for (const { where, value } of filled) put(manifest, where, value);
    expect(JSON.stringify(manifest)).not.toContain('TODO');
    await writeFile(file, JSON.stringify(manifest));
    const card = await shell('skiagraph models pack my-resnet');
    expect(card.err).toContain('CARD.md is not filled in');
    await writeFile(join(home, 'my-resnet/CARD.md'), '# Chest ResNet\n');

    const said = await done(commands.slice(upTo('skiagraph models pack').length));
    expect(said.join('')).toMatch(/sealed.*\n.*installed.*\n.*passed/);

    const judge = `
import pydicom, numpy as np, torch, torchvision
exec(open('export.py').read().split('golden = ')[0])
d = pydicom.dcmread('study/0001.dcm')
v = d.pixel_array.astype('float32') * float(d.get('RescaleSlope', 1)) + float(d.get('RescaleIntercept', 0))
c, w = float(d.WindowCenter), float(d.WindowWidth)
v = np.clip((v - (c - .5)) / (w - 1) + .5, 0, 1).astype('float32')
if d.PhotometricInterpretation == 'MONOCHROME1': v = 1 - v
g = torch.from_numpy(v)[None, None]
s = torch.nn.functional.interpolate(g, (224, 224), mode='bilinear', align_corners=False, antialias=True)
with torch.no_grad(): print(model(torchvision.transforms.functional.normalize(s.repeat(1, 3, 1, 1), MEAN, DEVIATION)).softmax(1)[0].tolist())`;
    await writeFile(join(home, 'judge.py'), judge);
    const wanted = JSON.parse((await shell('python3 judge.py')).out) as number[];
    const found = (await shell('cat report/my-resnet/*/findings.csv')).out;
    const run = JSON.parse((await shell('cat report/my-resnet/*/run.json')).out);
    expect(run.findings.map(({ label }: { label: string }) => label)).toEqual(['normal', 'opacity']);
    for (const [n, { probability }] of run.findings.entries())
      expect(Math.abs(probability - wanted[n]!)).toBeLessThan(1e-5);
    expect(found).toContain('opacity');
  }, 120_000);

  it('seals every file: a changed byte is refused by the name of its file', async () => {
    await promisify(execFile)('cp', ['-r', join(home, 'my-resnet'), join(home, 'changed')]);
    await writeFile(join(home, 'changed/CARD.md'), '# Chest ResNeT\n');
    const { code, err } = await shell('skiagraph models install changed');
    expect([code, err]).toEqual([4, expect.stringContaining('CARD.md has changed')]);
  });
});

describe('skiagraph models new', () => {
  const draftOf = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(home, `${name}.onnx`), bytes);
    return skiagraph(data(), ['models', 'new', join(home, `${name}.onnx`), '--out', join(home, name), '--json']);
  };

  it('leaves a folder alone that has files', async () => {
    await mkdir(join(home, 'mine'));
    await writeFile(join(home, 'mine/notes.txt'), 'mine');
    const { code, err } = await draftOf('mine', tinyResnet());
    expect([code, err]).toEqual([4, expect.stringContaining('has files already')]);
  });

  it('writes a card with the same headings in English and in Arabic, none of which is taken for filled in', async () => {
    await draftOf('card', tinyResnet());
    const card = await readFile(join(home, 'card/CARD.md'), 'utf8');
    const [english, arabic] = card.split('<div dir="rtl" lang="ar">');
    const marks = (text: string | undefined) => text?.match(/^#+ |^TODO: /gm);
    expect(marks(arabic)).toEqual(marks(english));
    expect(english).not.toMatch(/\p{Script=Arabic}/u);
    const words = arabic!.split('\n').filter((line) => line && !line.startsWith('</'));
    expect(words.filter((line) => !/\p{Script=Arabic}/u.test(line))).toEqual([]);
  });

  it('fills in labels, layout and task of a network of volumes', async () => {
    const bytes = onnx({
      nodes: [node('Conv', ['x', 'w'], ['y'])],
      weights: [tensor('w', [3, 1, 1, 1, 1])],
      inputs: [typed('x', [1, 1, 'x', 'y', 'z'])],
      outputs: [typed('y', [1, 3, 'x', 'y', 'z'])],
    });
    const { code } = await draftOf('volumes', bytes);
    const manifest = JSON.parse(await readFile(join(home, 'volumes/model.json'), 'utf8'));
    expect(code).toBe(0);
    expect(manifest).toMatchObject({
      id: 'volumes',
      task: 'segmentation',
      input: { kind: 'volume' },
      explain: { kind: 'none' },
    });
    expect(manifest.labels).toHaveLength(3);
    expect(manifest.labels[0].role).toMatch(/^TODO: background/);
  });

  it('asks which series each of several channels of a volume is', async () => {
    const bytes = onnx({
      nodes: [node('Conv', ['x', 'w'], ['y'])],
      weights: [tensor('w', [2, 4, 1, 1, 1])],
      inputs: [typed('x', [1, 4, 'x', 'y', 'z'])],
      outputs: [typed('y', [1, 2, 'x', 'y', 'z'])],
    });
    await draftOf('sequences', bytes);
    const { input } = JSON.parse(await readFile(join(home, 'sequences/model.json'), 'utf8'));
    expect(input).toMatchObject({
      kind: 'volume',
      channels: new Array(4).fill({ find: [{ attribute: 'description' }] }),
    });
    expect(input.channels[3].key).toMatch(/^TODO: a short name of input channel 3/);
  });

  it('sees that the channels of an image, or of masks of a volume, come last', async () => {
    const draft = async (name: string, shape: (string | number)[], labels: number, rank: number) => {
      const nodes = [node('Transpose', ['x'], ['y'], [ints('perm', ...Array(rank).keys())])];
      const output = typed('y', [...shape.slice(0, -1), labels]);
      await draftOf(name, onnx({ nodes, weights: [], inputs: [typed('x', shape)], outputs: [output] }));
      return JSON.parse(await readFile(join(home, name, 'model.json'), 'utf8'));
    };
    const image = await draft('image-last', [1, 224, 192, 3], 2, 4);
    expect(image).toMatchObject({ network: { layout: 'NHWC' }, labels: [{}, {}], input: { kind: 'image' } });
    expect(image.prepare.find(({ step }: { step: string }) => step === 'resize').size).toEqual([224, 192]);
    const volume = await draft('volume-last', [1, 'z', 'y', 'x', 1], 3, 5);
    expect(volume).toMatchObject({ task: 'segmentation', labels: [{}, {}, {}] });
    expect(volume.network.layout).toBe('TODO: NDHWC if the axes are z, y, x; NXYZC if they are x, y, z');
  });

  it('runs a network of masks that takes one size only over windows', async () => {
    const bytes = onnx({
      nodes: [node('Conv', ['x', 'w'], ['y'])],
      weights: [tensor('w', [2, 1, 1, 1, 1])],
      inputs: [typed('x', [1, 1, 96, 96, 96])],
      outputs: [typed('y', [1, 2, 96, 96, 96])],
    });
    await draftOf('windows', bytes);
    const { run, prepare } = JSON.parse(await readFile(join(home, 'windows/model.json'), 'utf8'));
    expect(run).toMatchObject({ mode: 'slidingWindow', size: [96, 96, 96] });
    expect(prepare.map(({ step }: { step: string }) => step)).toEqual(['modality', 'orient', 'resample', 'normalise']);
  });

  it.each([
    ['two channels', [1, 224, 224, 2], 'input x: [1, 224, 224, 2]'],
    ['nine sequences', [1, 9, 96, 96, 96], 'input x: [1, 9, 96, 96, 96]'],
  ])('refuses by name what no manifest can say: %s', async (name, shape, what) => {
    const bytes = onnx({
      nodes: [node('GlobalAveragePool', ['x'], ['y'])],
      weights: [],
      inputs: [typed('x', shape)],
      outputs: [typed('y', shape)],
    });
    const { code, err } = await draftOf(name, bytes);
    expect([code, err]).toEqual([4, expect.stringContaining(what)]);
  });
});
