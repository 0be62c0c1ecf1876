import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../core/contract/problems/index.ts';
import { manifestJsonSchema, modelsInspect, parseManifest, readPackage } from '../../core/models/index.ts';
import { endlessLoop, int, model, node, tinyResnet, typed } from '../onnx/tiny.ts';
import { type Files, refused, sentence, temporary, tinyPackage, write } from './packages.ts';

const reading = async (files: Files) => readPackage(await write(await temporary(), files));

/** A channel of a network of several series. */
const channel = (key: string, rule: object = { attribute: 'description', anyOf: [key] }) => {
  const reason = { en: 'r', ar: 'r' };
  return { key, name: reason, find: [{ ...rule, severity: 'caution', missing: 'ask', reason }] };
};
const moving = { ...channel('flair'), prepare: [{ step: 'orient', to: 'RAS' }] };
const volumes = (...channels: object[]) => volumesOf(channels);
const volumesOf = (channels: object[], steps: object[] = []) =>
  tinyPackage((m) => {
    m.prepare.push(...steps);
    Object.assign(m.input, { kind: 'volume', frames: 'all', channels });
    Object.assign(m.network, { layout: 'NCDHW' });
    Object.assign(m.explain, { kind: 'none' });
  });

describe('A package in a folder', () => {
  it('opens when its bytes are those of its list', async () => {
    const model = await reading(tinyPackage());
    expect(model.manifest.id).toBe('tiny');
    expect(model.manifest.labels[1]).toMatchObject({ role: 'finding', operatingPoints: [] });
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(model.shipped).toBe(false);
  });

  it('opens with a byte order mark and Windows line ends', async () => {
    const files = tinyPackage();
    const text = JSON.stringify(JSON.parse(Buffer.from(files['model.json']!).toString()), null, 2).replaceAll(
      '\n',
      '\r\n',
    );
    expect((await reading({ ...files, 'model.json': Buffer.from(`\ufeff${text}`) })).manifest.version).toBe('1.0.0');
  });

  it('opens beside what operating systems leave in folders', async () => {
    expect(
      (await reading({ ...tinyPackage(), '.DS_Store': Buffer.from('x'), 'golden/._in.npy': Buffer.from('x') })).manifest
        .id,
    ).toBe('tiny');
  });
});

