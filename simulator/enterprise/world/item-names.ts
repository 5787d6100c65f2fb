/** Item names: unique within a folder, not case-sensitive. */
import type { SimItem } from '../model.js';
import { childrenOf } from './items.js';
import type { World } from './world.js';

/** The maximum length of a name, in characters. */
export const MAX_NAME_LENGTH = 255;

/** A folder, or '0', the root of its owner. */
type Place = Pick<SimItem, 'ownerId' | 'parentId'>;

/** The item in a folder that already has a name, other than `exceptId`; undefined when the name is free. */
export function itemWithName(
  world: World,
  { ownerId, parentId }: Place,
  name: string,
  exceptId?: string,
): SimItem | undefined {
  const lower = name.toLowerCase();
  return childrenOf(world, ownerId, parentId).find((each) => each.id !== exceptId && each.name.toLowerCase() === lower);
}

/** `name` if it is free in a folder, otherwise `name` with the first free number, as in "Notes (2).txt". */
export function freeName(world: World, place: Place, name: string): string {
  const taken = new Set(childrenOf(world, place.ownerId, place.parentId).map((each) => each.name.toLowerCase()));
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${stem} (${number})${extension}`;
  return free;
}
