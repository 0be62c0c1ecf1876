import type { Evidence, ExportOptions, SetFile } from './export.ts';
import type { Making } from './modules.ts';
export function checkFiles(_written: SetFile[], _evidence: Evidence, _making: Making, _o: ExportOptions): void {}
