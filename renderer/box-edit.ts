import { decide } from './engine.ts';
import type { ReadFinding } from './reading.ts';
import { type BoxEdges, change, useWindow } from './state.ts';

type Edit = ReturnType<typeof useWindow.getState>['boxEdit'];

export const isEdited = ({ run, finding }: ReadFinding, edit: Edit) =>
  edit?.runId === run.id && edit.findingId === finding.id;

/** A finding as it is being laid. */
export const withEdit = (read: ReadFinding, edit: Edit): ReadFinding =>
  edit && isEdited(read, edit) ? { ...read, finding: { ...read.finding, ...edit.box } } : read;

/** Where a reader lays the box of a finding now, if that is the one being edited. */
export const useBoxEdit = (read: ReadFinding): BoxEdges | undefined =>
  useWindow(({ boxEdit }) => (isEdited(read, boxEdit) ? boxEdit?.box : undefined));

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
