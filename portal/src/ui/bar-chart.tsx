import { useRef, useState, type KeyboardEvent } from 'react';
import { count, shortCount } from '../format/numbers.js';
import classes from './bar-chart.module.css';
import { BarTip } from './bar-tip.js';
import { totalOf, type Bar } from './bars.js';
import { axisTicks, axisTop } from './chart-scale.js';

/** The line height of an axis label, in pixels: half of the first and the last label is outside the chart. */
const TICK_HEIGHT = 16;

/**
 * Stacked bars over time. With `onPick`, every bar is a button and the arrow keys move between them; without it, the
 * chart is an image. Give it a `HiddenTable` with the same numbers for screen readers.
 */
export function BarChart(props: {
  readonly label: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
  readonly axis: readonly string[];
  /** Whether `axis` has one label for each bar; otherwise its labels are spread evenly from start to end. */
  readonly isEachBarLabeled?: boolean;
  readonly height: number;
  readonly onPick?: ((index: number) => void) | undefined;
}) {
  const { bars, onPick, unit } = props;
  const [active, setActive] = useState<number | null>(null);
  const [lastFocused, setLastFocused] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const top = axisTop(Math.max(...bars.map(totalOf), 0));
  const tabStop = Math.min(lastFocused, bars.length - 1);
  const shown = active === null ? undefined : bars[active];

  const focusBar = (index: number): void => {
    const next = Math.min(Math.max(index, 0), bars.length - 1);
    setLastFocused(next);
    group.current?.querySelectorAll('button')[next]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowRight: tabStop + 1, ArrowLeft: tabStop - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    focusBar(to);
  };

  return (
    <div className={classes.chart}>
      <div className={classes.ticks} style={{ height: props.height + TICK_HEIGHT }} aria-hidden>
        {axisTicks(top).map((tick) => (
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
                tabIndex={index === tabStop ? 0 : -1}
                aria-label={`${bar.title}: ${count(totalOf(bar))} ${unit}`}
                onFocus={() => {
                  setLastFocused(index);
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
        <div className={classes.axis} data-labeled={props.isEachBarLabeled || undefined} aria-hidden>
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
