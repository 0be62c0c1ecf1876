/* Appends until it is killed, and says each thing only after it was confirmed. Arguments: folder, name. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal, openRunStore } from '../../core/review/index.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const journal = openJournal(join(folder, 'journal.sqlite'), { now: () => new Date() });
const store = openRunStore(join(folder, 'runs'));
for (let n = 0; ; n += 1) {
  const sha256 = await store.keep(new TextEncoder().encode(`${name} ${n}`.repeat(1000)));
  const event = journal.append({ kind: 'comment', runId: name, findingId: 'f1', text: `${n} ${sha256}` }, name);
  writeSync(1, `${event.seq} ${event.hash} ${sha256}\n`);
}
