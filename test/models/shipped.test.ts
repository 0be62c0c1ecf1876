import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFrames, readHeader } from '../../core/dicom/index.ts';
import { indexPaths } from '../../core/library/index.ts';
import { checkEligible, type ModelPackage, modelsInspect, openModelStore, summarise } from '../../core/models/index.ts';
import { writeExampleStudy } from '../../core/phantom/index.ts';
import { temporary } from './packages.ts';

const shippedFolder = fileURLToPath(new URL('../../models', import.meta.url));
const openData = fileURLToPath(new URL('../../../shared/data/dicom', import.meta.url));
const haveData = existsSync(openData);
if (!haveData) console.warn('eligibility of open studies: skipped, ../shared/data is not here');

let models: ModelPackage[] = [];
beforeAll(async () => {
  const { packages, broken } = await openModelStore({ shipped: shippedFolder, installed: '' }).list();
  expect(broken).toEqual([]);
  models = packages;
});

/** What every shipped model says to every series of a folder, by series description: the rules that failed. */
async function verdicts(folder: string) {
  const { studies } = await indexPaths([folder]);
  const said: {
    modality: string;
    description: string;
    model: string;
    eligible: boolean;
    overrulable: boolean;
    failed: string[];
  }[] = [];
  for (const study of studies)
    for (const series of study.series) {
      const headers = await Promise.all(series.instances.map(({ source }) => readHeader(source)));
      const infos = series.images ? headers.flatMap((header) => describeFrames(header)) : [];
      for (const { manifest } of models) {
        const { eligible, overrulable, checks } = checkEligible(manifest, {
          study,
          series,
          header: headers[0]!,
          infos,
        });
        const failed = checks
          .filter(({ passed }) => !passed)
          .map(({ rule, found, wanted }) => `${rule}: ${found} (${wanted})`);
        said.push({
          modality: series.modality,
          description: series.description,
          model: manifest.id,
          eligible,
          overrulable,
          failed,
        });
      }
    }
  return said;
}

describe('The shipped packages', () => {
  it('are whole, residual, and what their cards call them', async () => {
    expect(models.map(({ manifest }) => manifest.id)).toEqual([
      'brain-tumor-mr',
      'chest-pneumonia',
      'hippocampus-mr',
      'same-patient',
    ]);
    const [tumor, chest, hippocampus, person] = await Promise.all(models.map((model) => modelsInspect(model)));
    expect(tumor).toMatchObject({ residual: true, head: 'fpn', cam: 'none' });
    expect(person).toMatchObject({ residual: true, head: 'linear', cam: 'approximate' });
    expect(chest).toMatchObject({ residual: true, variant: 'ResNet-18', head: 'gap-linear', cam: 'exact' });
    expect(hippocampus).toMatchObject({ residual: true, head: 'conv', cam: 'none' });
  });

  it('are listed with the labels that can be findings', () =>
    expect(models.map((model) => summarise(model, []).labels.map(({ key }) => key))).toEqual([
      ['meningioma', 'glioma', 'pituitary'],
      ['normal', 'bacteria', 'virus'],
      ['anterior', 'posterior'],
      ['same-patient'],
    ]));

  it('each accept a series of the example study', async () => {
    const folder = await temporary();
    await writeExampleStudy(folder);
    const accepted = (await verdicts(folder)).filter(({ eligible }) => eligible).map(({ model }) => model);
    expect([...new Set(accepted)].sort()).toEqual(models.map(({ manifest }) => manifest.id));
  });
});

describe.runIf(haveData)('Open studies', () => {
  it('a radiograph of an adult or of unknown age is refused by its age, which a reader may overrule', async () => {
    const said = (await verdicts(`${openData}/chest-radiograph`)).filter(({ model }) => model === 'chest-pneumonia');
    expect(said.length).toBeGreaterThan(0);
    for (const each of said) {
      expect(each.eligible).toBe(false);
      expect(each.failed.join()).toContain('patientAge');
    }
  });

  it('the hippocampus network reads the crops of a study, and never its whole heads', async () => {
    const said = (await verdicts(`${openData}/mr-brain-tumor-studies`)).filter(
      ({ model }) => model === 'hippocampus-mr',
    );
    const isCrop = ({ description }: { description: string }) => description === 'HippoCrop';
    expect(said.filter(isCrop).map(({ eligible }) => eligible)).toEqual([true, true]);
    const heads = said.filter((each) => !isCrop(each));
    expect(heads.length).toBeGreaterThan(0);
    for (const each of heads) expect(each, each.description).toMatchObject({ eligible: false, overrulable: false });
  });

  it('a CT is read by none', async () => {
    const said = await verdicts(`${openData}/ct-head-93-slices`);
    expect(said).toHaveLength(4);
    for (const each of said) expect(each.eligible).toBe(false);
    expect(said.find(({ model }) => model === 'hippocampus-mr')).toMatchObject({ overrulable: false });
  });
});
