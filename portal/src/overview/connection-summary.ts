/** A connection in one line, for the overview. */
import type { Connection } from '../api/connections.js';
import { attentionItems } from '../words/attention.js';
import { standsStill } from '../words/health.js';
import { isAwaitingConsent, statusSentence } from '../words/connection-status.js';

/** The levels, the most urgent first. `action`: the user must act; `note`: works with limitations; `off`: disconnected. */
export const LEVELS = ['action', 'note', 'ok', 'off'] as const;

/** A connection's level, with the most urgent message. */
export interface ConnectionSummary {
  readonly level: (typeof LEVELS)[number];
  readonly text: string;
  /** How many more items need attention. */
  readonly more: number;
}

/** Summarizes a connection. */
export function summarizeConnection(connection: Connection): ConnectionSummary {
  const [first, ...others] = attentionItems(connection);
  const { status } = connection;
  const needsAction =
    isAwaitingConsent(connection) ||
    (status !== 'disconnected' && standsStill(connection)) ||
    (first?.tone === 'action' && status !== 'connected');
  const quiet = status === 'disconnected' ? 'off' : 'ok';
  return {
    level: needsAction ? 'action' : first ? 'note' : quiet,
    text: first?.message ?? statusSentence(connection),
    more: others.length,
  };
}
