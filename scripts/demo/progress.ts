/** Progress on a terminal, redrawn in place; elsewhere a line every few seconds. */

const WIDTH = 32;
const EVERY_MS = 5_000;

/** One line of progress; `done` and `total` in whatever unit `text` names. */
export interface Bar {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

export interface Progress {
  show(bars: readonly Bar[]): void;
  /** Leaves the last state standing. */
  finish(): void;
}

/** Progress on `out`. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  let drawn = 0;
  let saidAt = 0;
  let last: readonly string[] = [];
  return {
    show(bars) {
      last = bars.map(line);
      if (out.isTTY) {
        if (drawn > 0) out.write(`\u001B[${drawn}A`);
        out.write(last.map((text) => `\u001B[2K${text}\n`).join(''));
        drawn = last.length;
      } else if (Date.now() - saidAt > EVERY_MS) {
        out.write(`${last.join('\n')}\n`);
        saidAt = Date.now();
        last = [];
      }
    },
    finish() {
      if (!out.isTTY && last.length > 0) out.write(`${last.join('\n')}\n`);
      drawn = 0;
      last = [];
    },
  };
}

function line({ label, done, total, text }: Bar): string {
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  const filled = Math.round(share * WIDTH);
  return `  ${label.padEnd(9)} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`;
}
