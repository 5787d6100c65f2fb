/** Event pages as the API returns them. Positions stay text: they are larger than JavaScript's safe integers. */
import { z } from 'zod';

const entry = z.looseObject({
  event_id: z.string(),
  event_type: z.string(),
  created_at: z.string(),
  recorded_at: z.string().optional(),
  source: z.record(z.string(), z.unknown()).nullable(),
});
/** One event of a page. */
export type EventEntry = z.infer<typeof entry>;

const page = z.looseObject({ chunk_size: z.number(), entries: z.array(entry) });

/** A page of events. */
export interface EventPage {
  readonly chunk_size: number;
  readonly entries: readonly EventEntry[];
  /** The digits of `next_stream_position`. */
  readonly position: string;
  /** Whether the position was a JSON number and not a string. */
  readonly isNumber: boolean;
}

/** Parses the text of an event page. Throws when it is another body. */
export function parseEventPage(text: string): EventPage {
  const [, quote, position] = /"next_stream_position":("?)(\d+)/.exec(text) ?? [];
  if (position === undefined) throw new Error(`No event page: ${text.slice(0, 200)}`);
  const { chunk_size, entries } = page.parse(JSON.parse(text));
  return { chunk_size, entries, position, isNumber: quote === '' };
}

/** Reads the event page of a successful response. Throws for any other response. */
export async function readEventPage(response: Response | Promise<Response>): Promise<EventPage> {
  const received = await response;
  const text = await received.text();
  if (received.status !== 200) throw new Error(`${received.url} returned ${received.status}: ${text}`);
  return parseEventPage(text);
}

/** The ids of some events, in their order. */
export const eventIds = (entries: readonly EventEntry[]): string[] => entries.map(({ event_id }) => event_id);

/** Reads event streams page by page. Every method throws for a refused call. */
export interface EventReader {
  page(query: string, headers?: Record<string, string>): Promise<EventPage>;
  /** Reads from a position, the start of the stream by default, until a page is empty. */
  all(query: string, from?: string): Promise<{ entries: EventEntry[]; sizes: number[]; position: string }>;
  /** The current end of a stream. */
  now(streamType: string): Promise<string>;
}

/** A reader of the event streams of the user that `get` calls the API as. */
export function eventReader(get: (path: string, headers: Record<string, string>) => Promise<Response>): EventReader {
  const page: EventReader['page'] = (query, headers = {}) => readEventPage(get(`/events?${query}`, headers));
  return {
    page,
    async all(query, from = '0') {
      const entries: EventEntry[] = [];
      const sizes: number[] = [];
      for (let position = from; ;) {
        const next = await page(`${query}&stream_position=${position}`);
        if (next.entries.length === 0) return { entries, sizes, position };
        entries.push(...next.entries);
        sizes.push(next.entries.length);
        position = next.position;
      }
    },
    now: async (streamType) => (await page(`stream_type=${streamType}&stream_position=now`)).position,
  };
}
