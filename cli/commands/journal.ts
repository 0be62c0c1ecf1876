import type { Command } from '../command.ts';
import { Exit } from '../exit.ts';

/** `skiagraph journal verify` */
export const verify: Command = async ({ engine, dataDir }) => {
  const { intact, brokenAt, entries } = await (await engine()).verifyJournal();
  return {
    document: { intact, entries, ...(brokenAt !== undefined && { brokenAt }) },
    text: intact ? `The journal is intact: ${entries} entries.` : undefined,
    problems: intact ? [] : [{ code: 'journal-damaged', values: { path: dataDir } }],
    exit: intact ? Exit.done : Exit.input,
  };
};
