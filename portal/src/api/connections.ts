/** The connections, as the API tells them. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { components } from './schema.js';

/** A connection to Box: where it stands, and what it does just now. */
export type Connection = components['schemas']['Connection'];
/** All of them, the first hundred: nobody has more. */
export interface ConnectionList {
  readonly items: readonly Connection[];
}

/** Every connection; the live stream keeps it up to date. */
export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async (): Promise<ConnectionList> => answerOf(api.GET('/v1/connections')),
});

/** One connection. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id],
    queryFn: async (): Promise<Connection> => answerOf(api.GET('/v1/connections/{id}', { params: { path: { id } } })),
  });
