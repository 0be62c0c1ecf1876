/**
 * What the files of another framework say of a network, in the words of a manifest: whole keys of it, and what is known
 * of each label in the order of the output channels.
 */
export type Imported = {
  manifest: Record<string, unknown> & { input?: { channels: object[] } };
  labels?: Record<string, unknown>[];
};

/** What a manifest says of an input of several series; nothing where there is one. */
export const inputOf = (channels: object[]) =>
  channels.length > 1 ? { input: { kind: 'volume', frames: 'all', channels } } : {};

/** A JSON file of another framework; `refuse` names a place in it that no manifest can say. */
export type ForeignFile = { name: string; json: Record<string, unknown>; refuse(where: string, found: unknown): never };

/** A name of another framework as a label's key: small letters, digits and hyphens. */
export const keyOf = (name: string, place: number): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || `channel-${place}`;

/** A number at a place of a foreign file, else it is refused. */
export function numberAt(file: ForeignFile, where: string, value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : file.refuse(where, value);
}

export function numbersAt(file: ForeignFile, where: string, value: unknown, length: number): number[] {
  const all = Array.isArray(value) ? value : new Array(length).fill(value);
  if (all.length !== length) file.refuse(where, value);
  return all.map((each, n) => numberAt(file, `${where}[${n}]`, each));
}

export const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
