/** A connection in one line, for the overview. */
import type { Connection } from '../api/connections.js';
import { attentionItems } from '../words/attention.js';
import { toneOf } from '../words/health.js';
import { statusSentence } from '../words/connection-status.js';
import type { Tone } from '../words/tones.js';

/** A connection's tone, with the most urgent message. */
export interface ConnectionSummary {
  readonly tone: Tone;
  readonly text: string;
  /** How many more items need attention. */
  readonly more: number;
}

/** Summarizes a connection. */
export function summarizeConnection(connection: Connection): ConnectionSummary {
  const [first, ...others] = attentionItems(connection);
  return { tone: toneOf(connection), text: first?.message ?? statusSentence(connection), more: others.length };
}
