import { type ForeignFile, type Imported, keyOf, numberAt } from './import-values.ts';
import { todo } from './todo.ts';

/**
 * A classifier of TorchXRayVision (mlmed/torchxrayvision), exported with `op_threshs = None` so that its output is
 * logits, beside `torchxrayvision.json`: `pathologies` ("" where a channel is not used) and `op_threshs` (null where
 * there is none). Its input is −1024 … 1024, of the size that `weights` names ("densenet121-res224-all").
 */
export function importXrv(file: ForeignFile): Imported {
  const { weights, pathologies, op_threshs: thresholds, ...rest } = file.json;
  const [other] = Object.keys(rest);
  if (other) file.refuse(other, rest[other]);
  if (!Array.isArray(pathologies)) return file.refuse('pathologies', pathologies);
  if (thresholds !== undefined && (!Array.isArray(thresholds) || thresholds.length !== pathologies.length))
    file.refuse('op_threshs', thresholds);
  const side = Number(/-res(\d+)-/.exec(String(weights))?.[1]) || todo('pixels along this axis');
  return {
    manifest: {
      ...(typeof weights === 'string' && {
        name: { en: `TorchXRayVision ${weights}`, ar: `TorchXRayVision ${weights}` },
      }),
      prepare: [
        { step: 'modality' },
        { step: 'voi', use: todo("window (the file's own) or minmax: to 0 … 1") },
        { step: 'invertMonochrome1' },
        {
          step: 'resize',
          size: [side, side],
          mode: 'fill',
          interpolation: todo('area as XRayResizer(engine="cv2"), else bilinear'),
          antialias: todo('true or false'),
          convention: 'pytorch',
        },
        { step: 'scale', factor: 2048, offset: -1024 },
      ],
      finish: [{ step: 'sigmoid' }],
    },
    labels: pathologies.map((name, n) => labelOf(file, String(name), n, (thresholds as unknown[] | undefined)?.[n])),
  };
}

function labelOf(file: ForeignFile, name: string, n: number, threshold: unknown): Record<string, unknown> {
  if (!name) {
    const unused = { en: `Channel ${n}, not used`, ar: `القناة ${n}، غير مستخدمة` };
    return { key: `unused-${n}`, name: unused, role: 'background' };
  }
  const shown = name.replaceAll('_', ' ');
  const at = threshold ?? undefined;
  return {
    key: keyOf(name, n),
    name: { en: shown, ar: todo(`"${shown}" in Arabic`) },
    role: 'finding',
    ...(at !== undefined && {
      operatingPoints: [{ name: 'balanced', threshold: numberAt(file, `op_threshs[${n}]`, at) }],
    }),
  };
}
