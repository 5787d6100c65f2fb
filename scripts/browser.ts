/** A browser on this machine, for looking at the portal. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** What Chrome and its kin are called, Debian's first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** How to get one, where there is none. */
export const BROWSER_HINT = 'No Chrome or Chromium was found: install one, or set CHROME_PATH to its program.';

/** The program of a Chrome or Chromium: CHROME_PATH, or what is on the PATH; null when there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  const given = env['CHROME_PATH'];
  if (given) return given;
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const all = [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...MAC];
  return all.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a browser without a window. Throws when there is none, with what to do. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error(BROWSER_HINT);
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox does not work for root, as which containers run.
    chromiumSandbox: process.getuid?.() !== 0,
    // Playwright would exit at once and leave the rest of the stack running; a browser is closed at the exit anyway.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
