/** How a state is shown: its label and its color (never the color alone). */
export interface Look {
  readonly label: string;
  readonly color: string;
}
