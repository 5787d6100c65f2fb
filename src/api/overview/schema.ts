import { z } from 'zod';
import { eventTypeCountBody } from '../http/bodies/event-type-count.js';
import { fileBody, fileSummaryBody } from '../http/bodies/file.js';

/** The overview of all connections. */
export const overviewBody = z
  .object({
    connections: z.object({
      total: z.int().describe('All connections, including disconnected ones'),
      byStatus: z.record(z.string(), z.int()).describe('The number of connections per status, without zeros'),
    }),
    files: fileSummaryBody.describe('Files of active connections; `total` and `byAccess` count active files'),
    freshness: z
      .object({ lastHour: z.int(), lastDay: z.int(), lastWeek: z.int(), older: z.int() })
      .describe('Active files by the time of their last scan; each file is counted once'),
    newPublicLinks: z
      .object({
        total: z.int().describe('The number of such files'),
        days: z
          .array(z.object({ day: z.string(), count: z.int() }))
          .describe('The last seven days (UTC), oldest first'),
        items: z.array(fileBody).describe('The newest'),
      })
      .describe('Active files that became public in the last seven days, by a link that was created or changed'),
    events: z
      .object({
        total: z.int().describe('Events of every type'),
        byType: z.array(eventTypeCountBody).describe('The most frequent types'),
      })
      .describe('The events that active connections received, of the last seven days'),
  })
  .meta({ id: 'Overview' });
