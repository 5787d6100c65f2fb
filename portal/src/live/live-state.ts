/** Whether what is shown follows what happens: known once for the whole page. */
import { useSyncExternalStore } from 'react';

/** `waiting`: the stream broke and is being opened anew. */
export type LiveState = 'connecting' | 'live' | 'waiting';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

/** Tells what became of the stream. */
export function setLiveState(next: LiveState): void {
  state = next;
  for (const tell of listeners) tell();
}

/** Whether the page is live, followed. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => state,
  );
}
