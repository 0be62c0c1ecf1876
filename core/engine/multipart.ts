import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/index.ts';
import { tooLarge } from './refusal.ts';

/** A part's header block is never longer. */
const LONGEST_HEADER = 16 * 2 ** 10;
const MOST_FILES = 100_000;

/**
 * Writes the files of a `multipart/form-data` request (RFC 7578) into a folder as they arrive, so that a study of any
 * size passes through little memory. Files get numbers for names with what is harmless of their own: a name is never
 * a path. Throws 'too-large' beyond `limit` bytes in all, 'wrong-use' where it is no multipart request.
 */
export async function receiveFiles(request: Request, folder: string, limit: number): Promise<string[]> {
  const boundary = /^multipart\/form-data\s*;.*boundary="?([^";]{1,70})"?/i.exec(
    request.headers.get('content-type') ?? '',
  )?.[1];
  if (!boundary || !request.body) throw notMultipart();
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit);
  await mkdir(folder, { recursive: true });

  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const files: string[] = [];
  let buffer: Buffer = Buffer.from('\r\n');
  let file: FileHandle | undefined;
  let state: 'preamble' | 'delimiter' | 'header' | 'body' | 'end' = 'preamble';
  let received = 0;

  /** One step of the machine; false where it needs more bytes. */
  async function step(): Promise<boolean> {
    if (state === 'preamble' || state === 'body') {
      const at = buffer.indexOf(delimiter);
      const certain = at < 0 ? Math.max(0, buffer.length - delimiter.length) : at;
      if (file && certain) await file.write(buffer.subarray(0, certain));
      buffer = buffer.subarray(certain);
      if (at < 0) return false;
      buffer = buffer.subarray(delimiter.length);
      await file?.close();
      file = undefined;
      state = 'delimiter';
    } else if (state === 'delimiter') {
      if (buffer.length < 2) return false;
      state = buffer.toString('latin1', 0, 2) === '--' ? 'end' : 'header';
    } else if (state === 'header') {
      const at = buffer.indexOf('\r\n\r\n');
      if (at < 0 && buffer.length > LONGEST_HEADER) throw notMultipart();
      if (at < 0) return false;
      const name = /filename="([^"]*)"/i.exec(buffer.toString('utf8', 0, at))?.[1];
      buffer = buffer.subarray(at + 4);
      if (name !== undefined) {
        if (files.length >= MOST_FILES) throw tooLarge(limit);
        files.push(join(folder, `${files.length + 1}-${harmless(name)}`));
        file = await open(files.at(-1)!, 'wx');
      }
      state = 'body';
    } else return false;
    return true;
  }

  try {
    for await (const chunk of request.body) {
      received += chunk.byteLength;
      if (received > limit) throw tooLarge(limit);
      buffer = Buffer.concat([buffer, chunk]);
      while (await step());
    }
  } finally {
    await file?.close();
  }
  if ((state as string) !== 'end') throw notMultipart();
  return files;
}

const notMultipart = () => new ProblemError('wrong-use', { message: 'The request holds no complete upload' });

/** The end of a file name, of letters, digits, dot, dash and underscore only. */
const harmless = (name: string) => name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-80);
