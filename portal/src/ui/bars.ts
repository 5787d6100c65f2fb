/** One bar of a chart, stacked from the bottom up. */
export interface Bar {
  readonly key: string;
  readonly title: string;
  readonly parts: readonly { readonly label: string; readonly color: string; readonly value: number }[];
}

/** The sum of a bar's parts. */
export const totalOf = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0);
