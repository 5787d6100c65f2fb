import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Overview } from '../api/overview.js';
import { cssColor, looksOf } from '../words/categories.js';
import { CategoryIcon } from '../activity-log/category-icon.js';
import { phraseOf } from '../words/event-phrases.js';
import { count } from '../format/numbers.js';
import { Card } from './card.js';
import classes from './overview.module.css';

/** Types that are named; the log has all. */
const NAMED = 8;

/** What happened most in the last seven days, each a way to it in the log. */
export function EventsCard({ events }: { readonly events: Overview['events'] }) {
  const most = Math.max(...events.byType.map((each) => each.count), 1);
  return (
    <Card title="Events, last 7 days" more={{ label: `All ${count(events.total)}`, to: '/activities?range=week' }}>
      {events.total === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing happened in these days, or Box has not been asked yet.
        </Text>
      ) : (
        <ul className={classes.list}>
          {events.byType.slice(0, NAMED).map(({ type, category, count: times }) => (
            <li key={type}>
              <Link
                to={`/activities?${new URLSearchParams({ range: 'week', type }).toString()}`}
                className={classes.line ?? ''}
                title={type}
              >
                <CategoryIcon category={category} size={26} />
                <span className={classes.name}>
                  <Text span size="sm" truncate>
                    {phraseOf(type)}{' '}
                    <Text span size="xs" c="dimmed" ff="monospace">
                      {type}
                    </Text>
                  </Text>
                  <span
                    className={classes.ratio}
                    style={{ width: `${(times / most) * 100}%`, background: cssColor(looksOf(category).color) }}
                  />
                </span>
                <Text span size="sm" fw={600} className={classes.number ?? ''}>
                  {count(times)}
                </Text>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
