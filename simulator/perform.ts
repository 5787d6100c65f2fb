/** The one way in which anything happens in the enterprise. */
import { act, type Action, type ActionResult } from './enterprise/actions.js';
import type { State } from './state.js';

/** Does an action and writes it down for the next start; now, unless said otherwise (epoch milliseconds). Throws `ActionError`. */
export function perform(state: State, action: Action, at: number = state.clock.now()): ActionResult {
  const result = act(state, action, at);
  state.journal.append({ kind: 'action', at, action });
  return result;
}
