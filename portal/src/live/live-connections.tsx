import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { connectionQuery, connectionsQuery, type ConnectionList } from '../api/connections.js';
import { sessionQuery } from '../api/session.js';
import { setLiveState, useLiveState } from './live-state.js';
import { useEventStream } from './use-event-stream.js';

/**
 * Keeps the cached connections current for every component that shows them. One stream serves the whole page, because
 * browsers open only six connections to a host.
 */
export function LiveConnections() {
  const client = useQueryClient();
  useEventStream('/v1/progress', 'connections', {
    onData: (data) => {
      // The API's tests check the shape of this stream against the API's description.
      const list = data as ConnectionList;
      client.setQueryData(connectionsQuery.queryKey, list);
      for (const each of list.items) client.setQueryData(connectionQuery(each.id).queryKey, each);
    },
    onStateChange: setLiveState,
    onRefused: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false }),
  });
  useRefetchOnReconnect(client);
  return null;
}

/** When the stream is back, refetches the queries that failed or went stale meanwhile. */
function useRefetchOnReconnect(client: QueryClient): void {
  const state = useLiveState();
  const previous = useRef(state);
  useEffect(() => {
    const isBack = previous.current === 'disconnected' && state === 'live';
    previous.current = state;
    if (isBack) void client.refetchQueries({ type: 'active', predicate: needsRefetch }, { cancelRefetch: false });
  }, [client, state]);
}

const needsRefetch = (query: Query): boolean => query.state.status === 'error' || query.isStale();
