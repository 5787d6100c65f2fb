/** The classification labels of the enterprise. */

/** The labels in display order, with their definitions and Box's number and code of their color. */
export const LABELS = [
  { name: 'Public', definition: 'Anybody may read it.', colorID: 3, color: '#E0EFFF' },
  { name: 'Internal', definition: 'For people of the company.', colorID: 0, color: '#FFF2CC' },
  { name: 'Confidential', definition: 'For those who need it.', colorID: 1, color: '#FFDDB3' },
  { name: 'Top Secret', definition: 'For the named few.', colorID: 4, color: '#FFC6CC' },
] as const;

/** The labels' names. */
export const LABEL_NAMES = LABELS.map(({ name }) => name);

/** The name of a label. */
export type Label = (typeof LABEL_NAMES)[number];

/** Whether the enterprise has a label of this name. */
export const isLabel = (label: string): label is Label => LABELS.some(({ name }) => name === label);
