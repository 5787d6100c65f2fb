import { useQueryClient } from '@tanstack/react-query';
import { connectionQuery, connectionsQuery, type ConnectionList } from '../api/connections.js';
import { useEventStream } from './event-stream.js';
import { setLiveState } from './live-state.js';

/**
 * Keeps the connections as they are now, wherever they are shown: one stream for the whole page, as a browser opens only
 * six to a host.
 */
export function LiveConnections() {
  const client = useQueryClient();
  useEventStream(
    '/v1/progress',
    'connections',
    (data) => {
      // Our own API's answer, of the same origin: its shape is held by the API's tests.
      const list = data as ConnectionList;
      client.setQueryData(connectionsQuery.queryKey, list);
      for (const each of list.items) client.setQueryData(connectionQuery(each.id).queryKey, each);
    },
    setLiveState,
  );
  return null;
}
