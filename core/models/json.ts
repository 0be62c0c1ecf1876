import { ProblemError } from '../contract/index.ts';

/** Largest model.json; a careful one has about 10 kB. */
export const LARGEST_MANIFEST = 1 << 20;
/** Deepest nesting; the schema needs seven. */
const DEEPEST = 32;

/** JSON of a stranger: UTF-8 with or without a byte order mark, of bounded size and depth. Throws a ProblemError. */
export function parseManifestJson(bytes: Uint8Array): unknown {
  if (bytes.length > LARGEST_MANIFEST) throw new ProblemError('package-manifest-too-big', { limit: LARGEST_MANIFEST });
  const text = new TextDecoder().decode(bytes);
  if (depthOf(text) > DEEPEST) throw new ProblemError('package-manifest-too-deep', { limit: DEEPEST });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError('package-manifest-not-json', { detail: (error as SyntaxError).message });
  }
}

/** How deep brackets are nested, those in strings left out; before a parser recurses into them. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted && letter === '\\') at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '[' || letter === '{')) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (letter === ']' || letter === '}')) depth--;
  }
  return deepest;
}
