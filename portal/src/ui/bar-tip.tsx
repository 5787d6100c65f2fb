import { count } from '../format/numbers.js';
import { totalOf, type Bar } from './bars.js';
import classes from './bar-chart.module.css';

/** What the bar under the pointer says. `at` is how far along the chart it is, from 0 to 1; it never leaves the chart. */
export function BarTip({ bar, at, unit }: { readonly bar: Bar; readonly at: number; readonly unit: string }) {
  const parts = bar.parts.filter(({ value }) => value > 0);
  return (
    <div className={classes.tip} style={{ left: `${at * 100}%`, transform: `translateX(-${at * 100}%)` }} aria-hidden>
      <div className={classes.tipTitle}>{bar.title}</div>
      <div>
        {count(totalOf(bar))} {unit}
      </div>
      {parts.length > 1 &&
        parts.toReversed().map(({ label, color, value }) => (
          <div key={label} className={classes.tipPart}>
            <span className={classes.swatch} style={{ background: color }} />
            <span>{label}</span>
            <span className={classes.tipValue}>{count(value)}</span>
          </div>
        ))}
    </div>
  );
}
