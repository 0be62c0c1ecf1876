import { z } from 'zod';
import { nearestName, ProblemError } from '../contract/index.ts';
import { checkConsistent } from './consistent.ts';
import { Manifest } from './manifest.ts';
import { refuseTodo } from './todo.ts';

/**
 * The manifest in parsed JSON, with its defaults. Throws a ProblemError for the first thing that is not right: what its
 * author has yet to write, then names that are not known, with the nearest known one, come before all else.
 */
export function parseManifest(json: unknown): Manifest {
  refuseTodo(json);
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw problemOfIssue(mostTelling(parsed.error.issues, json), json);
  checkConsistent(parsed.data);
  return parsed.data;
}

const FilesOnly = z.object({ files: Manifest.shape.files });
export type PackageFiles = Manifest['files'];

/** Only the list of files, so that a changed byte is told before what it changed is judged. */
export function parseFiles(json: unknown): PackageFiles {
  const parsed = FilesOnly.safeParse(json);
  if (!parsed.success) throw problemOfIssue(mostTelling(parsed.error.issues, json), json);
  return parsed.data.files;
}

type Issue = z.core.$ZodIssue;

/** What is there and wrong tells more than what is lacking, and a name that is not known most of all. */
function mostTelling(issues: Issue[], json: unknown): Issue {
  const there = issues.filter(({ path }) => valueAt(json, path) !== undefined);
  const withCode = (...codes: Issue['code'][]) => there.find(({ code }) => codes.includes(code));
  return (
    withCode('invalid_key', 'unrecognized_keys') ?? withCode('invalid_union', 'invalid_value') ?? there[0] ?? issues[0]!
  );
}

function problemOfIssue(issue: Issue, json: unknown): ProblemError {
  const where = pathText(issue.path);
  const found = valueAt(json, issue.path);
  if (issue.code === 'invalid_key') return new ProblemError('package-outside', { file: String(issue.path.at(-1)) });
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return new ProblemError('package-manifest-unknown-key', {
      key,
      where,
      nearest: hint(key, keysAt(Manifest, issue.path, json)),
    });
  }
  const known = namesOf(issue);
  if (known && found !== undefined)
    return new ProblemError('package-manifest-unknown-name', {
      found: String(found),
      where,
      nearest: hint(String(found), known),
      known: known.join(', '),
    });
  if (found === undefined) return new ProblemError('package-manifest-lacks', { where });
  return new ProblemError('package-manifest-invalid', { where, detail: issue.message });
}

function namesOf(issue: Issue): string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue) return (issue.options as unknown[]).map(String);
  return undefined;
}

/** A question mark and the nearest name need no translation. */
function hint(name: string, known: string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` (→ "${nearest}"?)`;
}

/** `eligible[0].severity`; the manifest itself is `model.json`. */
const pathText = (path: PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'model.json';

function valueAt(json: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    json,
  );
}

/** The keys that the schema knows at a place of the document. */
function keysAt(schema: z.ZodType, path: PropertyKey[], json: unknown): string[] {
  const inner = unwrap(schema, json);
  if (path.length === 0) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
  const [part, ...rest] = path;
  const value = valueAt(json, [part!]);
  if (inner instanceof z.ZodObject) return keysAt(inner.shape[String(part)] as z.ZodType, rest, value);
  if (inner instanceof z.ZodArray) return keysAt(inner.element as z.ZodType, rest, value);
  if (inner instanceof z.ZodRecord) return keysAt(inner.valueType as z.ZodType, rest, value);
  return [];
}

/** The schema behind defaults and optionals, and of unions, one in the other, the option whose discriminators the document has. */
function unwrap(schema: z.ZodType, json: unknown): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return unwrap(schema.unwrap() as z.ZodType, json);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const { discriminator } = schema.def;
  const chosen = valueAt(json, [discriminator]);
  const option = (schema.options as z.ZodType[]).find((each) =>
    objectsOf(each).some(({ shape }) => (shape[discriminator] as z.ZodType).safeParse(chosen).success),
  );
  return option ? unwrap(option, json) : schema;
}

const objectsOf = (option: z.ZodType): z.ZodObject[] =>
  option instanceof z.ZodDiscriminatedUnion
    ? (option.options as z.ZodType[]).flatMap(objectsOf)
    : [option as z.ZodObject];
