import { boxNow } from './box-time.js';

/**
 * Returns a time in the form in which Box's SDKs send it, `2026-11-20T15:15:40Z`: in whole seconds, because Box refuses
 * fractions at some endpoints, and not beyond `now`, because Box refuses bounds in the future. Throws `RangeError` for a
 * text that is no time.
 */
export function pastSecond(time: string, now = boxNow().getTime()): string {
  const at = Math.min(Date.parse(time), now);
  return new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
