/** One bar: what it is of, and what it is made of, from the bottom up. */
export interface Bar {
  readonly key: string;
  readonly title: string;
  readonly parts: readonly { readonly label: string; readonly color: string; readonly value: number }[];
}

/** How many a bar stands for. */
export const totalOf = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0);
