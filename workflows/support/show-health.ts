import { setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { healthChanged, SEARCH_ATTRIBUTES } from '../contract.js';

/** Shows the health of a connection in Temporal's UI, as a search attribute. Signals may come twice and out of order. */
export function showHealth(): void {
  let shown = { state: '', at: '' };
  setHandler(healthChanged, ({ state, at }) => {
    if (at < shown.at) return;
    if (state !== shown.state) upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.health, value: state }]);
    shown = { state, at };
  });
}
