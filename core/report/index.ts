export type { ExportInput } from './evidence.ts';
export { type ExportOptions, exportRun, FORMATS } from './export.ts';
