/** A running simulator that holds each of its own answers against Box's description, and writes down what it finds. */
import { appendFileSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createChecker } from './checker.js';

/** What to hold answers against, and where to write what was found; both are files. */
export interface ConformanceCheck {
  readonly against: string;
  readonly report: string;
}

/** A line of the report: answers counted since the last such line, by endpoint and status; or a complaint, once a process. */
export const reportLine = z.union([
  z.object({ counted: z.record(z.string(), z.number()) }),
  z.object({ endpoint: z.string(), status: z.number(), complaint: z.string() }),
]);
type ReportLine = z.infer<typeof reportLine>;

/** A process may be killed at any time: so many answers at most are not counted then. */
const COUNTED_TOGETHER = 200;

/** The watch that the environment asks for, if any: SIMULATOR_CHECK_AGAINST and SIMULATOR_CHECK_REPORT. */
export function conformanceCheckFromEnv(env: NodeJS.ProcessEnv): ConformanceCheck | null {
  const { SIMULATOR_CHECK_AGAINST: against, SIMULATOR_CHECK_REPORT: report } = env;
  return against && report ? { against, report } : null;
}

/**
 * Checks every JSON answer of the API and of OAuth, errors too; nothing of it changes. It must be registered before
 * whatever spoils answers. Throws when the description cannot be read.
 */
export async function checkResponses(app: FastifyInstance, { against, report }: ConformanceCheck): Promise<void> {
  const check = await createChecker(JSON.parse(readFileSync(against, 'utf8')));
  const told = new Set<string>();
  const seen = new Set<string>();
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
    const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
    if (!isJson || typeof payload !== 'string' || payload === '') return payload;
    const status = reply.statusCode;
    const verdict = check({ method: request.method, path, status, body: parse(payload) });
    if (!verdict) return payload;
    for (const complaint of verdict.complaints) {
      const line = { endpoint: verdict.endpoint, status, complaint };
      if (told.has(JSON.stringify(line))) continue;
      told.add(JSON.stringify(line));
      write(line);
    }
    const key = `${verdict.endpoint} ${status}`;
    counted[key] = (counted[key] ?? 0) + 1;
    waiting += 1;
    if (waiting >= COUNTED_TOGETHER || !seen.has(key)) writeCounts();
    seen.add(key);
    return payload;
  });
  app.addHook('onClose', async () => writeCounts());
}

/** What is no JSON fits no schema, and is complained of as a text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
