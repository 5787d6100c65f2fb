/** Who can reach a file, in words that are the same wherever they are shown. */
import type { components } from '../api/schema.js';

/** Who can reach a file, from the owner alone to anybody with the link. */
export type Exposure = components['schemas']['File']['access'];

/** From closed to open, in the words of the portal. */
export const EXPOSURES: readonly { readonly access: Exposure; readonly label: string; readonly about: string }[] = [
  { access: 'private', label: 'Private', about: 'The owner alone' },
  { access: 'internal', label: 'Internal', about: 'People of the company' },
  { access: 'external', label: 'External', about: 'Somebody outside the company' },
  { access: 'public', label: 'Public', about: 'Anybody with the link' },
];

/** From closed to open. */
export const ACCESSES: readonly Exposure[] = EXPOSURES.map(({ access }) => access);
