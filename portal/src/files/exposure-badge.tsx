import { Badge } from '@mantine/core';
import { EXPOSURE_COLORS } from '../theme.js';
import { EXPOSURES, type Exposure } from '../words/exposures.js';

/** A file's exposure, by colour and by word. */
export function ExposureBadge({ access }: { readonly access: Exposure }) {
  return (
    <Badge color={EXPOSURE_COLORS[access]} variant="light">
      {EXPOSURES.find((each) => each.access === access)?.label ?? access}
    </Badge>
  );
}
