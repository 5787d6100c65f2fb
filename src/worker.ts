/** The entry point of the worker: runs workflows and activities until the process is signalled to stop. */
import { pino } from 'pino';
import { ConfigError, loadConfig } from './config.js';
import { runWorker } from './worker/run.js';

const log = pino({ name: 'boxward-worker' });
try {
  await runWorker(loadConfig(process.env), log);
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the worker failed');
  // Open handles may keep the process alive.
  process.exit(1);
}
