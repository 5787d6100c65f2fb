/** The worker's entry: runs workflows and activities until it is told to stop. */
import { pino } from 'pino';
import { ConfigError, loadConfig } from './config.js';
import { runWorker } from './worker/run.js';

const log = pino({ name: 'boxward-worker' });
try {
  await runWorker(loadConfig(process.env), log);
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'worker stopped');
  // What failed may have left something open that would keep the process.
  process.exit(1);
}
