/** The exposures of files: label, explanation and color, the same everywhere. */
import type { File } from '../api/files.js';
import { keysOf } from './keys.js';

/** Who has access to a file. */
export type Exposure = File['access'];

/** How an exposure is shown; `color` is a color of the Mantine theme. */
interface ExposureLook {
  readonly label: string;
  readonly about: string;
  readonly color: string;
}

/** How each exposure is shown, from the least to the most exposed. */
export const EXPOSURE_LOOKS = {
  private: { label: 'Private', about: 'Only the owner', color: 'gray' },
  internal: { label: 'Internal', about: 'Inside the company', color: 'blue' },
  external: { label: 'External', about: 'Outside the company', color: 'orange' },
  public: { label: 'Public', about: 'Anyone with the link', color: 'red' },
} as const satisfies Readonly<Record<Exposure, ExposureLook>>;

/** Every exposure with its look, from the least to the most exposed. */
export const EXPOSURES: readonly (ExposureLook & { readonly access: Exposure })[] = keysOf(EXPOSURE_LOOKS).map(
  (access) => ({ access, ...EXPOSURE_LOOKS[access] }),
);
