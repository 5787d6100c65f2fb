/** Checks all responses of a running simulator against Box's description, and writes a report. */
import { appendFileSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isForeign } from '../box/faults/foreign-responses.js';
import { createChecker } from './checker.js';

/** Paths of the description to check against, and of the report. */
export interface ConformanceCheck {
  readonly against: string;
  readonly report: string;
}

/**
 * A line of the report: the responses since the last such line, by endpoint and status; or a complaint, once per
 * process.
 */
export const reportLine = z.union([
  z.object({ counted: z.record(z.string(), z.number()) }),
  z.object({ endpoint: z.string(), status: z.number(), complaint: z.string() }),
]);
type ReportLine = z.infer<typeof reportLine>;

/** Responses per line of counts. A killed process loses at most this many. */
const COUNTS_PER_LINE = 200;

/** The check that SIMULATOR_CHECK_AGAINST and SIMULATOR_CHECK_REPORT configure; null unless both are set. */
export function conformanceCheckFromEnv(env: NodeJS.ProcessEnv): ConformanceCheck | null {
  const { SIMULATOR_CHECK_AGAINST: against, SIMULATOR_CHECK_REPORT: report } = env;
  return against && report ? { against, report } : null;
}

/**
 * Checks every JSON response of the API and OAuth endpoints, including errors, without changing it. Must be registered
 * before hooks that corrupt responses. Throws when the description cannot be read.
 */
export async function checkResponses(app: FastifyInstance, { against, report }: ConformanceCheck): Promise<void> {
  const check = await createChecker(JSON.parse(readFileSync(against, 'utf8')));
  const reported = new Set<string>();
  const seenKeys = new Set<string>();
  let counted: Record<string, number> = {};
  let waiting = 0;

  const write = (line: ReportLine) => appendFileSync(report, `${JSON.stringify(line)}\n`);
  function writeCounts(): void {
    if (waiting > 0) write({ counted });
    counted = {};
    waiting = 0;
  }

  app.addHook('onSend', async (request, reply, payload) => {
    const path = request.url.split('?')[0] ?? '';
    if (!path.startsWith('/2.0/') && !path.startsWith('/oauth2/')) return payload;
    if (isForeign(reply)) return payload;
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
    if (!isJson || typeof payload !== 'string' || payload === '') return payload;
    const status = reply.statusCode;
    const result = check({ method: request.method, path, status, body: parse(payload) });
    if (!result) return payload;
    for (const complaint of result.complaints) {
      const line = { endpoint: result.endpoint, status, complaint };
      if (reported.has(JSON.stringify(line))) continue;
      reported.add(JSON.stringify(line));
      write(line);
    }
    const key = `${result.endpoint} ${status}`;
    counted[key] = (counted[key] ?? 0) + 1;
    waiting += 1;
    if (waiting >= COUNTS_PER_LINE || !seenKeys.has(key)) writeCounts();
    seenKeys.add(key);
    return payload;
  });
  app.addHook('onClose', async () => writeCounts());
}

/** Parses JSON. Invalid JSON is returned as text, which no schema accepts. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
