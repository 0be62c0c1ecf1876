/** One field of a protobuf message, its payload not copied: a varint's value, or the bytes of anything longer. */
export type Field = { number: number } & (
  | { wire: 'varint'; value: number; bytes?: undefined }
  | { wire: 'fixed64' | 'bytes' | 'fixed32'; bytes: Uint8Array; value?: undefined }
);

/** A message that breaks off or is none; `readModel` says it in a user's words. */
export class WireError extends Error {}

const WIRE = { 1: 'fixed64', 2: 'bytes', 5: 'fixed32' } as const;

/**
 * Walks the fields of a protobuf message (protobuf.dev, "Encoding") in their order. Lengths are compared with the bytes
 * at hand before anything is made of them; payloads are views on `message`.
 */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const key = readVarint(message, cursor);
    const number = Math.floor(key / 8);
    if (number < 1 || number > 536_870_911) throw new WireError(`field ${number}`);
    if (key % 8 === 0) {
      yield { number, wire: 'varint', value: readVarint(message, cursor) };
      continue;
    }
    const wire = WIRE[(key % 8) as keyof typeof WIRE];
    if (wire === undefined) throw new WireError(`wire type ${key % 8}`);
    const length = wire === 'bytes' ? readVarint(message, cursor) : wire === 'fixed64' ? 8 : 4;
    if (length < 0 || length > message.length - cursor.at)
      throw new WireError(`field ${number} is longer than the file`);
    yield { number, wire, bytes: message.subarray(cursor.at, cursor.at + length) };
    cursor.at += length;
  }
}

/** A repeated field of integers, whether packed or not. */
export function* integersOf(field: Field): Generator<number> {
  if (field.wire === 'varint') yield field.value;
  else if (field.wire === 'bytes') {
    const cursor = { at: 0 };
    while (cursor.at < field.bytes.length) yield readVarint(field.bytes, cursor);
  } else throw new WireError(`field ${field.number} holds no integers`);
}

/** How many integers a repeated field holds: each ends in a byte below 128. */
export function countIntegers(field: Field): number {
  if (field.wire === 'varint') return 1;
  let count = 0;
  for (const byte of field.bytes) if (byte < 128) count++;
  return count;
}

/** An int64 as a number: exact up to ±2⁵³, beyond that only its size is right. */
function readVarint(message: Uint8Array, cursor: { at: number }): number {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = message[cursor.at++];
    if (byte === undefined) throw new WireError('a number breaks off');
    const part = byte & 127;
    if (shift < 28) low += part * 2 ** shift;
    else high += part * 2 ** (shift - 28);
    // The upper half counts from bit 28; bit 63 is the sign.
    if (byte < 128) return high >= 2 ** 35 ? (high - 2 ** 36) * 2 ** 28 + low : high * 2 ** 28 + low;
  }
  throw new WireError('a number is too long');
}

const utf8 = new TextDecoder();

export const textOf = (field: Field): string => utf8.decode(messageOf(field));

export function messageOf(field: Field): Uint8Array {
  if (field.wire !== 'bytes') throw new WireError(`field ${field.number} is no message`);
  return field.bytes;
}

export function integerOf(field: Field): number {
  if (field.wire !== 'varint') throw new WireError(`field ${field.number} is no integer`);
  return field.value;
}

export function floatOf(field: Field): number {
  if (field.wire !== 'fixed32') throw new WireError(`field ${field.number} is no float`);
  return new DataView(field.bytes.buffer, field.bytes.byteOffset, 4).getFloat32(0, true);
}
