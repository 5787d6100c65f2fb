import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { connectionQuery, connectionsQuery, type ConnectionList } from '../api/connections.js';
import { sessionQuery } from '../api/session.js';
import { useEventStream } from './use-event-stream.js';
import { setLiveState, useLiveState } from './live-state.js';

/**
 * Keeps the connections as they are now, wherever they are shown: one stream for the whole page, as a browser opens only
 * six to a host.
 */
export function LiveConnections() {
  const client = useQueryClient();
  useEventStream('/v1/progress', 'connections', {
    take: (data) => {
      // Our own API's answer, of the same origin: its shape is held by the API's tests.
      const list = data as ConnectionList;
      client.setQueryData(connectionsQuery.queryKey, list);
      for (const each of list.items) client.setQueryData(connectionQuery(each.id).queryKey, each);
    },
    tell: setLiveState,
    heedRefusal: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false }),
  });
  useAskAgain(client);
  return null;
}

/** Once Boxward is back, what failed meanwhile is asked for again, and what may be old by now. */
function useAskAgain(client: QueryClient): void {
  const state = useLiveState();
  const last = useRef(state);
  useEffect(() => {
    const isBack = last.current === 'waiting' && state === 'live';
    last.current = state;
    if (isBack) void client.refetchQueries({ type: 'active', predicate: isToBeAsked }, { cancelRefetch: false });
  }, [client, state]);
}

const isToBeAsked = (query: Query): boolean => query.state.status === 'error' || query.isStale();
