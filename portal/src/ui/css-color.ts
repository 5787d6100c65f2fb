/** A color of the Mantine theme, such as `teal.7`, as a CSS variable. */
export const cssColor = (color: string): string => `var(--mantine-color-${color.replace('.', '-')})`;
