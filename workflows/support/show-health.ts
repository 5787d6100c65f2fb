import { patched, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { healthChanged, SEARCH_ATTRIBUTES } from '../contract.js';

/** Shows the health of a connection in Temporal's UI, as a search attribute. Signals may come twice and out of order. */
export function showHealth(): void {
  let shown = { state: '', at: '' };
  setHandler(healthChanged, ({ state, at }) => {
    // A worker of an earlier version keeps the signal and does nothing: a replay must do the same.
    if (!patched('show-health')) return;
    if (at < shown.at) return;
    if (state !== shown.state) upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.health, value: state }]);
    shown = { state, at };
  });
}
