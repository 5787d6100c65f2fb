import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { CategoryIcon } from '../activity-log/category-icon.js';
import type { Overview } from '../api/overview.js';
import { count } from '../format/numbers.js';
import { activityLogPath } from '../paths.js';
import { cssColor } from '../ui/css-color.js';
import { categoryLook } from '../words/categories.js';
import { eventPhrase } from '../words/event-phrases.js';
import { Card } from './card.js';
import classes from './overview.module.css';

const MAX_TYPES = 8;

/** The most frequent event types of the last seven days, each linked to its events in the activity log. */
export function EventsCard({ events }: { readonly events: Overview['events'] }) {
  const most = Math.max(...events.byType.map((each) => each.count), 1);
  return (
    <Card
      title="Events, last 7 days"
      more={{ label: `All ${count(events.total)}`, to: activityLogPath({ range: 'week' }) }}
    >
      {events.total === 0 ? (
        <Text size="sm" c="dimmed">
          No events in the last 7 days, or none read from Box yet.
        </Text>
      ) : (
        <ul className={classes.list}>
          {events.byType.slice(0, MAX_TYPES).map(({ type, category, count: times }) => (
            <li key={type}>
              <Link to={activityLogPath({ range: 'week', type })} className={classes.line ?? ''} title={type}>
                <CategoryIcon category={category} size={26} />
                <span className={classes.name}>
                  <Text span size="sm" truncate>
                    {eventPhrase(type)}{' '}
                    <Text span size="xs" c="dimmed" ff="monospace">
                      {type}
                    </Text>
                  </Text>
                  <span
                    className={classes.ratio}
                    style={{ width: `${(times / most) * 100}%`, background: cssColor(categoryLook(category).color) }}
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
