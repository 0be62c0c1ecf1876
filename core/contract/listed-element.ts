import { z } from 'zod';

/** One line of an instance's elements, in the order of the file; what lies in a sequence follows it, one deeper. */
export const ListedElement = z.object({
  depth: z.number().int(),
  /** `(0010,0010)`; `''` for the line of an item. */
  tag: z.string(),
  /** PS3.6; for a private element its creator; `''` where neither is known. */
  name: z.string(),
  vr: z.string(),
  /** Bytes in the file; of a sequence or item: how many it holds. */
  length: z.number().int(),
  /** Values joined by backslashes; bytes as hexadecimal digits. */
  value: z.string(),
  /** `value` is only the beginning. */
  cut: z.boolean(),
});
export type ListedElement = z.infer<typeof ListedElement>;
