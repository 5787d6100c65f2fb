/** Server-sent events that come back by themselves: after an outage, a sleep, a restart of the API. */
import { useEffect, useRef } from 'react';
import type { LiveState } from './live-state.js';

/** How long a stream that the API refused is left alone, in milliseconds: longer each time, up to the last. */
const WAITS_MS = [1_000, 2_000, 5_000, 15_000];

/** Follows a stream while the component is shown; `take` gets the data of each event of this name, as JSON. */
export function useEventStream(
  url: string,
  event: string,
  take: (data: unknown) => void,
  tell: (state: LiveState) => void = () => undefined,
): void {
  const taken = useRef(take);
  const told = useRef(tell);
  useEffect(() => {
    taken.current = take;
    told.current = tell;
  });
  useEffect(
    () =>
      follow(
        url,
        event,
        (data) => taken.current(data),
        (state) => told.current(state),
      ),
    [url, event],
  );
}

/** Opens the stream; answers how to end it. */
function follow(
  url: string,
  event: string,
  take: (data: unknown) => void,
  tell: (state: LiveState) => void,
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const open = (): void => {
    source = new EventSource(url);
    source.addEventListener('open', () => {
      failures = 0;
      tell('live');
    });
    source.addEventListener(event, ({ data }: MessageEvent<string>) => take(JSON.parse(data)));
    source.addEventListener('error', () => {
      tell('waiting');
      // A broken stream is opened anew by the browser; one that was refused is closed, and that is left to us.
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]);
      failures += 1;
    });
  };
  const openNow = (): void => {
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    open();
  };

  /** A page that nobody sees follows nothing: a browser opens only so many streams to a host. */
  const heedVisibility = (): void => {
    if (document.visibilityState === 'visible') openNow();
    else {
      clearTimeout(timer);
      source?.close();
    }
  };

  tell('connecting');
  open();
  window.addEventListener('online', openNow);
  document.addEventListener('visibilitychange', heedVisibility);
  return () => {
    window.removeEventListener('online', openNow);
    document.removeEventListener('visibilitychange', heedVisibility);
    clearTimeout(timer);
    source?.close();
  };
}
