import { Badge } from '@mantine/core';
import type { components } from '../api/schema.js';
import { EXPOSURE_COLORS } from '../theme.js';

/** Who can reach a file, from the owner alone to anybody with the link. */
export type Exposure = components['schemas']['File']['access'];

/** From closed to open, in the words of the portal. */
export const EXPOSURES: readonly { readonly access: Exposure; readonly label: string; readonly about: string }[] = [
  { access: 'private', label: 'Private', about: 'The owner alone' },
  { access: 'internal', label: 'Internal', about: 'People of the company' },
  { access: 'external', label: 'External', about: 'Somebody outside the company' },
  { access: 'public', label: 'Public', about: 'Anybody with the link' },
];

/** A file's exposure, by colour and by word. */
export function ExposureBadge({ access }: { readonly access: Exposure }) {
  return (
    <Badge color={EXPOSURE_COLORS[access]} variant="light">
      {EXPOSURES.find((each) => each.access === access)?.label ?? access}
    </Badge>
  );
}
