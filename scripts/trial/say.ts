/** What a trial prints. */

/** Prints a line. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line with the time of day (UTC). */
export function step(line: string): void {
  say(`· ${new Date().toISOString().slice(11, 19)} ${line}`);
}
