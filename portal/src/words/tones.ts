/** The tones of a connection: label, color and icon of its health, the same everywhere. */
import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconHourglass,
  IconPlugConnectedX,
  IconQuestionMark,
  type Icon,
} from '@tabler/icons-react';
import type { Look } from './look.js';
import { keysOf } from './keys.js';

const LOOKS = {
  action_required: { label: 'Action required', color: 'red', icon: IconAlertTriangle },
  stalled: { label: 'Stalled', color: 'red', icon: IconAlertTriangle },
  unknown: { label: 'Unknown', color: 'gray', icon: IconQuestionMark },
  /** A consent or a disconnect did not complete, and an admin must take a step. */
  step_remains: { label: 'Action required', color: 'orange', icon: IconAlertTriangle },
  degraded: { label: 'Degraded', color: 'orange', icon: IconClock },
  /** A new connection is no alarm. */
  waiting: { label: 'Waiting', color: 'blue', icon: IconHourglass },
  starting: { label: 'Starting', color: 'blue', icon: IconHourglass },
  healthy: { label: 'Healthy', color: 'green', icon: IconCheck },
  disconnecting: { label: 'Disconnecting', color: 'gray', icon: IconPlugConnectedX },
  disconnected: { label: 'Disconnected', color: 'gray', icon: IconPlugConnectedX },
} as const satisfies Readonly<Record<string, ToneLook>>;

/** How a tone is shown. */
export interface ToneLook extends Look {
  readonly icon: Icon;
}

/** The tone in which a connection is shown. */
export type Tone = keyof typeof LOOKS;

/** Every tone, the most urgent first. */
export const TONES: readonly Tone[] = keysOf(LOOKS);

/** How a tone is shown. */
export const toneLook = (tone: Tone): ToneLook => LOOKS[tone];

/** The most urgent of some tones; `healthy` if there is none. */
export const worstTone = (tones: readonly Tone[]): Tone => TONES.find((tone) => tones.includes(tone)) ?? 'healthy';
