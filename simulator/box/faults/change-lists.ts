/** Applies the faults of lists, entries and single resources to the JSON of a response. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { State } from '../../state.js';
import { withEndlessEvents, withoutEnd } from './endless-pages.js';
import { LIST_FAULTS } from './kinds.js';
import { type Entry, isEntry } from './odd-forms.js';
import { withOddEntries, withOddResource } from './odd-entries.js';
import { targetOf } from './request-target.js';

/** The body of a response as `oddEntries` and `endlessPages` change it. */
export function changeLists(
  { faults, sessions }: Pick<State, 'faults' | 'sessions'>,
  request: FastifyRequest,
  reply: FastifyReply,
  body: string,
): string {
  const isCandidate = faults.list().some(({ kind }) => (LIST_FAULTS as readonly string[]).includes(kind));
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
  const target = targetOf({ sessions }, request);
  if (!isCandidate || !isJson || target.at !== 'api' || reply.statusCode !== 200) return body;
  reply.removeHeader('content-length');
  const [, quote, digits] = POSITION.exec(body) ?? [];
  if (digits === undefined) {
    const json: unknown = JSON.parse(body);
    return isEntry(json) ? JSON.stringify(changeEntries(withoutEnd(faults, target, json))) : body;
  }
  // As a number, a stream position is larger than JSON reads exactly.
  const json: unknown = JSON.parse(body.replace(POSITION, `"next_stream_position":"${digits}"`));
  if (!isEntry(json)) return body;
  const changed = changeEntries(withEndlessEvents(faults, target, json));
  const entries = Array.isArray(changed['entries']) ? changed['entries'] : [];
  const text = JSON.stringify({ ...changed, chunk_size: entries.length });
  return quote === '"' ? text : text.replace(POSITION, '"next_stream_position":$2');

  function changeEntries(page: Entry): Entry {
    if (Array.isArray(page['entries'])) return { ...page, entries: withOddEntries(faults, target, page['entries']) };
    const resource = withOddResource(faults, target, page);
    return isEntry(resource) ? resource : {};
  }
}

const POSITION = /"next_stream_position":("?)(\d+)"?/;
