/** Server-sent events that come back by themselves: after an outage, a sleep, a restart of the API. */
import { useEffect, useRef } from 'react';
import type { LiveState } from './live-state.js';

/** How long a stream that the API refused is left alone, in milliseconds: longer each time, up to the last. */
const WAITS_MS = [1_000, 2_000, 5_000, 15_000];

/** What is done with a stream. */
interface Follower {
  /** Gets the data of each event of the name that is followed, as JSON. */
  readonly take: (data: unknown) => void;
  readonly tell: (state: LiveState) => void;
  /** The API refused the stream: whoever asks may not be signed in any more. */
  readonly heedRefusal: () => void;
}

/** Follows a stream's events of one name while the component is shown. */
export function useEventStream(url: string, event: string, follower: Follower): void {
  const now = useRef(follower);
  useEffect(() => {
    now.current = follower;
  });
  useEffect(
    () =>
      follow(url, event, {
        take: (data) => now.current.take(data),
        tell: (state) => now.current.tell(state),
        heedRefusal: () => now.current.heedRefusal(),
      }),
    [url, event],
  );
}

const isSeen = (): boolean => document.visibilityState === 'visible';

/** Opens the stream as soon as somebody sees the page; answers how to end it. */
function follow(url: string, event: string, { take, tell, heedRefusal }: Follower): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const open = (): void => {
    // A page that nobody sees follows nothing: a browser opens only so many streams to a host.
    if (!isSeen()) return;
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
      heedRefusal();
      timer = setTimeout(open, WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]);
      failures += 1;
    });
  };
  const openNow = (): void => {
    if (source && source.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    open();
  };
  const heedVisibility = (): void => {
    if (isSeen()) openNow();
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
