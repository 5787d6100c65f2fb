/** Progress bars: redrawn in place on a terminal, otherwise printed every few seconds. */

const WIDTH = 32;
const EVERY_MS = 5_000;

/** One progress bar; `done` and `total` are in the same unit. */
export interface Bar {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

/** A display of progress bars. */
export interface Progress {
  show(bars: readonly Bar[]): void;
  /** Ends the display; the last state remains visible. */
  finish(): void;
}

/** Displays progress on `out`. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  let drawn = 0;
  let printedAt = 0;
  let last: readonly string[] = [];
  return {
    show(bars) {
      last = bars.map(line);
      if (out.isTTY) {
        if (drawn > 0) out.write(`\u001B[${drawn}A`);
        out.write(last.map((text) => `\u001B[2K${text}\n`).join(''));
        drawn = last.length;
      } else if (Date.now() - printedAt > EVERY_MS) {
        out.write(`${last.join('\n')}\n`);
        printedAt = Date.now();
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
