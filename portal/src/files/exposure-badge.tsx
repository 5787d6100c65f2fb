import { Badge } from '@mantine/core';
import { EXPOSURE_LOOKS, type Exposure } from '../words/exposures.js';

/** A file's exposure as a colored badge. */
export function ExposureBadge({ access }: { readonly access: Exposure }) {
  const { label, color } = EXPOSURE_LOOKS[access];
  return (
    <Badge color={color} variant="light">
      {label}
    </Badge>
  );
}
