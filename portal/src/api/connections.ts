/** Queries of connections. */
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import type { components } from './schema.js';

/** A connection to Box: its status, and the progress of its scan and events. */
export type Connection = components['schemas']['Connection'];
/** The connections: the first hundred, more than an installation is expected to have. */
export interface ConnectionList {
  readonly items: readonly Connection[];
}

/** All connections; live updates keep the data current. */
export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async (): Promise<ConnectionList> => unwrap(api.GET('/v1/connections')),
});

/** One connection. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id],
    queryFn: async (): Promise<Connection> => unwrap(api.GET('/v1/connections/{id}', { params: { path: { id } } })),
  });
