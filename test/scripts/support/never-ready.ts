/** A command whose child process never becomes ready. Argument: a folder for its log. Prints the child's process id. */
import path from 'node:path';
import { runCommand } from '../../../scripts/options.js';
import { runUntilSignal } from '../../../scripts/run-until-signal.js';
import { createChild } from '../../../scripts/stack/child.js';

await runCommand(() =>
  runUntilSignal(async () => {
    const child = createChild({
      name: 'sleeper',
      command: 'sleep',
      args: ['1000'],
      logFile: path.join(process.argv[2] ?? '', 'sleeper.log'),
      isReady: () => {
        process.stdout.write(`${child.pid ?? ''}\n`);
        return new Promise<never>(() => undefined);
      },
    });
    await child.start();
    return 0;
  }),
);
