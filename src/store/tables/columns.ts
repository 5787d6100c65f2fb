import type { ColumnType, JSONColumnType } from 'kysely';

/** A required time. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** A nullable time. */
export type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** The time of the insert; never updated. */
export type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
/** A required JSON document; written as text. */
export type Json<T extends object> = JSONColumnType<T>;
/** A nullable JSON document; written as text. */
export type NullableJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;
/** A bigint, read as a number: sizes and counters stay far below 2^53 (sql/postgres.ts). */
export type BigInt64 = ColumnType<number, number | undefined, number>;
