import { setCurrentDetails } from '@temporalio/workflow';

/**
 * Shows what a run is doing in Temporal's UI, as Markdown. The title names the connection: continue-as-new drops the
 * static summary of a workflow (ContinueAsNewOptions has none), so every run says itself whose it is. It costs no event
 * of the history, however often it is called.
 */
export function showDetails(title: string, ...lines: readonly string[]): void {
  setCurrentDetails([`**${escapeMarkdown(title)}**`, ...lines].join('\n\n'));
}

/** A time (RFC 3339 UTC) as people read it: `28 Nov 2026, 15:11 UTC`. */
export function readableTime(time: string): string {
  // "Sat, 28 Nov 2026 15:11:50 GMT"
  const [, day = '', month = '', year = '', clock = ''] = new Date(time).toUTCString().split(' ');
  return `${day} ${month} ${year}, ${clock.slice(0, 5)} UTC`;
}

/** The time of day (RFC 3339 UTC) with seconds: `15:11:50 UTC`. */
export function readableClock(time: string): string {
  return `${new Date(time).toISOString().slice(11, 19)} UTC`;
}

/** Names come from people: none of their characters is a mark or a link. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#|!~]/g, '\\$&');
}
