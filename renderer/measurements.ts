import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Measurement } from '../core/contract/index.ts';
import { call } from './client.ts';
import { decide } from './engine.ts';
import { goToImage } from './instances.ts';
import { change, goTo, useWindow } from './state.ts';
import type { PlainWord } from './words.ts';

export const useMeasurements = (seriesInstanceUid: string | undefined): Measurement[] => {
  const all = useQuery({ queryKey: ['measurements'], queryFn: () => call('measurements') }).data?.measurements;
  return useMemo(
    () => all?.filter((one) => one.seriesInstanceUid === seriesInstanceUid) ?? [],
    [all, seriesInstanceUid],
  );
};

/** Draws or moves a measurement: it stands on the screen once the journal has it on disk. */
export const keepMeasurement = (measurement: Measurement) => decide({ kind: 'measure', measurement });

export async function deleteMeasurements(ids: string[]) {
  if (ids.length === 0) return;
  const { selectedMeasurement } = useWindow.getState();
  if (await decide({ kind: 'delete-measurements', ids }))
    if (selectedMeasurement && ids.includes(selectedMeasurement)) change({ selectedMeasurement: undefined });
}

/** Selects a measurement and brings its slice on the screen. */
export function showMeasurement(measurement: Measurement) {
  const { id, seriesInstanceUid, points, frameOfReferenceUid } = measurement;
  change({ selectedMeasurement: id });
  if (measurement.plane !== 'acquired') return goTo({ seriesInstanceUid, frameOfReferenceUid, point: points[0]! });
  void goToImage(measurement, measurement);
}

export const MEASUREMENT_NAMES: Record<Measurement['tool'], PlainWord> = {
  length: 'measureLength',
  angle: 'measureAngle',
  cobb: 'measureCobb',
  bidirectional: 'measureBidirectional',
  rectangle: 'measureRectangle',
  ellipse: 'measureEllipse',
  freehand: 'measureFreehand',
  probe: 'measureProbe',
};
