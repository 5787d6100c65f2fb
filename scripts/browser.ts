/** Chrome or Chromium on this machine. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Names of the program on Linux. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** What to do if there is none. */
export const BROWSER_HINT = 'No Chrome or Chromium was found: install one, or set CHROME_PATH to its program.';

/** The path of Chrome or Chromium: CHROME_PATH, or the first one on the PATH; null if there is none. */
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

/** Starts a headless browser. Throws, with what to do, if there is none. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error(BROWSER_HINT);
  return chromium.launch({
    executablePath,
    // Chromium's sandbox does not work for root, the usual user in containers.
    chromiumSandbox: process.getuid?.() !== 0,
    // Playwright's handlers would exit at once and leave the stack running. It closes the browser on exit anyway.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
