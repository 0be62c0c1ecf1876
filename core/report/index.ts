export type { ExportInput } from './evidence.ts';
export { exportRun, FORMATS } from './export.ts';
