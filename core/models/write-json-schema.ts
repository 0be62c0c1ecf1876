/** Writes models/manifest.schema.json anew from manifest.ts: `node core/models/write-json-schema.ts`. */
import { writeFile } from 'node:fs/promises';
import { manifestJsonSchema } from './json-schema.ts';

await writeFile(new URL('../../models/manifest.schema.json', import.meta.url), manifestJsonSchema());
