/** Whether the page receives live updates: one state for the whole page. */
import { useSyncExternalStore } from 'react';

/** `disconnected`: the stream broke; it is reconnecting. */
export type LiveState = 'connecting' | 'live' | 'disconnected';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

/** Sets the state and notifies the components that use it. */
export function setLiveState(next: LiveState): void {
  state = next;
  for (const notify of listeners) notify();
}

/** The state, kept current. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (notify) => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
    () => state,
  );
}
