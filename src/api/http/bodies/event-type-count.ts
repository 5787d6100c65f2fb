/** The number of events of a type: the activity log and the overview return it. */
import { z } from 'zod';
import { ACTIVITY_CATEGORIES } from '../../../domain/activity.js';

/** How many events of a type occurred. */
export const eventTypeCountBody = z
  .object({ type: z.string(), category: z.enum(ACTIVITY_CATEGORIES), count: z.int() })
  .meta({ id: 'EventTypeCount' });
