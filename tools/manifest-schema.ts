/** Writes models/manifest.schema.json anew from core/models/manifest.ts: `node tools/manifest-schema.ts`. */
import { writeFile } from 'node:fs/promises';
import { manifestJsonSchema } from '../core/models/index.ts';

await writeFile(new URL('../models/manifest.schema.json', import.meta.url), manifestJsonSchema());
