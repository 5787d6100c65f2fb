import { useQueryClient } from '@tanstack/react-query';
import { connectionsQuery, type ConnectionList } from '../api/connections.js';
import { useEventStream } from './event-stream.js';
import { setLiveState } from './live-state.js';

/** Keeps the list of connections as it is now, wherever it is shown. */
export function LiveConnections() {
  const client = useQueryClient();
  useEventStream(
    '/v1/progress',
    'connections',
    // Our own API's answer, of the same origin: its shape is held by the API's tests.
    (data) => client.setQueryData(connectionsQuery.queryKey, data as ConnectionList),
    setLiveState,
  );
  return null;
}
