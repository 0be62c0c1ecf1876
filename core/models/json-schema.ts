import { z } from 'zod';
import { Manifest } from './manifest.ts';

/** The JSON Schema of model.json for editors (draft 2020-12), as text: `models/manifest.schema.json`. */
export function manifestJsonSchema(): string {
  const schema = { title: 'Skiagraph model package', ...z.toJSONSchema(Manifest, { io: 'input' }) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
