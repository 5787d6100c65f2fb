import { count } from '../format/numbers.js';
import classes from './bar-chart.module.css';
import { totalOf, type Bar } from './bars.js';

/** The tooltip of the active bar. `at` is its place along the chart, 0 to 1; the tooltip stays inside the chart. */
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
