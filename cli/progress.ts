/** Progress for people, on standard error: a bar with an estimate on a terminal, a line now and then otherwise. */
export type Progress = {
  show(title: string, done: number, total: number, remainingMs?: number): void;
  /** A line above the bar. */
  message(text: string): void;
  end(): void;
};

const BAR = 24;
const REDRAW_MS = 80;
const LINE_MS = 5_000;

export function createProgress(stream: NodeJS.WriteStream): Progress {
  const live = stream.isTTY && process.env.TERM !== 'dumb';
  const started = performance.now();
  let shown = live ? 0 : started;
  let drawn = false;

  const clear = () => {
    if (drawn) stream.write('\r\u001b[K');
    drawn = false;
  };

  return {
    show(title, done, total, remainingMs) {
      if (performance.now() - shown < (live ? REDRAW_MS : LINE_MS)) return;
      shown = performance.now();
      const part = total > 0 ? Math.min(1, done / total) : 0;
      const left = remainingMs === undefined ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`;
      const said = `${title.slice(0, 60)} ${Math.round(part * 100)} %${left}`;
      if (!live) return void stream.write(`${said}\n`);
      clear();
      const filled = Math.round(part * BAR);
      stream.write(`${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${said}`.slice(0, (stream.columns || 80) - 1));
      drawn = true;
    },
    message(text) {
      clear();
      stream.write(`${text}\n`);
    },
    end: clear,
  };
}
