export type { ExportInput } from './evidence.ts';
export { exportMeasurements, exportRun, FORMATS } from './export.ts';
