import { expect } from 'vitest';

/** Writes what an author would where a draft says TODO, as `labels[0].name.en`. */
export function put(json: object, where: string, value: unknown) {
  const path = where.split(/[.[\]]+/).filter(Boolean);
  const last = path.pop()!;
  const parent = path.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, json as never);
  expect(String(parent[last]), where).toMatch(/^TODO: /);
  parent[last] = value;
}