describe('A package is refused with the name of what is wrong', () => {
  const changed = (path: string, bytes: Uint8Array): Files => ({ ...tinyPackage(), [path]: bytes });
  const manifest = (text: string) => changed('model.json', Buffer.from(text));
  const flipped = tinyResnet();
  flipped[flipped.length - 40]! ^= 1;

  it.each<[string, Files, string, string]>([
    ['a changed byte', changed('model.onnx', flipped), 'package-file-changed', 'model.onnx'],
    ['a longer card', changed('CARD.md', Buffer.from('# Tiny, and more\n')), 'package-file-changed', 'CARD.md'],
    ['a file that nobody listed', changed('run.js', Buffer.from('1')), 'package-file-unlisted', 'run.js'],
    [
      '200 000 brackets',
      manifest(`{"manifest": 1, "id": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
      'package-manifest-too-deep',
      '32',
    ],
    ['2 MB of manifest', manifest(`{"id": "${'x'.repeat(2_000_000)}"}`), 'package-manifest-too-big', ''],
    ['broken JSON', manifest('{"manifest": 1,}'), 'package-manifest-not-json', ''],
    [
      'a misspelt key',
      tinyPackage((m) => Object.assign(m, { licens: 'MIT' })),
      'package-manifest-unknown-key',
      'licence',
    ],
    [
      'a misspelt key far inside',
      tinyPackage((m) => Object.assign(m.labels[1]!, { color: '#ff0000' })),
      'package-manifest-unknown-key',
      'colour',
    ],
    [
      'a misspelt step',
      tinyPackage((m) => m.prepare.push({ step: 'resampel' })),
      'package-manifest-unknown-name',
      'resample',
    ],
    [
      'a misspelt key of a step',
      tinyPackage((m) => m.prepare.push({ step: 'clip', min: 0, maxx: 1 })),
      'package-manifest-unknown-key',
      'max',
    ],
    [
      'a misspelt key of a step that comes in two kinds',
      tinyPackage((m) => m.prepare.push({ step: 'crop', to: 'foreground', forground: 'positive' })),
      'package-manifest-unknown-key',
      'foreground',
    ],
    [
      'a calibration of other labels',
      tinyPackage((m) => Object.assign(m.finish, [{ step: 'calibrate', platt: [{ a: -1, b: 0 }] }])),
      'channels-differ',
      'calibrate',
    ],
    [
      'a calibration without figures',
      tinyPackage((m) => m.finish.unshift({ step: 'calibrate' })),
      'package-manifest-lacks',
      'finish[0].temperature',
    ],
    [
      'windows for a network that classifies',
      tinyPackage((m) => {
        m.run = { mode: 'slidingWindow', size: [64, 64], overlap: 0.5, blend: 'gaussian', as: 'monai', timeoutS: 10 };
      }),
      'package-run-task',
      'slidingWindow',
    ],
    [
      'windows of masks that do not say how they are blended',
      tinyPackage((m) => {
        m.run = { mode: 'slidingWindow', size: [64, 64], overlap: 0.5, as: 'monai', timeoutS: 10 };
        Object.assign(m, { task: 'segmentation' });
      }),
      'package-manifest-lacks',
      'run.blend',
    ],
    [
      'windows with an axis too many',
      tinyPackage((m) => {
        const size = [64, 64, 64];
        m.run = { mode: 'slidingWindow', size, overlap: 0.5, blend: 'gaussian', as: 'monai', timeoutS: 10 };
        Object.assign(m, { task: 'segmentation' });
      }),
      'package-run-task',
      'run.size[2]',
    ],
    [
      'a misspelt rule',
      tinyPackage((m) => m.eligible.push({ attribute: 'modalty' })),
      'package-manifest-unknown-name',
      'modality',
    ],
    [
      'a regular expression as a rule',
      tinyPackage((m) => m.eligible.push({ attribute: 'description', matches: '^(([a-z])+.)+$' })),
      'package-manifest-unknown-key',
      'matches',
    ],
    [
      'an unknown task',
      tinyPackage((m) => Object.assign(m, { task: 'clasification' })),
      'package-manifest-unknown-name',
      'classification',
    ],
    ['an id that is a path', tinyPackage((m) => Object.assign(m, { id: '../../x' })), 'package-manifest-invalid', 'id'],
    ['a missing part', tinyPackage((m) => Reflect.deleteProperty(m, 'golden')), 'package-manifest-lacks', 'golden'],
    [
      'files outside the package',
      tinyPackage((m) => Object.assign(m.files, { '../x': { sha256: '0'.repeat(64), bytes: 1 } })),
      'package-outside',
      '../x',
    ],
    [
      'an absolute file',
      tinyPackage((m) => Object.assign(m.files, { '/etc/passwd': { sha256: '0'.repeat(64), bytes: 1 } })),
      'package-outside',
      '/etc/passwd',
    ],
    [
      'a network that is not listed',
      tinyPackage((m) => Object.assign(m.network, { file: 'other.onnx' })),
      'package-file-missing',
      'other.onnx',
    ],
    [
      'two labels of one key',
      tinyPackage((m) => Object.assign(m.labels[0]!, { key: 'odd' })),
      'package-label-twice',
      'odd',
    ],
    [
      'an empty range',
      tinyPackage((m) =>
        m.eligible.push({
          attribute: 'rows',
          min: 9,
          max: 1,
          severity: 'caution',
          missing: 'pass',
          reason: { en: 'a', ar: 'b' },
        }),
      ),
      'package-manifest-range',
      'eligible[0]',
    ],
    [
      'a window without its width',
      tinyPackage((m) => m.prepare.push({ step: 'voi', use: 'fixed', center: 40 })),
      'package-manifest-lacks',
      'prepare[1].width',
    ],
    [
      'a volume read by a flat network',
      tinyPackage((m) => Object.assign(m.input, { kind: 'volume' })),
      'package-layout',
      'NCHW',
    ],
    [
      'folds that no golden case proves together',
      tinyPackage((m) => Object.assign(m.run, { folds: ['CARD.md'] })),
      'package-manifest-lacks',
      'ensemble',
    ],
    [
      'a map of one network of several',
      tinyPackage(
        (m) => Object.assign(m.run, { folds: ['CARD.md'] }) && Object.assign(m.golden[0]!, { stage: 'ensemble' }),
      ),
      'package-folds',
      'cam',
    ],
    [
      'the same network twice',
      tinyPackage(
        (m) => Object.assign(m.run, { folds: ['model.onnx'] }) && Object.assign(m.golden[0]!, { stage: 'ensemble' }),
      ),
      'package-folds',
      'model.onnx',
    ],
    [
      'an input of half precision that is prepared in full',
      tinyPackage(
        () => {},
        model({
          nodes: [node('GlobalAveragePool', ['x'], ['p']), node('Flatten', ['p'], ['y'])],
          weights: [],
          inputs: [typed('x', [1, 2, 8, 8], 10)],
          outputs: [typed('y', [1, 2], 10)],
        }),
      ),
      'package-value-type',
      'float16',
    ],
    [
      'an output that cannot be asked for',
      tinyPackage(
        () => {},
        model({
          nodes: [
            node('GlobalAveragePool', ['x'], ['p']),
            node('Flatten', ['p'], ['f']),
            node('Cast', ['f'], ['y'], [int('to', 16)]),
          ],
          weights: [],
          inputs: [typed('x', [1, 2, 8, 8])],
          outputs: [typed('y', [1, 2], 16)],
        }),
      ),
      'package-value-type',
      'bfloat16',
    ],
    [
      'an element type before the last step',
      tinyPackage((m) => m.prepare.unshift({ step: 'type', to: 'float16' })),
      'step-misplaced',
      'type',
    ],
    [
      'anchors with a side too many',
      tinyPackage((m) => {
        const from = { kind: 'shapes', strides: [8], shapes: [[[16, 16, 4]]], deviations: [1, 1, 1, 1] };
        const step = { step: 'boxes', from, minimumScore: 0.5, iou: 0.5, most: 10 };
        Object.assign(m, { task: 'detection', finish: [step], explain: { kind: 'none' } });
        Object.assign(m.network, { boxes: 'y' });
      }),
      'package-box-axes',
      'finish[0].from.shapes',
    ],
    [
      'an input that the network lacks',
      tinyPackage((m) => Object.assign(m.network, { input: 'image' })),
      'package-network-mismatch',
      'image',
    ],
    [
      'three labels for two channels',
      tinyPackage((m) => m.labels.push({ ...m.labels[1]!, key: 'third' })),
      'package-label-count',
      '3',
    ],
    [
      'several series for a network of images',
      tinyPackage((m) => Object.assign(m.input, { channels: [channel('t1'), channel('flair')] })),
      'package-channels-image',
      'input.kind',
    ],
    ['two channels of one name', volumes(channel('t1'), channel('t1')), 'package-channel-twice', 't1'],
    [
      'a rule of a channel with an empty range',
      volumes(channel('t1'), channel('flair', { attribute: 'echoTime', min: 90, max: 20 })),
      'package-manifest-range',
      'input.channels[1].find[0]',
    ],
    [
      'a channel that nothing finds',
      volumes(channel('t1'), { ...channel('flair'), find: [] }),
      'package-manifest-invalid',
      'input.channels[1].find',
    ],
    ['a step of a channel that moves it', volumes(channel('t1'), moving), 'package-manifest-unknown-name', 'orient'],
    [
      'a step of a channel that there is not',
      volumesOf([channel('t1'), channel('flair')], [{ step: 'clip', min: 0, max: 1, only: ['flair', 'adc'] }]),
      'package-channel-unknown',
      'adc',
    ],
    [
      'series for channels that the network lacks',
      volumes(channel('t1'), channel('flair')),
      'package-channel-count',
      '2',
    ],
    ['a network with an endless loop', tinyPackage(() => {}, endlessLoop()), 'onnx-endless-loop', 'Loop'],
  ])('%s', async (_, files, code, names) => {
    const problem = await refused(reading(files));
    expect(problem.code).toBe(code);
    expect(sentence(problem)).toContain(names);
  });

  it('keys that change prototypes are unknown keys and change nothing', async () => {
    const text = Buffer.from(tinyPackage()['model.json']!).toString();
    for (const key of ['__proto__', 'constructor']) {
      const spliced = `${text.slice(0, -1)}, "${key}": {"trusted": true, "prototype": {"trusted": true}}}`;
      const problem = await refused(reading({ ...tinyPackage(), 'model.json': Buffer.from(spliced) }));
      expect(problem).toMatchObject({ code: 'package-manifest-unknown-key', values: { key } });
    }
    expect('trusted' in {}).toBe(false);
  });

  it('links, wherever they lead', async () => {
    for (const path of ['CARD.md', 'golden/in.npy']) {
      const folder = await write(await temporary(), tinyPackage());
      await rm(join(folder, path));
      await symlink('/etc/hostname', join(folder, path));
      expect(await refused(readPackage(folder))).toMatchObject({ code: 'package-link', values: { file: path } });
    }
  });

  it('a folder without a manifest, and one that is not there', async () => {
    const folder = await temporary();
    expect((await refused(readPackage(folder))).code).toBe('not-a-package');
    expect((await refused(readPackage(join(folder, 'nowhere')))).code).toBe('not-found');
  });
});

describe('Inspection', () => {
  it('says the same of a network alone, in a folder and in a ZIP, and reads the ZIP in place', async () => {
    const folder = await write(await temporary(), tinyPackage());
    const alone = await modelsInspect(join(folder, 'model.onnx'));
    const inFolder = await modelsInspect(folder);
    const zip = join(await temporary(), 'tiny.zip');
    await writeFile(
      zip,
      zipSync({
        'tiny/': [new Uint8Array(), {}],
        ...Object.fromEntries(Object.entries(tinyPackage()).map(([path, bytes]) => [`tiny/${path}`, bytes])),
      }),
    );
    expect(await modelsInspect(zip)).toEqual(inFolder);
    expect(inFolder).toEqual({
      ...alone,
      package: { id: 'tiny', version: '1.0.0', sha256: (await readPackage(folder)).sha256 },
    });
  });

  it('tells a PyTorch checkpoint called .onnx', async () => {
    const path = join(await temporary(), 'net.onnx');
    await writeFile(path, zipSync({ 'archive/data.pkl': Buffer.from('cos\nsystem\n') }));
    expect((await refused(modelsInspect(path))).code).toBe('onnx-pickle');
  });
});

describe('The schema', () => {
  it('that editors get is the one that the app checks by', async () => {
    const written = await readFile(new URL('../../models/manifest.schema.json', import.meta.url), 'utf8');
    expect(written, 'run: node tools/manifest-schema.ts').toBe(manifestJsonSchema());
  });

  it('accepts the manifests of the shipped packages', async () => {
    for (const id of ['chest-pneumonia', 'hippocampus-mr']) {
      const text = await readFile(new URL(`../../models/${id}/model.json`, import.meta.url), 'utf8');
      expect(parseManifest(JSON.parse(text)).id).toBe(id);
    }
  });

  it('has a sentence and a next step in both languages for every problem, with the same values', () => {
    for (const [code, { en, ar }] of Object.entries(catalogue)) {
      const values = ([text, next]: typeof en) => {
        const said = typeof text === 'string' ? text : `${text.other} {${text.of}}`;
        return [...new Set(`${said} ${next}`.match(/\{\w+\}/g) ?? [])].sort();
      };
      expect(values(ar), code).toEqual(values(en));
    }
  });
});
