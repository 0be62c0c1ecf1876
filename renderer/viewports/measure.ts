import { Enums as CoreEnums, eventTarget, getEnabledElements, triggerEvent } from '@cornerstonejs/core';
import {
  addTool,
  annotation,
  EllipticalROITool,
  Enums,
  init,
  LengthTool,
  RectangleROITool,
  ToolGroupManager,
} from '@cornerstonejs/tools';
import type { Tool } from '../state.ts';
import { partsOf } from './cornerstone-images.ts';
import { ENGINE_ID } from './view.ts';

const GROUP = 'measure';
const TOOLS = {
  length: LengthTool.toolName,
  rectangle: RectangleROITool.toolName,
  ellipse: EllipticalROITool.toolName,
} as const;

type Statistics = {
  area?: number;
  areaUnit?: string;
  mean?: number;
  stdDev?: number;
  length?: number;
  unit?: string;
};

/** Words of readings, in the language of the window. */
export type Readings = { area: string; mean: string; deviation: string };
let readings: Readings = { area: 'Area', mean: 'Mean', deviation: 'SD' };
export const nameReadings = (named: Readings) => {
  readings = named;
};

/** Units of the values under a reading; Cornerstone names the image as "imageId:…". */
const unitsAt = (target: string) => {
  const found = partsOf(target.replace(/^imageId:/, ''));
  return found?.stack.infoOf(found.index).modality.units ?? '';
};

const three = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1));
const isMm = (unit: string | undefined) => unit?.startsWith('mm');

const lengthLines = (data: { cachedStats: Record<string, Statistics> }, target: string) => {
  const { length, unit } = data.cachedStats[target] ?? {};
  return length === undefined ? undefined : [`${three(length)}\u00a0${isMm(unit) ? 'mm' : 'px'}`];
};

const regionLines = (data: { cachedStats: Record<string, Statistics> }, target: string) => {
  const { area, areaUnit, mean, stdDev } = data.cachedStats[target] ?? {};
  if (area === undefined || mean === undefined) return undefined;
  const units = unitsAt(target);
  const spread = stdDev === undefined ? '' : `\u2002${readings.deviation} ${three(stdDev)}`;
  return [
    `${readings.area} ${three(area)}\u00a0${isMm(areaUnit) ? 'mm²' : 'px²'}`,
    `${readings.mean} ${three(mean)}${units && `\u00a0${units}`}${spread}`,
  ];
};

let started = false;

function group() {
  const known = ToolGroupManager.getToolGroup(GROUP);
  if (known) return known;
  if (!started) {
    init();
    for (const tool of [LengthTool, RectangleROITool, EllipticalROITool]) addTool(tool);
    const styles = annotation.config.style.getDefaultToolStyles();
    annotation.config.style.setDefaultToolStyles({
      ...styles,
      global: {
        ...styles.global,
        color: '#e9ebef',
        colorHighlighted: '#9db2ff',
        colorSelected: '#9db2ff',
        lineWidth: '1.5',
        shadow: true,
        textBoxFontFamily: 'Inter Variable, IBM Plex Sans Arabic, sans-serif',
        textBoxFontSize: '12px',
        textBoxColor: '#e9ebef',
        textBoxColorHighlighted: '#c3cfff',
        textBoxColorSelected: '#c3cfff',
        textBoxLinkLineDash: '2,3',
      },
    });
    started = true;
    // The tools take hold of an element when it is enabled; these were enabled before the tools were there.
    for (const { viewport, renderingEngineId } of getEnabledElements())
      triggerEvent(eventTarget, CoreEnums.Events.ELEMENT_ENABLED, {
        element: viewport.element,
        renderingEngineId,
        viewportId: viewport.id,
      });
  }
  const made = ToolGroupManager.createToolGroup(GROUP)!;
  made.addTool(TOOLS.length, { getTextLines: lengthLines });
  for (const tool of [TOOLS.rectangle, TOOLS.ellipse]) made.addTool(tool, { getTextLines: regionLines });
  return made;
}

/** Gives a viewport the measuring tools. What was measured stays visible whichever tool is in use. */
export function joinMeasuring(viewportId: string): () => void {
  group().addViewport(viewportId, ENGINE_ID);
  return () => group().removeViewports(ENGINE_ID, viewportId);
}

/** Puts one measuring tool on the left button, or none: then measurements are only shown. */
export function chooseMeasureTool(tool: Tool): void {
  for (const [name, toolName] of Object.entries(TOOLS)) {
    if (name === tool) group().setToolActive(toolName, { bindings: [{ mouseButton: Enums.MouseBindings.Primary }] });
    else group().setToolEnabled(toolName);
  }
}

export function clearMeasurements(): void {
  annotation.state.removeAllAnnotations();
  for (const { viewport } of getEnabledElements()) viewport.render();
}
