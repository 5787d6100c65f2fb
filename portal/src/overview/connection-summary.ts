/** How a connection stands, for a glance: in the words of its own page. */
import { attentionOf, isAwaitingConsent, stateSentence } from '../words/connection-status.js';
import type { Connection } from '../api/connections.js';

/** How much a connection wants to be looked at, and why. */
export interface Standing {
  /** `act`: it does nothing before somebody does; `look`: it works, but not as well as it could. */
  readonly level: 'act' | 'look' | 'fine' | 'off';
  readonly text: string;
  /** How much else there is to look at. */
  readonly more: number;
}

/** The first thing that matters, and how many more there are. */
export function standingOf(connection: Connection): Standing {
  const [first, ...others] = attentionOf(connection);
  const { status } = connection;
  const isAction = isAwaitingConsent(connection) || (first?.tone === 'action' && status !== 'connected');
  const quiet = status === 'disconnected' ? 'off' : 'fine';
  return {
    level: isAction ? 'act' : first ? 'look' : quiet,
    text: first?.message ?? stateSentence(connection),
    more: others.length,
  };
}
