import { measureDev, measureWorker } from './cold-start.js';
import { measureIdle } from './idle.js';
import type { Scenario } from './scenario.js';

const IDLE = {
  quick: { connections: 20, watchMs: 20_000 },
  full: { connections: 1_000, watchMs: 300_000 },
};

/** Starting, and doing nothing. */
export const start: Scenario = {
  name: 'start',
  title: 'Start, and idle connections',
  measures:
    'How long `npm run dev` takes until it prints its links, in a new folder and again with its state (the portal is built, Temporal is downloaded). How long a worker of a release takes from the start of its process until it polls, and until its first call to Box for a connection that already waits. What 1,000 connections take while nothing happens (with `--quick` 20): each has an enterprise of its own, was connected through the consent page and has been scanned; event polls have the default settings.',
  yardstick:
    'None: the times are those of this machine. The calls of an idle connection have a least: one poll of events in the longest pause between two polls, which is 60 seconds.',
  rounds: { quick: 1, full: 1 },
  chart: 'Temporal actions a minute and connection',
  targets: [],
  async round(bench) {
    const { connections, watchMs } = IDLE[bench.isQuick ? 'quick' : 'full'];
    const measured = [
      ...(await measureDev(bench)),
      ...(await measureWorker(bench)),
      ...(await measureIdle(bench, { connections, watchMs })),
    ];
    return {
      measured,
      faults: [],
      notes: [
        `${connections.toLocaleString('en')} connections were measured, and ${watchMs / 1_000} seconds of them; nothing is extrapolated to other numbers.`,
        ...(bench.isQuick
          ? [
              'With `--quick` polls are measured before their pauses have grown to the longest: a full run shows fewer calls.',
            ]
          : []),
      ],
    };
  },
};
