import { useQueryClient } from '@tanstack/react-query';
import { connectionQuery, type Connection } from '../api/connections.js';
import { queueKey } from '../api/scan.js';
import { useEventStream } from '../live/event-stream.js';

/** Keeps one connection as it is now; with each change the queue has moved on, too. */
export function LiveConnection({ id }: { readonly id: string }) {
  const client = useQueryClient();
  useEventStream(`/v1/connections/${encodeURIComponent(id)}/progress`, 'connection', (data) => {
    // Our own API's answer, of the same origin: its shape is held by the API's tests.
    client.setQueryData(connectionQuery(id).queryKey, data as Connection);
    void client.invalidateQueries({ queryKey: queueKey(id) });
  });
  return null;
}
