import { useEffect, useMemo, useState } from 'react';
import type { Series, Study } from '../../core/contract/index.ts';
import { useSeries } from '../engine.ts';
import { framesOf } from '../images/frames.ts';
import { sampled } from '../images/oblique.ts';
import { voiOf } from '../images/paint.ts';
import { gridOf } from '../images/reformat.ts';
import { extentOf, type Values } from '../images/slice.ts';
import type { Stack } from '../images/stack.ts';
import { shownSeries, useWindow } from '../state.ts';
import { type NumberMap, pictureOf } from './layers.ts';

/** The PET volume that lies in the same space as a series of another modality, if the study has one. */
export function petFor(study: Study, series: Series): Series | undefined {
  if (series.modality === 'PT' || !series.frameOfReferenceUid) return undefined;
  return study.series.find(
    (one) => one.modality === 'PT' && one.volume && one.frameOfReferenceUid === series.frameOfReferenceUid,
  );
}

/** A PET over the slices of another series, where its patient lies, as colours from nothing to its upper window. */
export function useFusion(uid: string | undefined, stack: Stack | undefined, index: number): NumberMap | undefined {
  const on = useWindow((state) => state.fused);
  const found = useSeries(uid);
  const pet = on && found ? petFor(found.study, found.series) : undefined;
  const volume = usePet(pet, uid);
  const chosen = useWindow((state) => (pet ? state.windows[pet.seriesInstanceUid] : undefined));
  return useMemo(() => {
    if (!volume || !pet || !stack?.infoOf(0).plane) return undefined;
    const { grid, frame, info, middle } = volume;
    const geometry = stack.geometry(Math.min(index, stack.length - 1));
    const values = sampled(grid, geometry, frame, { outside: Number.NaN });
    const voi = chosen ?? voiOf(info, middle);
    const high = 'table' in voi ? extentOf(middle.values)[1] : voi.center + voi.width / 2;
    const overlay = { label: pet.description || pet.modality, unit: info.modality.units };
    return { overlay, low: 0, high, picture: pictureOf({ values, low: 0, high }, geometry.columns) };
  }, [volume, pet, stack, index, chosen]);
}

type Pet = {
  grid: ReturnType<typeof gridOf>;
  frame: (k: number) => Values;
  info: Parameters<typeof voiOf>[0];
  middle: Parameters<typeof voiOf>[1];
};

function usePet(pet: Series | undefined, base: string | undefined): Pet | undefined {
  const [volume, setVolume] = useState<Pet>();
  const uid = pet?.seriesInstanceUid;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a volume is read once for its series and its slices
  useEffect(() => {
    setVolume(undefined);
    if (!pet || !base) return;
    let left = false;
    const frames = framesOf(pet, [base, ...shownSeries()]);
    const load = async () => {
      const infos = await frames.infos();
      await frames.loadAll();
      const k = infos.length >> 1;
      if (!left)
        setVolume({
          grid: gridOf(infos),
          frame: (at) => frames.peek(at)!.values,
          info: infos[k]!,
          middle: frames.peek(k)!,
        });
    };
    load().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [uid, pet?.frames, base]);
  return volume;
}
