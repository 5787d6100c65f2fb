/** A command whose only child never becomes ready. Argument: the folder for the log. Prints the child's process id. */
import path from 'node:path';
import { untilAskedToEnd } from '../../../scripts/ending.js';
import { runCommand } from '../../../scripts/options.js';
import { createChild } from '../../../scripts/stack/child.js';

await runCommand(() =>
  untilAskedToEnd(async () => {
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
