/** Ids of collaborations: they contain the id of the item. */
import type { SimItem } from './model.js';

/** The id of an item's next collaboration; unique because each change increments `etag`. */
export const collaborationId = ({ id, etag }: Pick<SimItem, 'id' | 'etag'>): string => `8${id}${etag}`;

/**
 * The id of a collaboration's item; null for a malformed id. Generated collaborations start with 7, new ones with 8.
 */
export const itemIdOfCollaboration = (id: string): string | null => /^[78](\d{12})\d+$/.exec(id)?.[1] ?? null;
