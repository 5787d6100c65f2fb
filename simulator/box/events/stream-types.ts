/** The types of event streams, by Box's guide to events. */
/** The values of `stream_type`. */
export const STREAM_TYPES = ['admin_logs', 'admin_logs_streaming', 'all', 'changes', 'sync'] as const;
/** A value of `stream_type`. */
export type StreamType = (typeof STREAM_TYPES)[number];
