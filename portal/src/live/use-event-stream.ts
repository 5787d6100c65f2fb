/** Server-sent events that reconnect: after an outage, a sleep of the computer, or a restart of the API. */
import { useEffect, useRef } from 'react';
import type { LiveState } from './live-state.js';

/** Delays before reopening a stream that the API refused, in milliseconds; the last one repeats. */
const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 15_000];

/** The callbacks of a stream. */
interface StreamHandlers {
  /** Receives the parsed JSON of each event. */
  readonly onData: (data: unknown) => void;
  readonly onStateChange: (state: LiveState) => void;
  /** The API refused the stream: the session may have ended. */
  readonly onRefused: () => void;
}

/** Subscribes to the events of one name while the component is mounted and the page is visible. */
export function useEventStream(url: string, event: string, handlers: StreamHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(
    () =>
      subscribe(url, event, {
        onData: (data) => latest.current.onData(data),
        onStateChange: (state) => latest.current.onStateChange(state),
        onRefused: () => latest.current.onRefused(),
      }),
    [url, event],
  );
}

const isPageVisible = (): boolean => document.visibilityState === 'visible';

/** Opens the stream as soon as the page is visible. Returns a function that closes it. */
function subscribe(url: string, event: string, { onData, onStateChange, onRefused }: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const open = (): void => {
    // Hidden tabs have no stream: browsers limit the connections to a host.
    if (!isPageVisible()) return;
    source = new EventSource(url);
    source.addEventListener('open', () => {
      failures = 0;
      onStateChange('live');
    });
    source.addEventListener(event, ({ data }: MessageEvent<string>) => onData(JSON.parse(data)));
    source.addEventListener('error', () => {
      onStateChange('disconnected');
      // The browser reopens a broken stream, but not one that the API refused.
      if (source?.readyState !== EventSource.CLOSED) return;
      onRefused();
      timer = setTimeout(open, RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)]);
      failures += 1;
    });
  };
  const openNow = (): void => {
    if (source && source.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    open();
  };
  const onVisibilityChange = (): void => {
    if (isPageVisible()) openNow();
    else {
      clearTimeout(timer);
      source?.close();
    }
  };

  onStateChange('connecting');
  open();
  window.addEventListener('online', openNow);
  document.addEventListener('visibilitychange', onVisibilityChange);
  return () => {
    window.removeEventListener('online', openNow);
    document.removeEventListener('visibilitychange', onVisibilityChange);
    clearTimeout(timer);
    source?.close();
  };
}
