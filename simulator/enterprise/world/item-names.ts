/** Names that items have in their places: no two alike in one, in whatever case. */
import type { SimItem } from '../model.js';
import type { World } from './world.js';

/** The most characters of a name. */
export const MOST_CHARACTERS = 255;

/** A folder, or '0', the root of its owner. */
type Place = Pick<SimItem, 'ownerId' | 'parentId'>;

/** The item of a place that has a name already, other than `exceptId`; undefined when the name is free. */
export function holderOf(
  world: World,
  { ownerId, parentId }: Place,
  name: string,
  exceptId?: string,
): SimItem | undefined {
  const wanted = name.toLowerCase();
  return world.children(ownerId, parentId).find((each) => each.id !== exceptId && each.name.toLowerCase() === wanted);
}

/** A name that is free in a place: the wanted one, or that with the first number that makes it so. */
export function freeName(world: World, place: Place, wanted: string): string {
  const taken = new Set(world.children(place.ownerId, place.parentId).map(({ name }) => name.toLowerCase()));
  const dot = wanted.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ''];
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${stem} (${number})${extension}`;
  return name;
}
