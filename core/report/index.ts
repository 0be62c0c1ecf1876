export type { ExportInput, MeasuredInput } from './evidence.ts';
export { exportMeasurements, exportRun, FORMATS } from './export.ts';
