/** What a key or button asks of the viewport in use. */
export type Command =
  | { kind: 'scroll'; by: number }
  | { kind: 'preset'; number: number }
  | { kind: 'reset' | 'invert' | 'flip' | 'leave' }
  | { kind: 'play' }
  | { kind: 'speed'; factor: number }
  | { kind: 'thickness'; by: number }
  /** Turns the other planes about the normal of this one. */
  | { kind: 'turn'; degrees: number }
  | { kind: 'measure-here' | 'delete-measurement' | 'clear-measurements' }
  /** Moves the selected measurement, or its last point, by columns and rows. */
  | { kind: 'nudge'; by: [columns: number, rows: number]; end: boolean }
  /** Moves the box that is being edited, or the edges that lie that way, by pixels across and down the screen. */
  | { kind: 'move-box'; by: [across: number, down: number]; edges: boolean }
  /** Lets that box begin or end at the shown slice. */
  | { kind: 'end-box'; side: -1 | 1 };

type Listener = (command: Command) => void;
const listeners = new Set<Listener>();

/** From keys and buttons to whichever viewport is in use. */
export const commands = {
  send(command: Command) {
    for (const listener of listeners) listener(command);
  },
  listen(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
