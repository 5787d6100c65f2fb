import type { FollowEventsInput } from '../contract.js';
import type { Stream } from './followed-stream.js';
import type { Parking } from './parking.js';

/** One run of FollowEventsWorkflow. */
export interface Following {
  readonly input: FollowEventsInput;
  /** Names the connection in Temporal's UI. */
  readonly title: string;
  readonly stream: Stream;
  readonly parking: Parking;
  /** The bounds of the pause between two polls. */
  readonly pauses: { readonly minMs: number; readonly maxMs: number };
}
