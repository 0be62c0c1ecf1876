import { ProblemError } from '../contract/index.ts';

/** What a draft says where its author has to write something. */
export const todo = (what: string): string => `TODO: ${what}`;

/** The same, asked once for each language that readers see. */
export const words = (what: string) => ({ en: todo(what), ar: todo(`${what}, in Arabic`) });

const isTodo = (text: string) => text.startsWith('TODO');

/** Places of a draft that wait for its author, as `labels[0].name.en`, in the order of the document. */
export function todosIn(json: unknown, where = ''): { where: string; todo: string }[] {
  if (typeof json === 'string') return isTodo(json) ? [{ where, todo: json }] : [];
  if (Array.isArray(json)) return json.flatMap((value, n) => todosIn(value, `${where}[${n}]`));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => todosIn(value, where ? `${where}.${key}` : key));
}

/** Throws `package-todo` for the first of them. */
export function refuseTodo(json: unknown): void {
  const [first] = todosIn(json);
  if (first) throw new ProblemError('package-todo', first);
}
