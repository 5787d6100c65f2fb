import type { ColumnType, JSONColumnType } from 'kysely';

/** A time that every row has. */
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** A time that a row may lack. */
export type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** When a row was inserted; never updated. */
export type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
/** A JSON document that every row has; written as text. */
export type Json<T extends object> = JSONColumnType<T>;
/** A JSON document that a row may lack; written as text. */
export type NullableJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;
/** bigint columns are read as numbers: sizes and counters stay far below 2^53 (see sql/postgres.ts). */
export type BigInt64 = ColumnType<number, number | undefined, number>;
