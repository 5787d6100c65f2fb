import { MantineProvider } from '@mantine/core';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { EventCards } from '../../portal/src/activity-log/event-cards.js';
import { EventFacts } from '../../portal/src/activity-log/event-facts.js';
import { EventTable } from '../../portal/src/activity-log/event-table.js';
import type { Activity } from '../../portal/src/api/activity-log.js';
import { exactTime, shortTime } from '../../portal/src/format/times.js';

const EVENT: Activity = {
  connectionId: 'c',
  eventId: 'e',
  type: 'EDIT',
  category: 'modifies',
  occurredAt: '2026-11-27T10:00:00.000Z',
  timeUnknown: false,
  actor: null,
  item: null,
  ip: null,
  source: 'stream',
  own: false,
  raw: {},
};
const nothing = (): void => undefined;

/** The text of what the page renders. */
const textOf = (element: ReactElement): string =>
  renderToStaticMarkup(createElement(MantineProvider, null, createElement(MemoryRouter, null, element))).replaceAll(
    /<style.*?<\/style>|<[^>]*>/gs,
    ' ',
  );

const VIEWS = {
  table: (event: Activity) => createElement(EventTable, { events: [event], selected: null, onOpen: nothing }),
  cards: (event: Activity) => createElement(EventCards, { events: [event], onOpen: nothing }),
  drawer: (event: Activity) => createElement(EventFacts, { activity: event, connections: [], change: nothing }),
};

describe.each([
  ['table', shortTime],
  ['cards', shortTime],
  ['drawer', exactTime],
] as const)('the time of an event in the %s', (view, format) => {
  const at = format(EVENT.occurredAt);

  it('is when it happened', () => {
    const text = textOf(VIEWS[view](EVENT));
    expect(text).toContain(at);
    expect(text).not.toContain('unknown; received');
  });

  it('is unknown if Box sent no readable time, with the time of receipt', () => {
    expect(textOf(VIEWS[view]({ ...EVENT, timeUnknown: true }))).toContain(`Time unknown; received ${at}`);
  });
});
