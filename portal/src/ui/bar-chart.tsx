import { useRef, useState, type KeyboardEvent } from 'react';
import { BarTip } from './bar-tip.js';
import classes from './bar-chart.module.css';
import { totalOf, type Bar } from './bars.js';
import { roundTop, ticksOf } from './chart-scale.js';
import { count, shortCount } from '../format/numbers.js';

/** A word of the axis, in pixels: the first and the last stand half above and below the chart. */
const TICK_HEIGHT = 16;

/**
 * Bars over time, stacked. Where one can be picked, each is a button, and the arrows go from one to the next; otherwise
 * the chart is a picture. What it says in words (`HiddenTable`) stands beside it, and is the caller's to give.
 */
export function BarChart(props: {
  readonly label: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
  readonly axis: readonly string[];
  /** Every bar has a word of its own below it; otherwise the words stand evenly from the beginning to the end. */
  readonly areBarsNamed?: boolean;
  readonly height: number;
  readonly onPick?: ((index: number) => void) | undefined;
}) {
  const { bars, onPick, unit } = props;
  const [active, setActive] = useState<number | null>(null);
  const [home, setHome] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const top = roundTop(Math.max(...bars.map(totalOf), 0));
  const stop = Math.min(home, bars.length - 1);
  const shown = active === null ? undefined : bars[active];

  const goTo = (index: number): void => {
    const next = Math.min(Math.max(index, 0), bars.length - 1);
    setHome(next);
    group.current?.querySelectorAll('button')[next]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowRight: stop + 1, ArrowLeft: stop - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  };

  return (
    <div className={classes.chart}>
      <div className={classes.ticks} style={{ height: props.height + TICK_HEIGHT }} aria-hidden>
        {ticksOf(top).map((tick) => (
          <span key={tick}>{shortCount(tick)}</span>
        ))}
      </div>
      <div className={classes.plot} onMouseLeave={() => setActive(null)}>
        <div
          ref={group}
          className={classes.bars}
          style={{ height: props.height }}
          role={onPick ? 'group' : 'img'}
          aria-label={props.label}
          onKeyDown={onPick && onKeyDown}
        >
          {bars.map((bar, index) => {
            const looks = {
              className: classes.bar,
              'data-active': index === active || undefined,
              onMouseEnter: () => setActive(index),
            };
            const stack = <Stack bar={bar} top={top} />;
            if (!onPick) {
              return (
                <div key={bar.key} {...looks}>
                  {stack}
                </div>
              );
            }
            return (
              <button
                key={bar.key}
                {...looks}
                type="button"
                tabIndex={index === stop ? 0 : -1}
                aria-label={`${bar.title}: ${count(totalOf(bar))} ${unit}`}
                onFocus={() => {
                  setHome(index);
                  setActive(index);
                }}
                onBlur={() => setActive(null)}
                onClick={() => onPick(index)}
              >
                {stack}
              </button>
            );
          })}
        </div>
        {shown && active !== null && <BarTip bar={shown} at={(active + 0.5) / bars.length} unit={unit} />}
        <div className={classes.axis} data-named={props.areBarsNamed || undefined} aria-hidden>
          {props.axis.map((text, index) => (
            <span key={index}>{text}</span>
          ))}
        </div>
      </div>
    </div>
  );
}

function Stack({ bar, top }: { readonly bar: Bar; readonly top: number }) {
  return bar.parts.map(
    ({ label, color, value }) =>
      value > 0 && (
        <span key={label} className={classes.part} style={{ height: `${(value / top) * 100}%`, background: color }} />
      ),
  );
}
