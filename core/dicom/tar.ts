import { createReadStream } from 'node:fs';
import { ProblemError } from '../contract/problems/index.ts';

/** A member of a tape archive: a file with its bytes, or what else it is. */
export type TarMember = { name: string; kind: 'file' | 'link' | 'other'; size: number; bytes: Uint8Array | undefined };

const BLOCK = 512;
/** A file in an archive may have this many bytes: it has to be held in memory whole. */
const LARGEST_FILE = 2 ** 31;
/** No honest archive of studies unpacks to more. */
const LARGEST_WHOLE = 2 ** 38;
/** Long names and pax headers are small. */
const LARGEST_NAME = 2 ** 16;
/** Types without bytes, whatever size they say: links, devices, folders and pipes (POSIX.1-2001 pax, typeflag). */
const BARE = '123456';

/** Are these the first bytes of a tape archive (POSIX.1-2001 pax, ustar). */
const isTar = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(257, 262)) === 'ustar';

/**
 * The members of a tape archive, plain or gzipped, in their order; read once from its start, and only the member at
 * hand is in memory. `wants` says whose bytes are needed. Throws `ProblemError` where it is damaged or cut off.
 */
export async function* tarMembers(path: string, wants: (name: string) => boolean): AsyncGenerator<TarMember> {
  const reader = blocksOf(path);
  try {
    let longName: string | undefined;
    for (;;) {
      const head = await reader.take(BLOCK);
      if (!head || head.every((byte) => byte === 0)) return;
      if (!isTar(head)) throw new ProblemError('archive-unreadable', { path, reason: 'ustar' });
      const size = sizeIn(head);
      const type = String.fromCharCode(head[156]!);
      const padded = Math.ceil(size / BLOCK) * BLOCK;
      if (type === 'L' || type === 'x') {
        if (size > LARGEST_NAME) throw new ProblemError('unpacks-too-far');
        const text = new TextDecoder().decode((await whole(reader, path, padded)).subarray(0, size));
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (/\d+ path=(.*)\n/.exec(text)?.[1] ?? longName);
        continue;
      }
      // What holds for all members, and the long name of what a link leads to (GNU).
      if (type === 'g' || type === 'K') {
        await skip(reader, path, padded);
        continue;
      }
      const name = longName ?? nameIn(head);
      longName = undefined;
      if (type === '5') continue;
      const kind = type === '0' || type === '\0' ? 'file' : type === '1' || type === '2' ? 'link' : 'other';
      const wanted = kind === 'file' && wants(name);
      if (wanted && size > LARGEST_FILE) throw new ProblemError('unpacks-too-far');
      const bytes = wanted ? (await whole(reader, path, padded)).subarray(0, size) : undefined;
      if (!wanted && !BARE.includes(type)) await skip(reader, path, padded);
      yield { name, kind, size, bytes };
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('archive-unreadable', { path, reason: (error as NodeJS.ErrnoException).code ?? 'gzip' });
  } finally {
    reader.close();
  }
}

const text = (head: Uint8Array, at: number, length: number) =>
  new TextDecoder().decode(head.subarray(at, at + length)).replace(/\0.*$/s, '');

function nameIn(head: Uint8Array): string {
  const prefix = text(head, 345, 155);
  return prefix ? `${prefix}/${text(head, 0, 100)}` : text(head, 0, 100);
}

/** Octal digits, or base 256 where the first bit is set (GNU). */
function sizeIn(head: Uint8Array): number {
  const field = head.subarray(124, 136);
  if (field[0]! < 0x80) return Number.parseInt(text(field, 0, 12).trim() || '0', 8) || 0;
  return field.subarray(4).reduce((sum, byte) => sum * 256 + byte, 0);
}

type Blocks = { take(length: number): Promise<Uint8Array | undefined>; close(): void };

async function whole(reader: Blocks, path: string, length: number): Promise<Uint8Array> {
  const bytes = await reader.take(length);
  if (!bytes) throw new ProblemError('archive-unreadable', { path, reason: 'EOF' });
  return bytes;
}

async function skip(reader: Blocks, path: string, length: number) {
  for (let left = length; left > 0; left -= 2 ** 20) await whole(reader, path, Math.min(left, 2 ** 20));
}

/** The unpacked bytes of a file in pieces of any length; undefined where it ends before. */
function blocksOf(path: string): Blocks {
  const file = createReadStream(path);
  let stream: AsyncIterator<Uint8Array> | undefined;
  let waiting: Uint8Array[] = [];
  let held = 0;
  let passed = 0;

  /** Whether it is gzipped is known by its first bytes. */
  async function open(): Promise<AsyncIterator<Uint8Array>> {
    const first = await new Promise<Uint8Array | undefined>((resolve, reject) => {
      file.once('error', reject);
      file.once('readable', () => resolve(file.read() ?? undefined));
    });
    if (first) file.unshift(first);
    if (first?.[0] !== 0x1f || first[1] !== 0x8b) return file[Symbol.asyncIterator]();
    const { createGunzip } = await import('node:zlib');
    const inflated = createGunzip();
    file.on('error', (error) => inflated.destroy(error));
    return file.pipe(inflated)[Symbol.asyncIterator]();
  }

  return {
    async take(length) {
      stream ??= await open();
      while (held < length) {
        const { value, done } = await stream.next();
        if (done) return undefined;
        waiting.push(value);
        held += value.length;
        passed += value.length;
        if (passed > LARGEST_WHOLE) throw new ProblemError('unpacks-too-far');
      }
      const all = Buffer.concat(waiting);
      waiting = [all.subarray(length)];
      held -= length;
      return new Uint8Array(all.subarray(0, length));
    },
    close: () => file.destroy(),
  };
}

/** Files of the archive that was read last stay in memory up to this many bytes. */
const KEPT_BYTES = 256 * 2 ** 20;

let kept: { key: string; files: Map<string, Uint8Array> } | undefined;

/**
 * The bytes of one file of a tape archive. A gzipped one cannot be entered in its middle: the files from the wanted one
 * on are kept, so that a series that is read in its order is unpacked once. Throws as `tarMembers` does before the file,
 * and where it is not in it.
 */
export async function readTarFile(path: string, name: string, key: string): Promise<Uint8Array> {
  const known = kept?.key === key ? kept.files.get(name) : undefined;
  if (known) return known;
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  try {
    for await (const member of tarMembers(path, (one) => one === name || files.has(name))) {
      if (!member.bytes || files.has(member.name)) continue;
      bytes += member.bytes.length;
      if (bytes > KEPT_BYTES && files.size > 0) break;
      files.set(member.name, member.bytes);
    }
  } catch (error) {
    // An archive that is cut off has what came before.
    if (!files.has(name)) throw error;
  }
  kept = { key, files };
  const found = files.get(name);
  if (!found) throw new ProblemError('archive-unreadable', { path, reason: name });
  return found;
}
