import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT } from './expectations/content.js';
import { PEOPLE } from './expectations/people.js';
import { SHARING } from './expectations/sharing.js';
import { startEnterprise, type Enterprise } from '../support/enterprise.js';

const EXPECTATIONS = [...CONTENT, ...SHARING, ...PEOPLE];

let box: Enterprise;
beforeAll(async () => {
  box = await startEnterprise();
});
afterAll(() => box.close());

describe("what Box's own client expects of Box in its published tests: Box", () => {
  for (const { says, from, holds } of EXPECTATIONS) it(`${says} (${from})`, () => holds(box));
});

describe('the list of these expectations', () => {
  it('is the one that simulator/EXPECTATIONS.md shows', () => {
    const rows = EXPECTATIONS.map(({ says, from }, i) => `| ${i + 1} | Box ${says} | \`${from}\` |`);
    const page = readFileSync(fileURLToPath(new URL('../../../simulator/EXPECTATIONS.md', import.meta.url)), 'utf8');
    // The formatter aligns the columns.
    const shown = page.split('\n').filter((line) => /^\| \d/.test(line));
    expect(shown.map((line) => line.replaceAll(/ +/g, ' '))).toEqual(rows);
    expect(rows.length).toBeGreaterThanOrEqual(45);
  });
});
