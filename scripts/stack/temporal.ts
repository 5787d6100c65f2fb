import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { createChild, type Child } from './child.js';
import { temporalBinary } from './temporal-binary.js';

/** A running Temporal development server, with its UI and its database in a file. */
export interface TemporalServer {
  readonly child: Child;
  readonly address: string;
  readonly uiUrl: string;
}

/** Dynamic configuration. */
const DYNAMIC_CONFIG = [
  // The default, 20 tasks a second per shard, slows down a chain of activities.
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
];
/** Tests continue as new more often than once a second. */
const TEST_CONFIG = ['history.workflowIdReuseMinimalInterval="0s"'];

/** Starts the server and waits until it accepts requests. */
export async function startTemporal(options: {
  readonly folder: string;
  readonly port: number;
  readonly uiPort: number;
  readonly forTests?: boolean;
  readonly say: (line: string) => void;
}): Promise<TemporalServer> {
  const { folder, port, uiPort } = options;
  await mkdir(folder, { recursive: true });
  const binary = await temporalBinary(options.say);
  const address = `127.0.0.1:${port}`;
  const settings = [...DYNAMIC_CONFIG, ...(options.forTests ? TEST_CONFIG : [])];
  const child = createChild({
    name: 'Temporal',
    command: binary,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--db-filename', path.join(folder, 'temporal.db')],
      // The default file database is more than twice as slow.
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL', '--log-level', 'error'],
      ...['--search-attribute', 'BoxwardConnectionId=Keyword'],
      ...['--search-attribute', 'BoxwardEnterprise=Keyword', '--search-attribute', 'BoxwardStatus=Keyword'],
      ...['--search-attribute', 'BoxwardHealth=Keyword'],
      ...settings.flatMap((setting) => ['--dynamic-config-value', setting]),
    ],
    logFile: path.join(folder, 'temporal.log'),
    isReady: () => isServing(address),
  });
  await child.start();
  return { child, address, uiUrl: `http://127.0.0.1:${uiPort}` };
}

async function isServing(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 });
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    return true;
  } catch {
    // Nothing listens yet.
    return false;
  }
}
