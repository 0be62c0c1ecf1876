import { decide } from './engine.ts';
import type { ReadFinding } from './reading.ts';
import { type BoxEdges, change, useWindow } from './state.ts';

/** Where a reader lays the box of a finding now, if that is the one being edited. */
export const useBoxEdit = ({ run, finding }: ReadFinding): BoxEdges | undefined =>
  useWindow(({ boxEdit }) => (boxEdit?.runId === run.id && boxEdit.findingId === finding.id ? boxEdit.box : undefined));

export const layBox = ({ run, finding }: ReadFinding, box: BoxEdges) =>
  change({ boxEdit: { runId: run.id, findingId: finding.id, box } });

/** Begins with the box as it stands. */
export function editBox(read: ReadFinding) {
  const { boxPx, boxSlices } = read.finding;
  if (boxPx) layBox(read, { boxPx, ...(boxSlices && { boxSlices }) });
}

export const leaveBox = () => change({ boxEdit: undefined });

/** Journals the box; says whether the journal has it. It stays on the screen until then, and where it was refused. */
export async function keepBox({ run, finding }: ReadFinding, box: BoxEdges): Promise<boolean> {
  const kept = await decide({ kind: 'edit-box', runId: run.id, findingId: finding.id, box });
  if (kept) leaveBox();
  return kept !== undefined;
}
