import { randomUUID } from 'node:crypto';

/** A new UID: 2.25 and a random UUID as one decimal number (PS3.5 B.2). `random` gives UUIDs, for tests. */
export const newUid = (random: () => string = randomUUID): string =>
  `2.25.${BigInt(`0x${random().replaceAll('-', '')}`)}`;
